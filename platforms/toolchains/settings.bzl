"""Flags of each bare-metal compiler, for Bazel's toolchains and for programs that call it themselves."""

load("@iegen_bare_metal_tools//:tools.bzl", "FILES", "TOOLS")
load("//platforms:cores.bzl", "BOARDS", "CORES")

_PROGRAMS = {
    "arm_gcc": "arm-none-eabi-gcc",
    "clang_arm": "clang-19",
    "clang_riscv": "clang-19",
    "riscv_gcc": "riscv64-unknown-elf-gcc",
}

_COMPILE = [
    "-ffunction-sections",
    "-fdata-sections",
    "-fno-common",
]

# What is on the way to a smaller program and not needed by freestanding C++14.
_CXX = [
    "-std=c++14",
    "-fno-exceptions",
    "-fno-rtti",
    "-fno-threadsafe-statics",
    "-fno-use-cxa-atexit",
]

_PICOLIBC = ["-Wl,--start-group", "-lc", FILES["rv32im_libgcc"], "-Wl,--end-group"]

_NEWLIB_NANO = ["-Wl,--start-group", "-lc_nano", "-lm", FILES["m55_libgcc"], "-Wl,--end-group"]

_PICOLIBC_DIRECTORY = "-L" + FILES["rv32im_picolibc"]

# compiler: (flags for compiling, flags for linking, libraries).
_COMPILERS = {
    "arm_gcc": ([], ["-nostartfiles", "--specs=nano.specs", "-Wl,--no-warn-rwx-segments"], []),
    "clang_arm": (
        ["-isystem", FILES["newlib_include"]],
        ["-fuse-ld=lld", "-nostdlib", "-Wl,--entry=iegen_board_reset", "-L" + FILES["m55_newlib"]],
        _NEWLIB_NANO,
    ),
    "clang_riscv": (
        ["-isystem", FILES["picolibc_include"]],
        ["-fuse-ld=lld", "-nostdlib", "-Wl,--undefined=_start", _PICOLIBC_DIRECTORY],
        _PICOLIBC,
    ),
    # --specs for compiling only: at link time it would bring picolibc's own linker script.
    "riscv_gcc": (
        ["--specs=picolibc.specs"],
        ["-nostdlib", "-Wl,--no-warn-rwx-segments", _PICOLIBC_DIRECTORY],
        _PICOLIBC,
    ),
}

def toolchain_settings(core):
    """How to call the compiler of a core.

    Args:
      core: a row of CORES
    Returns:
      struct(program, compile_flags, c_flags, cxx_flags, link_flags, link_libs); link_libs go after
      the object files
    """
    compile_flags, link_flags, link_libs = _COMPILERS[core.compiler]
    return struct(
        program = _PROGRAMS[core.compiler],
        compile_flags = core.flags + compile_flags + _COMPILE,
        c_flags = ["-std=c11"],
        cxx_flags = _CXX,
        link_flags = core.flags + link_flags + ["-Wl,--gc-sections"],
        link_libs = link_libs,
    )

def board_available(name):
    """Whether the compiler and the QEMU of a board (a key of BOARDS) are installed."""
    board = BOARDS[name]
    return CORES[board.core].compiler in TOOLS and board.qemu in TOOLS
