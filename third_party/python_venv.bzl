"""A virtual environment of pinned Python packages, made only when a target asks for it."""

_BUILD = """package(default_visibility = ["//visibility:public"])

# The interpreter finds its packages through its own path, which links would hide: hence a script.
sh_binary(
    name = "python",
    srcs = ["python.sh"],
    # A changed lock makes a new environment, and so a new key for what was made with it.
    data = ["requirements.lock"],
)
"""

_MISSING = """#!/bin/sh
cat >&2 <<'END'
{why}
END
exit 66
"""

def _python_venv_impl(rctx):
    rctx.file("BUILD.bazel", _BUILD)
    lock = rctx.path(rctx.attr.requirements)
    rctx.symlink(lock, "requirements.lock")
    why = None
    python = rctx.which(rctx.attr.python)
    if not python:
        why = rctx.attr.python + " is not installed"
    else:
        rctx.report_progress("making a virtual environment")
        steps = [
            [python, "-m", "venv", "venv"],
            ["venv/bin/python", "-m", "pip", "install", "--quiet", "--no-input", "--only-binary=:all:", "--require-hashes", "--no-deps", "-r", lock],
        ]
        for step in steps:
            result = rctx.execute(step, timeout = rctx.attr.timeout)
            if result.return_code:
                why = "cannot make the Python environment @%s:\n%s" % (rctx.name, result.stderr[-2000:])
                break
    if why and not rctx.os.environ.get("IEGEN_PYTHON_OPTIONAL"):
        fail(why)
    rctx.file("python.sh", _MISSING.format(why = why) if why else """#!/bin/sh
exec "%s" -s "$@"
""" % rctx.path("venv/bin/python"), executable = True)
    rctx.file("defs.bzl", "AVAILABLE = %r\n" % (not why))

python_venv = repository_rule(
    implementation = _python_venv_impl,
    attrs = {
        "python": attr.string(default = "python3"),
        "requirements": attr.label(mandatory = True, allow_single_file = True),
        "timeout": attr.int(default = 1800),
    },
    environ = ["IEGEN_PYTHON_OPTIONAL", "PIP_INDEX_URL", "PIP_FIND_LINKS"],
)
