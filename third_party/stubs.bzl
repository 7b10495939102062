"""Repositories Bazel names by itself and would otherwise fetch."""

def _remote_coverage_tools_stub_impl(rctx):
    rctx.file("BUILD.bazel", """filegroup(
    name = "coverage_report_generator",
    srcs = ["coverage_report_generator.sh"],
    visibility = ["//visibility:public"],
)
""")
    rctx.file("coverage_report_generator.sh", "#!/bin/sh\nexit 0\n", executable = True)

remote_coverage_tools_stub = repository_rule(
    implementation = _remote_coverage_tools_stub_impl,
)
