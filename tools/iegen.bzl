"""Compiles models inside a Bazel build: iegen_model makes a library, iegen_model_test proves it."""

load("@rules_cc//cc:defs.bzl", "cc_library")
load("//platforms:cores.bzl", "BOARDS", "CORES", "LARGE_BOARDS")
load("//platforms/qemu:qemu.bzl", "qemu_cc_test")

def _target_option():
    """--target for whatever platform the library is built for; the host by default."""
    return select(dict(
        [(str(Label("//platforms:core_" + key)), core.name) for key, core in CORES.items()] +
        [("//conditions:default", "host")],
    ))

def iegen_model(name, src, objective = "speed", options = [], visibility = None, **kwargs):
    """A cc_library `name` with the engine of a model, for the platform it is built for.

    Include "NAME.h" (C++, namespace NAME) or "NAME_c.h" (C, prefix NAME_). `NAME_report` is the
    report of the compilation, NAME_report.json.

    Args:
      name: of the library, and of the engine
      src: label of the model, a .tflite file
      objective: speed, flash or ram
      options: further options of `iegen compile`, for example ["--ram-limit=64K"]
      visibility: of the library and its report
      **kwargs: further attributes of the library
    """
    tool = str(Label("//tools:iegen"))
    sources = [name + ".cc", name + "_weights.cc"]
    headers = [name + ".h", name + "_c.h"]
    extras = [name + "_report.json", name + "_selftest.cc"]
    folder = name + "_engine"
    native.genrule(
        name = folder,
        srcs = [src],
        outs = sources + headers + extras,
        cmd = "$(location %s) compile $(location %s) --name=%s --objective=%s %s --quiet" % (
                  tool,
                  src,
                  name,
                  objective,
                  " ".join(["'%s'" % option for option in options]),
              ) + " --out=$(RULEDIR)/%s --target=" % folder + _target_option() +
              " && cd $(RULEDIR)/%s && mv %s .." % (folder, " ".join(sources + headers + extras)),
        message = "Compiling the model of",
        tools = [tool],
    )
    cc_library(
        name = name,
        srcs = sources,
        hdrs = headers,
        includes = ["."],
        visibility = visibility,
        deps = [str(Label("//backends:target_kernels"))],
        **kwargs
    )
    native.filegroup(
        name = name + "_report",
        srcs = [name + "_report.json"],
        visibility = visibility,
    )

def iegen_model_test(name, inputs, expected, model = None, src = None, boards = LARGE_BOARDS, **kwargs):
    """Runs a model's engine on the host and on simulated boards, and compares every output byte.

    Makes the tests NAME_host and NAME_BOARD, and a test_suite NAME of all.

    Args:
      name: of the test suite
      inputs: file with the raw bytes of all inputs, case after case
      expected: file with the raw bytes of all outputs, case after case
      model: label of an iegen_model in the same package
      src: instead of `model`, a model file: the iegen_model NAME_model is made of it
      boards: keys of BOARDS in //platforms:cores.bzl, for example ["cortex_m4"]
      **kwargs: size, tags, ... of every test
    """
    for board in boards:
        if board not in BOARDS:
            fail("unknown board %s; there are %s" % (board, ", ".join(BOARDS.keys())))
    if (model == None) == (src == None):
        fail("iegen_model_test needs either model or src")
    if src:
        model = name + "_model"
        iegen_model(name = model, src = src, testonly = True)
    engine = model.rpartition(":")[2].rpartition("/")[2]

    # Paths of the recorded cases as the running test sees them.
    native.genrule(
        name = name + "_cases",
        srcs = [inputs, expected],
        outs = [name + "_cases.h"],
        cmd = "printf '%%s\\n' '#define ENGINE(part) %s_##part' '#include \"%s_c.h\"' " % (engine, engine) +
              "'#define INPUTS \"$(rootpath %s)\"' '#define EXPECTED \"$(rootpath %s)\"' > $@" % (inputs, expected),
    )
    cc_library(
        name = name + "_main",
        testonly = True,
        srcs = [str(Label("//tools:model_test_main.c"))],
        copts = ["-DCASES_HEADER=" + name + "_cases.h"],
        deps = [
            model,
            name + "_cases_library",
            str(Label("//platforms/boards:board")),
        ],
        # main() is asked for by the board's start-up code, which the linker meets after it.
        alwayslink = True,
    )
    cc_library(
        name = name + "_cases_library",
        testonly = True,
        hdrs = [name + "_cases.h"],
        includes = ["."],
    )
    qemu_cc_test(
        name = name,
        srcs = [],
        boards = boards,
        data = [inputs, expected],
        host = True,
        deps = [name + "_main"],
        **kwargs
    )
