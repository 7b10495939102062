"""The iegen that is built already, where the environment names one: tests then need not build it."""

def _prebuilt_impl(ctx):
    path = ctx.os.environ.get("IEGEN_PREBUILT", "")
    if path:
        ctx.symlink(path, "bin/iegen")
    actual = "bin/iegen" if path else "@iegen//tools:iegen"
    ctx.file("BUILD", """alias(
    name = "iegen",
    actual = "%s",
    visibility = ["//visibility:public"],
)
""" % actual)

prebuilt_iegen = repository_rule(
    implementation = _prebuilt_impl,
    environ = ["IEGEN_PREBUILT"],
    local = True,
)
