"""Repositories made from what the Debian packages install (no network)."""

_TRIPLET = "x86_64-linux-gnu"

_CPP_TOOLCHAIN_TYPES = "[\"@bazel_tools//tools/cpp:toolchain_type\"]"

def _mended_rules_cc_impl(rctx):
    src = rctx.path(rctx.attr.path)
    result = rctx.execute(["cp", "-rL", str(src) + "/.", "."])
    if result.return_code:
        fail("cannot copy " + str(src) + ": " + result.stderr)
    rctx.execute(["chmod", "-R", "u+w", "."])
    for name in ["compiler_flag", "cc_flags_supplier"]:
        file = "cc/private/rules_impl/%s.bzl" % name
        text = rctx.read(file)
        text = text.replace(", \"use_cpp_toolchain\")", ")").replace("use_cpp_toolchain()", _CPP_TOOLCHAIN_TYPES)
        rctx.delete(file)
        rctx.file(file, text)

mended_rules_cc = repository_rule(
    implementation = _mended_rules_cc_impl,
    attrs = {"path": attr.string(mandatory = True)},
    local = True,
)

def _system_cc_library_impl(rctx):
    for link, target in rctx.attr.links.items():
        path = rctx.path(target)
        if not path.exists:
            fail("%s is missing: install the Debian package %s" % (target, rctx.attr.package))
        rctx.symlink(path, link)
    rctx.template("BUILD.bazel", rctx.attr.build_file)
    for package, text in rctx.attr.extra_packages.items():
        rctx.file(package + "/BUILD.bazel", text)

system_cc_library = repository_rule(
    implementation = _system_cc_library_impl,
    attrs = {
        "build_file": attr.label(mandatory = True, allow_single_file = True),
        "extra_packages": attr.string_dict(),
        "links": attr.string_dict(mandatory = True),
        "package": attr.string(mandatory = True),
    },
    local = True,
)

# --- Abseil: one cc_library for each pkg-config file, and an alias for each label in use. ---

def _read_pc(text):
    requires, libs = [], []
    for line in text.split("\n"):
        if line.startswith("Requires:"):
            for item in line[len("Requires:"):].split(","):
                name = item.strip().split(" ")[0]
                if name:
                    requires.append(name)
        elif line.startswith("Libs:"):
            for word in line[len("Libs:"):].split(" "):
                if word.startswith("-labsl_"):
                    libs.append(word[2:])
                elif word.startswith("-l") or word.startswith("-pthread") or word.startswith("-Wl,"):
                    libs.append(word)
    return requires, libs

# Where the pkg-config name is not "absl_" and the name of the target.
_PC_NAMES = {
    "absl/algorithm:container": "absl_algorithm_container",
    "absl/flags:flag": "absl_flags",
    "absl/flags:parse": "absl_flags_parse",
    "absl/flags:usage": "absl_flags_usage",
    "absl/random:random": "absl_random_random",
}

def _debian_abseil_impl(rctx):
    libdir = "/usr/lib/" + _TRIPLET
    rctx.symlink("/usr/include/absl", "include/absl")
    if not rctx.path("include/absl/status/statusor.h").exists:
        fail("Abseil is missing: install the Debian package libabsl-dev")
    todo = {}
    packages = {}
    for label in rctx.attr.labels:
        package, _, name = label.partition(":")
        pc_name = _PC_NAMES.get(label, "absl_" + name)
        packages.setdefault(package, []).append((name, pc_name))
        todo[pc_name] = True
    done = {}
    build = ["package(default_visibility = [\"//visibility:public\"])", ""]
    for _ in range(40):  # Breadth first: Starlark has no while.
        frontier = [name for name in todo if name not in done]
        if not frontier:
            break
        for name in frontier:
            pc = rctx.path("%s/pkgconfig/%s.pc" % (libdir, name))
            if not pc.exists:
                fail("no pkg-config file for " + name)
            requires, libs = _read_pc(rctx.read(pc))
            done[name] = True
            for dep in requires:
                todo[dep] = True
            archive, linkopts = None, []
            for lib in libs:
                if lib == name:
                    archive = "lib/lib%s.a" % lib
                    rctx.symlink("%s/lib%s.a" % (libdir, lib), archive)
                elif lib.startswith("-"):
                    linkopts.append(lib)
            deps = [":" + dep for dep in requires] + [":headers"]
            build.append("cc_library(name = %r, deps = %r, linkopts = %r%s)" % (
                name,
                deps,
                linkopts,
                ", srcs = [%r]" % archive if archive else "",
            ))
    build.append("""cc_library(
    name = "headers",
    hdrs = glob(["include/absl/**/*.h", "include/absl/**/*.inc"]),
    includes = ["include"],
)""")
    rctx.file("BUILD.bazel", "load(\"@rules_cc//cc:defs.bzl\", \"cc_library\")\n\n" + "\n".join(build) + "\n")
    for package, names in packages.items():
        rctx.file(package + "/BUILD.bazel", "\n".join(
            ["package(default_visibility = [\"//visibility:public\"])", ""] +
            ["alias(name = %r, actual = \"//:%s\")" % pair for pair in names],
        ) + "\n")

debian_abseil = repository_rule(
    implementation = _debian_abseil_impl,
    attrs = {"labels": attr.string_list(mandatory = True)},
    local = True,
)
