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

# The repository of TensorFlow's converter, fetched when a target asks for it.
_KERAS_PYTHON = "@iegen_keras//:python"

# The folder with saved_model.pb. Bazel's sandbox holds links, which iegen does not follow there.
_SAVED_MODEL = """
folder=$$(for f in $(locations %s); do case $$f in
  */saved_model.pb) dirname $$f ;;
  *) [ ! -d $$f ] || echo $$f ;;
esac; done)
[ -n "$$folder" ] || { echo "no saved_model.pb among the files of %s" >&2; exit 1; }
work=$$(mktemp -d); trap 'rm -rf "$$work"' EXIT
cp -RL "$$folder" "$$work/%s"
"""

def _is_keras(src):
    return src.endswith(".h5") or src.endswith(".hdf5") or src.endswith(".keras")

def iegen_model(name, src, objective = "speed", options = [], saved_model = False, tool = None, visibility = None, **kwargs):
    """A cc_library `name` with the engine of a model, for the platform it is built for.

    Include "NAME.h" (C++, namespace NAME) or "NAME_c.h" (C, prefix NAME_). `NAME_report` is the
    report of the compilation, NAME_report.json.

    Args:
      name: of the library, and of the engine
      src: label of the model: a .tflite file; a Keras .h5 file, which needs the network once, for
        TensorFlow's converter; or, with saved_model, a SavedModel's folder or its filegroup
      objective: speed, flash or ram
      options: further options of `iegen compile`, for example ["--ram-limit=64K"]
      saved_model: whether `src` is a SavedModel
      tool: label of the iegen to compile with, where it is to be one that is built already
      visibility: of the library and its report
      **kwargs: further attributes of the library
    """
    tool = tool or str(Label("//tools:iegen"))
    sources = [name + ".cc", name + "_weights.cc"]
    headers = [name + ".h", name + "_c.h"]
    extras = [name + "_report.json", name + "_selftest.cc"]
    folder = name + "_engine"
    keras = saved_model or _is_keras(src)
    native.genrule(
        name = folder,
        srcs = [src],
        outs = sources + headers + extras,
        cmd = ("export IEGEN_KERAS_PYTHON=$(location %s)\n" % _KERAS_PYTHON if keras else "") +
              (_SAVED_MODEL % (src, src, name) if saved_model else "") +
              "$(location %s) compile %s --name=%s --objective=%s %s --quiet" % (
                  tool,
                  '"$$work/%s"' % name if saved_model else "$(location %s)" % src,
                  name,
                  objective,
                  " ".join(["'%s'" % option for option in options]),
              ) + " --out=$(RULEDIR)/%s --target=" % folder + _target_option() +
              " && cd $(RULEDIR)/%s && mv %s .." % (folder, " ".join(sources + headers + extras)),
        message = "Compiling the model of",
        # What TensorFlow makes may differ between machines; it is not handed to others.
        tags = (["no-remote-cache"] if keras else []) + kwargs.get("tags", []),
        tools = [tool] + ([_KERAS_PYTHON] if keras else []),
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
        tags = kwargs.get("tags", []),
        visibility = visibility,
    )

def iegen_model_test(name, inputs, expected, model = None, src = None, tool = None, boards = LARGE_BOARDS, **kwargs):
    """Runs a model's engine on the host and on simulated boards, and compares every output byte.

    Makes the tests NAME_host and NAME_BOARD, and a test_suite NAME of all.

    Args:
      name: of the test suite
      inputs: file with the raw bytes of all inputs, case after case
      expected: file with the raw bytes of all outputs, case after case
      model: label of an iegen_model in the same package
      src: instead of `model`, a model file: the iegen_model NAME_model is made of it
      tool: of that iegen_model
      boards: keys of BOARDS in //platforms:cores.bzl, for example ["cortex_m4"]
      **kwargs: size, tags, ... of every test
    """
    for board in boards:
        if board not in BOARDS:
            fail("unknown board %s; there are %s" % (board, ", ".join(BOARDS.keys())))
    tags = kwargs.get("tags", [])
    if (model == None) == (src == None):
        fail("iegen_model_test needs either model or src")
    if src:
        model = name + "_model"
        iegen_model(name = model, src = src, tool = tool, tags = tags, testonly = True)
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
        tags = tags,
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
