"""Tests of how the QEMU runner passes bad ends on."""

load("@rules_cc//cc:defs.bzl", "cc_binary")
load("//platforms/qemu:qemu.bzl", "qemu_firmware")
load("//platforms/toolchains:settings.bzl", "board_available")

def failing_firmware_test(name, kind, boards, defines = []):
    """Runs failing.cc on boards and expects it to end badly.

    Args:
      name: name of the sh_test
      kind: the end to expect, as runner_test.sh names it
      boards: keys of BOARDS
      defines: macros for failing.cc
    """
    cc_binary(
        name = name + "_firmware",
        testonly = True,
        srcs = ["failing.cc"],
        local_defines = defines,
        tags = ["manual"],
        target_compatible_with = ["@platforms//os:none"],
        deps = ["//platforms/boards:board"],
    )
    boards = [board for board in boards if board_available(board)]
    programs = [name + "_" + board for board in boards]
    for board in boards:
        qemu_firmware(
            name = name + "_" + board,
            testonly = True,
            board = board,
            firmware = name + "_firmware",
        )
    if boards:
        native.sh_test(
            name = name,
            size = "small",
            srcs = ["runner_test.sh"],
            args = [kind] + ["%s/%s.sh" % (native.package_name(), program) for program in programs],
            data = programs,
            tags = ["qemu"],
        )
