"""A C++ toolchain for bare metal: gcc or clang, absolute tool paths, nothing of the host."""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "ACTION_NAMES")
load("@bazel_tools//tools/cpp:cc_toolchain_config_lib.bzl", "feature", "flag_group", "flag_set", "tool_path", "with_feature_set")

_COMPILE = [
    ACTION_NAMES.c_compile,
    ACTION_NAMES.cpp_compile,
    ACTION_NAMES.assemble,
    ACTION_NAMES.preprocess_assemble,
    ACTION_NAMES.cpp_header_parsing,
    ACTION_NAMES.cpp_module_compile,
]
_CPP = [ACTION_NAMES.cpp_compile, ACTION_NAMES.cpp_header_parsing]
_LINK = [ACTION_NAMES.cpp_link_executable]

# The same bytes wherever and whenever it is built.
_REPRODUCIBLE = [
    "-no-canonical-prefixes",
    "-D__DATE__=\"redacted\"",
    "-D__TIMESTAMP__=\"redacted\"",
    "-D__TIME__=\"redacted\"",
    "-Wno-builtin-macro-redefined",
]

def _flags(actions, flags, mode = None):
    return flag_set(
        actions = actions,
        flag_groups = [flag_group(flags = flags)],
        with_features = [with_feature_set(features = [mode])] if mode else [],
    )

def _impl(ctx):
    default = feature(
        name = "default_flags",
        enabled = True,
        flag_sets = [
            _flags(_COMPILE, ctx.attr.compile_flags + _REPRODUCIBLE),
            _flags(_CPP, ctx.attr.cxx_flags),
            _flags(_LINK, ctx.attr.link_flags),
            _flags(_COMPILE, ["-O2", "-DNDEBUG"], "opt"),
            _flags(_COMPILE, ["-O0", "-g"], "dbg"),
            _flags(_COMPILE, ["-O2"], "fastbuild"),
        ],
    )
    features = [
        default,
        feature(name = "opt"),
        feature(name = "dbg"),
        feature(name = "fastbuild"),
        # There is neither a dynamic linker nor position independence here.
        feature(name = "supports_pic", enabled = False),
        feature(name = "supports_dynamic_linker", enabled = False),
        feature(name = "supports_start_end_lib", enabled = False),
        feature(name = "static_linking_mode", enabled = True),
    ]
    return cc_common.create_cc_toolchain_config_info(
        ctx = ctx,
        toolchain_identifier = ctx.attr.core,
        host_system_name = "local",
        target_system_name = ctx.attr.core,
        target_cpu = ctx.attr.core,
        target_libc = "none",
        compiler = ctx.attr.compiler,
        abi_version = "none",
        abi_libc_version = "none",
        tool_paths = [tool_path(name = k, path = v) for k, v in ctx.attr.tool_paths.items()],
        cxx_builtin_include_directories = ctx.attr.include_dirs,
        features = features,
    )

bare_metal_cc_toolchain_config = rule(
    implementation = _impl,
    attrs = {
        "compile_flags": attr.string_list(),
        "compiler": attr.string(mandatory = True),
        "core": attr.string(mandatory = True),
        "cxx_flags": attr.string_list(),
        "include_dirs": attr.string_list(),
        "link_flags": attr.string_list(),
        "tool_paths": attr.string_dict(mandatory = True),
    },
    provides = [CcToolchainConfigInfo],
)
