"""The linker script of a board."""

_TEMPLATE = """MEMORY {
@MEMORY@
}
SECTIONS {
  .text : ALIGN(16) {
    KEEP(*(.vectors))
    *(.text .text.*)
    . = ALIGN(8);
    __init_array_start = .;
    KEEP(*(SORT(.init_array.*)))
    KEEP(*(.init_array))
    __init_array_end = .;
    KEEP(*(.init)) KEEP(*(.fini))
  } > TEXT
  .ARM.extab : { *(.ARM.extab*) } > TEXT
  .ARM.exidx : { __exidx_start = .; *(.ARM.exidx*) __exidx_end = .; } > TEXT
  .rodata : ALIGN(16) {
    *(.rodata .rodata.* .srodata .srodata.*)
    *(.weights .weights.* .iegen_weights .iegen_weights.* iegen_weights)
  } > @CONST@
  .data : ALIGN(16) {
    __data_start = .;
    *(.data .data.*)
    __global_pointer$ = . + 0x800;
    *(.sdata .sdata.*)
    . = ALIGN(8);
    __data_end = .;
  } > RAM AT> @CONST@
  __data_load = LOADADDR(.data);
  .bss (NOLOAD) : ALIGN(16) {
    __bss_start = .;
    *(.sbss .sbss.*) *(.bss .bss.*) *(COMMON)
    . = ALIGN(16);
    __bss_end = .;
  } > RAM
  __heap_start = .;
  __stack_top = ORIGIN(RAM) + LENGTH(RAM);
  /* The heap is there for printf's sake; the stack keeps the upper half of what is left. */
  __heap_end = __heap_start + (__stack_top - __heap_start) / 2;
  /DISCARD/ : { *(.comment) *(.riscv.attributes) *(.ARM.attributes) *(.note*) *(.eh_frame*) }
}
"""

def linker_script(board):
    """Text of the linker script.

    Args:
      board: a row of BOARDS
    Returns:
      string
    """
    regions = [("TEXT (rx)", board.text), ("RAM (rwx)", board.ram)]
    if board.const:
        regions.append(("CONST (r)", board.const))
    memory = "\n".join(["  %s : ORIGIN = %s, LENGTH = %s" % (name, r[0], r[1]) for name, r in regions])
    return _TEMPLATE.replace("@MEMORY@", memory).replace("@CONST@", "CONST" if board.const else "TEXT")

def memory_bytes(region):
    """Length in bytes of a region (origin, length with K or M)."""
    length = region[1]
    return int(length[:-1]) * {"K": 1024, "M": 1024 * 1024}[length[-1]]

def _linker_script_file_impl(ctx):
    ctx.actions.write(ctx.outputs.out, ctx.attr.text)

linker_script_file = rule(
    implementation = _linker_script_file_impl,
    attrs = {
        "out": attr.output(mandatory = True),
        "text": attr.string(mandatory = True),
    },
)
