"""Which files of this package make up the start-up code of a board, and how they are compiled."""

load("//platforms:cores.bzl", "CORES", "ICOUNT_SHIFT")

HEADERS = ["board.h", "startup.h"]

_FAMILY_SOURCES = {
    "cortex_m": ["cortex_m.c", "newlib.c"],
    "riscv": ["picolibc.c", "riscv.c"],
}

def board_sources(board):
    """File names of this package to compile for `board`, a row of BOARDS."""
    return ["finish.c", "semihost.c"] + _FAMILY_SOURCES[CORES[board.core].family]

def board_defines(board):
    """Macros for the files of board_sources, as NAME=VALUE, for a row of BOARDS."""
    return [
        "IEGEN_CLOCK_HZ=%du" % board.clock_hz,
        "IEGEN_ICOUNT_SHIFT=%d" % ICOUNT_SHIFT,
        "IEGEN_TRAP_UNALIGNED=%d" % (1 if board.trap_unaligned else 0),
    ]
