"""The simulated cores (how code is made) and boards (what runs it): one row each.

Everything else in //platforms follows from these rows: constraints, platforms, toolchains, start-up
libraries, QEMU tests and the JSON that the command line tool embeds.
"""

# One instruction takes 2^ICOUNT_SHIFT ns of virtual time (QEMU's -icount). With 6 the boards' timers
# move more than once per instruction, so that they count exactly.
ICOUNT_SHIFT = 6

# name: as users write it; family: the backend; compiler: a key of TOOLS in
# //third_party:bare_metal_tools.bzl; flags: code generation, for compiling and linking;
# features: instruction set extensions, has_<feature> in //platforms.
CORES = {
    "cortex_m0": struct(
        name = "cortex-m0",
        family = "cortex_m",
        compiler = "arm_gcc",
        flags = ["-mcpu=cortex-m0", "-mthumb", "-mfloat-abi=soft"],
        features = [],
    ),
    "cortex_m3": struct(
        name = "cortex-m3",
        family = "cortex_m",
        compiler = "arm_gcc",
        flags = ["-mcpu=cortex-m3", "-mthumb", "-mfloat-abi=soft"],
        features = [],
    ),
    "cortex_m4": struct(
        name = "cortex-m4",
        family = "cortex_m",
        compiler = "arm_gcc",
        flags = ["-mcpu=cortex-m4", "-mthumb", "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16"],
        features = ["dsp"],
    ),
    "cortex_m7": struct(
        name = "cortex-m7",
        family = "cortex_m",
        compiler = "arm_gcc",
        flags = ["-mcpu=cortex-m7", "-mthumb", "-mfloat-abi=hard", "-mfpu=fpv5-d16"],
        features = ["dsp"],
    ),
    "cortex_m33": struct(
        name = "cortex-m33",
        family = "cortex_m",
        compiler = "arm_gcc",
        flags = ["-mcpu=cortex-m33", "-mthumb", "-mfloat-abi=hard", "-mfpu=fpv5-sp-d16"],
        features = ["dsp"],
    ),
    "cortex_m55": struct(
        name = "cortex-m55",
        family = "cortex_m",
        compiler = "clang_arm",  # gcc 12 makes no tail-predicated loops.
        flags = ["--target=thumbv8.1m.main-none-eabihf", "-mcpu=cortex-m55", "-mfloat-abi=hard"],
        features = ["dsp", "mve"],
    ),
    "rv32imc": struct(
        name = "rv32imc",
        family = "riscv",
        compiler = "riscv_gcc",
        flags = ["-march=rv32imc", "-mabi=ilp32", "-mcmodel=medany"],
        features = [],
    ),
    "rv32imcv": struct(
        name = "rv32imcv",
        family = "riscv",
        compiler = "clang_riscv",  # gcc 12 has no vector intrinsics.
        flags = ["--target=riscv32-unknown-elf", "-march=rv32imc_zve32x_zvl128b", "-mabi=ilp32", "-mcmodel=medany"],
        features = ["rvv"],
    ),
}

# core: a key of CORES; machine: QEMU's name; cpu: arguments that choose the processor, if the machine
# does not; text, const, ram: origin and length of the memory for code, for constants (None: with the
# code) and for the rest; clock_hz: clock of SysTick (0: the counter is a register of the core);
# trap_unaligned: the machine's own core would let unaligned accesses pass that `core` does not.
def _board(core, qemu, machine, text, ram, clock_hz, const = None, cpu = [], trap_unaligned = False):
    return struct(
        core = core,
        qemu = qemu,
        machine = machine,
        cpu = cpu,
        text = text,
        const = const,
        ram = ram,
        clock_hz = clock_hz,
        trap_unaligned = trap_unaligned,
    )

def _arm(core, machine, text, ram, clock_hz, **kwargs):
    return _board(core, "qemu-system-arm", machine, text, ram, clock_hz, **kwargs)

def _riscv(core, cpu):
    return _board(
        core,
        "qemu-system-riscv32",
        "virt",
        ("0x80000000", "16M"),
        ("0x81000000", "16M"),
        0,
        cpu = ["-cpu", cpu, "-bios", "none"],
    )

_MPS2 = struct(text = ("0x00000000", "4M"), ram = ("0x21000000", "16M"))

BOARDS = {
    "cortex_m0": _arm("cortex_m0", "microbit", ("0x00000000", "256K"), ("0x20000000", "16K"), 16000000),
    # Where 16 KB are not enough: the same code, run by a Cortex-M3.
    "cortex_m0_large": _arm("cortex_m0", "mps2-an385", _MPS2.text, _MPS2.ram, 25000000, trap_unaligned = True),
    "cortex_m3": _arm("cortex_m3", "mps2-an385", _MPS2.text, _MPS2.ram, 25000000),
    "cortex_m4": _arm("cortex_m4", "mps2-an386", _MPS2.text, _MPS2.ram, 25000000),
    "cortex_m7": _arm("cortex_m7", "mps2-an500", _MPS2.text, ("0x60000000", "16M"), 25000000),
    "cortex_m33": _arm("cortex_m33", "mps2-an505", ("0x10000000", "4M"), ("0x38000000", "4M"), 20000000),
    # Code runs from the 512 KB at 0; constants lie in DDR, which secure code may read but not execute.
    "cortex_m55": _arm(
        "cortex_m55",
        "mps3-an547",
        ("0x00000000", "512K"),
        ("0x61000000", "16M"),
        32000000,
        const = ("0x60000000", "16M"),
    ),
    "rv32imc": _riscv("rv32imc", "rv32"),
    "rv32imcv": _riscv("rv32imcv", "rv32,v=true,vlen=128,vext_spec=v1.0"),
}

# One board for each core, as the core is sold.
CORE_BOARDS = [board for board in BOARDS if board != "cortex_m0_large"]

# One board for each core, with megabytes of memory.
LARGE_BOARDS = [board for board in BOARDS if board != "cortex_m0"]

def qemu_command(board):
    """The arguments that start QEMU for `board`; `-kernel PROGRAM` goes after them.

    Args:
      board: a row of BOARDS
    Returns:
      list of strings, the program first
    """
    return [board.qemu, "-M", board.machine] + board.cpu + [
        "-icount",
        "shift=%d,align=off,sleep=off" % ICOUNT_SHIFT,
        "-display",
        "none",
        "-monitor",
        "none",
        "-serial",
        "none",
        "-no-reboot",
        "-semihosting-config",
        "enable=on,target=native",
    ]
