"""The tables of this package as JSON, for a program that compiles and simulates firmware by itself.

An object; its keys are the boards (keys of BOARDS in cores.bzl, as "cortex_m4"), its values objects:

  name            the core as users write it, "cortex-m4" (both boards of Cortex-M0 say "cortex-m0")
  core            key of the core: the board's own name but for "cortex_m0_large"
  family          "cortex_m" or "riscv"
  features        list of "dsp", "mve", "rvv"
  available       whether compiler and QEMU were found when this file was made; else the lists of flags
                  may lack paths
  compiler        program to look for on PATH; compiles C and C++ and links
  compile_flags   for every .c, .cc and .S file, an optimisation level and -I excepted
  c_flags, cxx_flags   further ones for C and for C++
  link_flags      for linking, before the object files (the linker script, -T FILE, excepted)
  link_libs       for linking, after the object files
  sources         start-up code to compile and link, as paths of this workspace; compile it with
                  `defines` and with -I naming the root that these paths are relative to
  headers         what the sources and a program may include, likewise
  defines         -D flags for the sources
  linker_script   text of the linker script: write it to a file
  memory          {"text": {"origin", "bytes"}, "const": ..., "ram": ...}, numbers; const may equal text
  machine         QEMU's name of the board
  qemu            command that runs a program: append "-kernel", FILE; the program's exit code becomes
                  QEMU's, its output goes to stdout, its last line is
                  "[target] instructions=<of the whole run> exit=<code>"
  clock_hz        clock of the timer that counts, 0 where a register of the core does
  icount_shift    one instruction takes 2^icount_shift ns of virtual time
"""

load("//platforms/boards:linker_script.bzl", "linker_script", "memory_bytes")
load("//platforms/boards:sources.bzl", "HEADERS", "board_defines", "board_sources")
load("//platforms/toolchains:settings.bzl", "board_available", "toolchain_settings")
load(":cores.bzl", "BOARDS", "CORES", "ICOUNT_SHIFT", "qemu_command")

def _memory(region):
    return {"bytes": memory_bytes(region), "origin": region[0]}

def _row(name):
    board = BOARDS[name]
    core = CORES[board.core]
    settings = toolchain_settings(core)
    return {
        "available": board_available(name),
        "c_flags": settings.c_flags,
        "clock_hz": board.clock_hz,
        "compile_flags": settings.compile_flags,
        "compiler": settings.program,
        "core": board.core,
        "cxx_flags": settings.cxx_flags,
        "defines": ["-D" + define for define in board_defines(board)],
        "family": core.family,
        "features": core.features,
        "headers": ["platforms/boards/" + file for file in HEADERS],
        "icount_shift": ICOUNT_SHIFT,
        "link_flags": settings.link_flags,
        "link_libs": settings.link_libs,
        "linker_script": linker_script(board),
        "machine": board.machine,
        "memory": {
            "const": _memory(board.const or board.text),
            "ram": _memory(board.ram),
            "text": _memory(board.text),
        },
        "name": core.name,
        "qemu": qemu_command(board),
        "sources": ["platforms/boards/" + file for file in board_sources(board)],
    }

def _cores_json_impl(ctx):
    rows = {name: _row(name) for name in BOARDS}
    ctx.actions.write(ctx.outputs.out, json.encode_indent(rows, indent = "  ") + "\n")

cores_json = rule(
    implementation = _cores_json_impl,
    attrs = {"out": attr.output(mandatory = True)},
    doc = "Writes the tables of cores.bzl and what follows from them to `out`.",
)
