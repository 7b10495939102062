"""What a workspace calls to get every repository this one needs."""

load("@bazel_tools//tools/build_defs/repo:utils.bzl", "maybe")
load(":bare_metal_tools.bzl", "bare_metal_tools")
load(":debian_cc.bzl", "debian_abseil", "mended_rules_cc", "system_cc_library")
load(":python_venv.bzl", "python_venv")
load(":stubs.bzl", "remote_coverage_tools_stub")

_BAZEL = "/usr/share/bazel/"
_LIB = "/usr/lib/x86_64-linux-gnu/"

_ABSL_LABELS = [
    "absl/algorithm:algorithm",
    "absl/algorithm:container",
    "absl/base:base",
    "absl/base:config",
    "absl/base:core_headers",
    "absl/base:endian",
    "absl/base:log_severity",
    "absl/cleanup:cleanup",
    "absl/container:btree",
    "absl/container:fixed_array",
    "absl/container:flat_hash_map",
    "absl/container:flat_hash_set",
    "absl/container:inlined_vector",
    "absl/container:node_hash_map",
    "absl/container:node_hash_set",
    "absl/debugging:failure_signal_handler",
    "absl/debugging:leak_check",
    "absl/debugging:stacktrace",
    "absl/debugging:symbolize",
    "absl/flags:flag",
    "absl/flags:parse",
    "absl/flags:usage",
    "absl/functional:any_invocable",
    "absl/functional:bind_front",
    "absl/functional:function_ref",
    "absl/hash:hash",
    "absl/memory:memory",
    "absl/meta:type_traits",
    "absl/numeric:bits",
    "absl/numeric:int128",
    "absl/random:random",
    "absl/status:status",
    "absl/status:statusor",
    "absl/strings:cord",
    "absl/strings:str_format",
    "absl/strings:strings",
    "absl/synchronization:synchronization",
    "absl/time:time",
    "absl/types:any",
    "absl/types:compare",
    "absl/types:optional",
    "absl/types:span",
    "absl/types:variant",
    "absl/utility:utility",
]

def iegen_repositories():
    """Declares every repository; each is made from what Debian's packages install, without network."""
    maybe(bare_metal_tools, name = "iegen_bare_metal_tools")

    # TensorFlow's converter, for models of Keras: made only when a target asks for it, with network.
    maybe(python_venv, name = "iegen_keras", requirements = Label("//third_party/python:keras.lock"))
    maybe(native.local_repository, name = "bazel_skylib", path = _BAZEL + "tools/skylib")
    maybe(native.local_repository, name = "platforms", path = _BAZEL + "tools/platforms")
    maybe(native.local_repository, name = "rules_java", path = _BAZEL + "rules/java")
    maybe(native.local_repository, name = "rules_proto", path = _BAZEL + "rules/proto")
    maybe(mended_rules_cc, name = "rules_cc", path = _BAZEL + "rules/cc")
    maybe(remote_coverage_tools_stub, name = "remote_coverage_tools")

    maybe(debian_abseil, name = "com_google_absl", labels = _ABSL_LABELS)
    maybe(
        system_cc_library,
        name = "com_google_googletest",
        build_file = Label("//third_party:googletest.BUILD"),
        links = {
            "include/gmock": "/usr/include/gmock",
            "include/gtest": "/usr/include/gtest",
            "lib/libgmock.a": _LIB + "libgmock.a",
            "lib/libgtest.a": _LIB + "libgtest.a",
            "lib/libgtest_main.a": _LIB + "libgtest_main.a",
        },
        package = "libgmock-dev",
    )
    maybe(
        system_cc_library,
        name = "com_github_google_benchmark",
        build_file = Label("//third_party:benchmark.BUILD"),
        links = {
            "include/benchmark": "/usr/include/benchmark",
            "lib/libbenchmark.so": _LIB + "libbenchmark.so.1debian",
            "lib/libbenchmark_main.a": _LIB + "libbenchmark_main.a",
        },
        package = "libbenchmark-dev",
    )
    maybe(
        system_cc_library,
        name = "com_github_google_flatbuffers",
        build_file = Label("//third_party:flatbuffers.BUILD"),
        links = {
            "bin/flatc": "/usr/bin/flatc",
            "include/flatbuffers": "/usr/include/flatbuffers",
            "lib/libflatbuffers.a": _LIB + "libflatbuffers.a",
        },
        package = "libflatbuffers-dev flatbuffers-compiler",
    )
    maybe(
        system_cc_library,
        name = "com_google_protobuf",
        build_file = Label("//third_party:protobuf.BUILD"),
        links = {
            "bin/protoc": "/usr/bin/protoc",
            "include/google": "/usr/include/google",
            "lib/libprotobuf-lite.a": _LIB + "libprotobuf-lite.a",
        },
        package = "libprotobuf-dev protobuf-compiler",
    )
    maybe(
        system_cc_library,
        name = "cli11",
        build_file = Label("//third_party:cli11.BUILD"),
        links = {"include/CLI": "/usr/include/CLI"},
        package = "libcli11-dev",
    )
    maybe(
        system_cc_library,
        name = "eigen",
        build_file = Label("//third_party:eigen.BUILD"),
        links = {"include/Eigen": "/usr/include/eigen3/Eigen"},
        package = "libeigen3-dev",
    )
    maybe(
        system_cc_library,
        name = "nlohmann_json",
        build_file = Label("//third_party:nlohmann_json.BUILD"),
        links = {"include/nlohmann": "/usr/include/nlohmann"},
        package = "nlohmann-json3-dev",
    )
    maybe(
        system_cc_library,
        name = "kainjow_mustache",
        build_file = Label("//third_party:kainjow_mustache.BUILD"),
        links = {"include/kainjow": "/usr/include/kainjow"},
        package = "libkainjow-mustache-dev",
    )
    maybe(
        system_cc_library,
        name = "openssl",
        build_file = Label("//third_party:openssl.BUILD"),
        links = {
            "include/openssl": "/usr/include/openssl",
            "machine/openssl": "/usr/include/x86_64-linux-gnu/openssl",
            "lib/libcrypto.a": _LIB + "libcrypto.a",
        },
        package = "libssl-dev",
    )
    maybe(
        system_cc_library,
        name = "zlib",
        build_file = Label("//third_party:zlib.BUILD"),
        links = {
            "include/zconf.h": "/usr/include/zconf.h",
            "include/zlib.h": "/usr/include/zlib.h",
            "lib/libz.a": _LIB + "libz.a",
        },
        package = "zlib1g-dev",
    )
    maybe(
        system_cc_library,
        name = "libpng",
        build_file = Label("//third_party:libpng.BUILD"),
        links = {
            "include/png.h": "/usr/include/libpng16/png.h",
            "include/pngconf.h": "/usr/include/libpng16/pngconf.h",
            "include/pnglibconf.h": "/usr/include/libpng16/pnglibconf.h",
            "lib/libpng16.a": _LIB + "libpng16.a",
        },
        package = "libpng-dev",
    )
    maybe(
        system_cc_library,
        name = "libjpeg",
        build_file = Label("//third_party:libjpeg.BUILD"),
        links = {
            "include/jerror.h": "/usr/include/jerror.h",
            "include/jmorecfg.h": "/usr/include/jmorecfg.h",
            "include/jpeglib.h": "/usr/include/jpeglib.h",
            "lib/libjpeg.a": _LIB + "libjpeg.a",
            "machine/jconfig.h": "/usr/include/x86_64-linux-gnu/jconfig.h",
        },
        package = "libjpeg62-turbo-dev",
    )
