"""Finds the bare-metal compilers and simulators of this machine; none is needed until a target asks for it.

The repository's tools.bzl has TOOLS (name: path, of what is installed), INCLUDE_DIRS (compiler: its
own header directories) and FILES (libraries that must be named by path; "" where missing).
With IEGEN_REQUIRE_TOOLS=1 in the environment (or --repo_env) a missing one is an error.
"""

# name in TOOLS: program, flags that choose its header directories, Debian packages.
_COMPILERS = {
    "arm_gcc": ("arm-none-eabi-gcc", [], "gcc-arm-none-eabi libnewlib-arm-none-eabi"),
    "clang_arm": ("clang-19", ["--target=thumbv8.1m.main-none-eabihf"], "clang-19 lld-19 llvm-19"),
    "clang_riscv": ("clang-19", ["--target=riscv32-unknown-elf"], "clang-19 lld-19 llvm-19"),
    "riscv_gcc": (
        "riscv64-unknown-elf-gcc",
        ["--specs=picolibc.specs", "-march=rv32imc", "-mabi=ilp32"],
        "gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf",
    ),
}

_SIMULATORS = {
    "qemu-system-arm": "qemu-system-arm",
    "qemu-system-riscv32": "qemu-system-misc",
}

def _run(rctx, command):
    result = rctx.execute(command)
    if result.return_code:
        fail("%s: %s" % (command, result.stderr))
    return result.stdout.strip()

def _include_dirs(rctx, compiler, flags):
    """What `compiler -v` lists as its include search path, for C++."""
    result = rctx.execute([compiler, "-E", "-v", "-no-canonical-prefixes", "-xc++", "/dev/null"] + flags)
    dirs, inside = [], False
    for line in result.stderr.split("\n"):
        if line.startswith("#include <"):
            inside = True
        elif line.startswith("End of search list"):
            inside = False
        elif inside:
            # gcc names a system header by its real path (Debian's newlib is behind a link): both are declared.
            for path in [rctx.path(line.strip()), rctx.path(line.strip()).realpath]:
                if str(path) not in dirs:
                    dirs.append(str(path))
    return dirs

def _picolibc(rctx, gcc, include_dirs):
    include = [d for d in include_dirs if "picolibc" in d]
    if not include:
        return None
    return {
        "picolibc_include": include[0],
        "rv32im_libgcc": _run(rctx, [gcc, "-march=rv32im", "-mabi=ilp32", "--specs=picolibc.specs", "-print-libgcc-file-name"]),
        "rv32im_picolibc": include[0].rpartition("/include")[0] + "/lib/rv32im/ilp32",
    }

def _newlib(rctx, gcc):
    m55 = [gcc, "-mcpu=cortex-m55", "-mthumb", "-mfloat-abi=hard"]
    libc = _run(rctx, m55 + ["-print-file-name=libc_nano.a"])
    if not libc.startswith("/"):  # The name comes back as it went in if there is no such file.
        return None
    return {
        "m55_libgcc": str(rctx.path(_run(rctx, m55 + ["-print-libgcc-file-name"]))),
        "m55_newlib": str(rctx.path(libc).dirname),
        "newlib_include": str(rctx.path("/usr/include/newlib")),
    }

def _forget(tools, missing, names):
    for name in names:
        if name in tools:
            tools.pop(name)
        missing[name] = True

def _find_libraries(rctx, tools, dirs, missing):
    """FILES; takes compilers that lack their C library from tools. clang uses gcc's libraries."""
    files = {
        key: ""
        for key in ["picolibc_include", "rv32im_libgcc", "rv32im_picolibc", "m55_libgcc", "m55_newlib", "newlib_include"]
    }
    newlib = _newlib(rctx, tools["arm_gcc"]) if "arm_gcc" in tools else None
    picolibc = _picolibc(rctx, tools["riscv_gcc"], dirs["riscv_gcc"]) if "riscv_gcc" in tools else None
    files.update(newlib or {})
    files.update(picolibc or {})
    if not newlib:
        _forget(tools, missing, ["arm_gcc", "clang_arm"])
    if not picolibc:
        _forget(tools, missing, ["riscv_gcc", "clang_riscv"])
    if "clang_arm" in tools:
        dirs["clang_arm"].append(files["newlib_include"])
    if "clang_riscv" in tools:
        dirs["clang_riscv"].append(files["picolibc_include"])
    return files

def _bare_metal_tools_impl(rctx):
    tools, dirs, missing = {}, {}, {}
    for name, (program, flags, _) in _COMPILERS.items():
        path = rctx.which(program)
        if path and (not name.startswith("clang") or rctx.which(program.replace("clang", "ld.lld"))):
            tools[name] = str(path)
            dirs[name] = _include_dirs(rctx, path, flags)
        else:
            missing[name] = True
    files = _find_libraries(rctx, tools, dirs, missing)
    for name in _SIMULATORS:
        if rctx.which(name):
            tools[name] = str(rctx.which(name))
        else:
            missing[name] = True
    if missing and rctx.os.environ.get("IEGEN_REQUIRE_TOOLS"):
        packages = [_COMPILERS[name][2] if name in _COMPILERS else _SIMULATORS[name] for name in missing]
        fail("IEGEN_REQUIRE_TOOLS is set but %s: run ./setup, or install %s" % (
            ", ".join(["%s is missing" % name for name in missing]),
            " ".join(packages),
        ))
    rctx.file("BUILD.bazel", "")
    rctx.file("tools.bzl", "TOOLS = %r\n\nINCLUDE_DIRS = %r\n\nFILES = %r\n" % (tools, dirs, files))

bare_metal_tools = repository_rule(
    implementation = _bare_metal_tools_impl,
    environ = ["IEGEN_REQUIRE_TOOLS", "PATH"],
    local = True,
    configure = True,
)
