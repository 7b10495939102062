"""Builds a program for a simulated board and runs it under QEMU, as a test or with `bazel run`."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_test")
load("//platforms:cores.bzl", "BOARDS", "CORE_BOARDS", "qemu_command")
load("//platforms/toolchains:settings.bzl", "board_available")

_COPT = "//command_line_option:copt"
_CXXOPT = "//command_line_option:cxxopt"
_LINKOPT = "//command_line_option:linkopt"

def _for_target(options):
    """Flags of the command line without those that are for the host alone."""
    return [o for o in options if not o.startswith("-fsanitize") and not o.startswith("-fno-sanitize") and not o.startswith("-std=")]

def _board_transition_impl(settings, attr):
    return {
        _COPT: _for_target(settings[_COPT]),
        _CXXOPT: _for_target(settings[_CXXOPT]),
        _LINKOPT: _for_target(settings[_LINKOPT]),
        "//command_line_option:platforms": str(Label("//platforms:" + attr.board)),
    }

_board_transition = transition(
    implementation = _board_transition_impl,
    inputs = [_COPT, _CXXOPT, _LINKOPT],
    outputs = [_COPT, _CXXOPT, _LINKOPT, "//command_line_option:platforms"],
)

_LAUNCHER = """#!/bin/bash
exec "{runner}" "{firmware}" {qemu} "$@"
"""

def _qemu_impl(ctx):
    # A name of its own: those of the boards' output trees all look the same from runfiles.
    firmware = ctx.actions.declare_file(ctx.label.name + ".elf")
    ctx.actions.symlink(
        output = firmware,
        target_file = ctx.attr.firmware[0][DefaultInfo].files_to_run.executable,
    )
    launcher = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.write(launcher, _LAUNCHER.format(
        firmware = firmware.short_path,
        qemu = " ".join(["'%s'" % word for word in qemu_command(BOARDS[ctx.attr.board])]),
        runner = ctx.executable._runner.short_path,
    ), is_executable = True)
    runfiles = ctx.runfiles(files = [firmware, ctx.executable._runner] + ctx.files.data)
    return [DefaultInfo(
        executable = launcher,
        files = depset([launcher, firmware]),
        runfiles = runfiles.merge(ctx.attr._runner[DefaultInfo].default_runfiles),
    )]

_ATTRS = {
    "board": attr.string(mandatory = True, values = BOARDS.keys()),
    "data": attr.label_list(allow_files = True),
    "firmware": attr.label(mandatory = True, cfg = _board_transition, executable = False),
    "_allowlist_function_transition": attr.label(
        default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
    ),
    "_runner": attr.label(default = Label("//platforms/qemu:qemu_run"), executable = True, cfg = "exec"),
}

_qemu_firmware = rule(implementation = _qemu_impl, attrs = _ATTRS, executable = True)

_qemu_test = rule(implementation = _qemu_impl, attrs = _ATTRS, test = True)

def qemu_firmware(name, board, firmware, **kwargs):
    """Makes `bazel run` start a program on a simulated board; its exit code and output are passed on.

    Nothing is declared where the board's compiler or QEMU is missing (see IEGEN_REQUIRE_TOOLS).

    Args:
      name: name of the target
      board: a key of BOARDS, for example "cortex_m4"
      firmware: a cc_binary that depends on //platforms/boards:board
      **kwargs: `data` (files the program opens), `testonly`, `tags`, ...
    """
    if board_available(board):
        _qemu_firmware(name = name, board = board, firmware = firmware, **kwargs)

def qemu_test(name, board, firmware, size = "small", tags = [], **kwargs):
    """A test that runs a program on a simulated board; exit code 0 passes.

    Nothing is declared where the board's compiler or QEMU is missing (see IEGEN_REQUIRE_TOOLS).

    Args:
      name: name of the test
      board: a key of BOARDS, for example "cortex_m4"
      firmware: a cc_binary that depends on //platforms/boards:board
      size: as of any test; an endless loop costs all of it
      tags: as of any test; "qemu" and the board's name are added
      **kwargs: `data` (files the program opens), `testonly`, ...
    """
    if board_available(board):
        _qemu_test(name = name, size = size, board = board, firmware = firmware, tags = tags + ["qemu", board], **kwargs)

# buildifier: disable=function-docstring-args
def qemu_cc_test(
        name,
        srcs,
        deps = [],
        boards = CORE_BOARDS,
        host = False,
        copts = [],
        data = [],
        size = "small",
        tags = [],
        **kwargs):
    """A program whose exit code is the verdict, tested on each board as NAME_<board>.

    Args:
      name: name of a test_suite of all of them
      srcs: C and C++14 files; main() takes no arguments
      deps: libraries; //platforms/boards:board is added
      boards: keys of BOARDS; CORE_BOARDS by default, LARGE_BOARDS where 16 KB of RAM are not enough
      host: whether the program is also a test of the host, NAME_host
      copts, data, size, tags: as of cc_test
      **kwargs: further attributes of every test
    """
    deps = deps + [str(Label("//platforms/boards:board"))]
    firmware = name + "_firmware"
    cc_binary(
        name = firmware,
        testonly = True,
        srcs = srcs,
        copts = copts,
        tags = ["manual"],
        target_compatible_with = ["@platforms//os:none"],
        deps = deps,
    )
    tests = []
    for board in boards:
        if board_available(board):
            qemu_test(
                name = name + "_" + board,
                size = size,
                board = board,
                data = data,
                firmware = firmware,
                tags = tags,
                **kwargs
            )
            tests.append(name + "_" + board)
    if host:
        cc_test(
            name = name + "_host",
            size = size,
            srcs = srcs,
            copts = copts,
            data = data,
            tags = tags,
            deps = deps,
            **kwargs
        )
        tests.append(name + "_host")

    # A suite without the tag would pull manual tests into `bazel test //...`.
    native.test_suite(name = name, tests = tests, tags = ["manual"] if "manual" in tags else [])
