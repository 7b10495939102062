"""Makes one toolchain for each core whose compiler is installed."""

load("@iegen_bare_metal_tools//:tools.bzl", "INCLUDE_DIRS", "TOOLS")
load("@rules_cc//cc:defs.bzl", "cc_toolchain")
load("//platforms:cores.bzl", "CORES")
load(":cc_toolchain_config.bzl", "bare_metal_cc_toolchain_config")
load(":settings.bzl", "toolchain_settings")

def _gcc_tools(gcc):
    prefix = gcc[:-len("gcc")]
    return {tool: prefix + tool for tool in ["gcc", "ar", "ld", "nm", "objcopy", "objdump", "strip", "cpp", "gcov"]}

def _clang_tools(clang):
    directory, _, program = clang.rpartition("/")
    version = program.rpartition("-")[2]
    tools = {tool: "%s/llvm-%s-%s" % (directory, tool, version) for tool in ["ar", "nm", "objcopy", "objdump", "strip"]}
    tools["gcc"] = clang
    tools["cpp"] = clang
    tools["ld"] = "%s/ld.lld-%s" % (directory, version)
    tools["gcov"] = "%s/llvm-cov-%s" % (directory, version)
    return tools

def _toolchain(name, core):
    settings = toolchain_settings(core)
    is_clang = core.compiler.startswith("clang")
    bare_metal_cc_toolchain_config(
        name = name + "_config",
        compiler = "clang" if is_clang else "gcc",
        compile_flags = settings.compile_flags,
        core = name,
        cxx_flags = settings.cxx_flags,
        include_dirs = INCLUDE_DIRS[core.compiler],
        link_flags = settings.link_flags,
        tool_paths = (_clang_tools if is_clang else _gcc_tools)(TOOLS[core.compiler]),
    )
    cc_toolchain(
        name = name + "_cc",
        all_files = ":empty",
        ar_files = ":empty",
        as_files = ":empty",
        compiler_files = ":empty",
        dwp_files = ":empty",
        linker_files = ":empty",
        objcopy_files = ":empty",
        strip_files = ":empty",
        supports_param_files = 1,
        toolchain_config = ":" + name + "_config",
        toolchain_identifier = name,
    )
    native.toolchain(
        name = name + "_toolchain",
        exec_compatible_with = ["@platforms//os:linux"],
        target_compatible_with = [
            "//platforms:core_" + name,
            "@platforms//os:none",
        ],
        toolchain = ":" + name + "_cc",
        toolchain_type = "@bazel_tools//tools/cpp:toolchain_type",
    )

# buildifier: disable=unnamed-macro
def bare_metal_toolchains():
    """Declares <core>_toolchain for every core that can be compiled for on this machine."""
    native.filegroup(name = "empty")
    for name, core in CORES.items():
        if core.compiler in TOOLS:
            _toolchain(name, core)
