"""Keras .h5 and .keras files and SavedModel folders to INT8 .tflite files; float models to float ones with --float.

    python driver MODEL OUT.tflite REPORT.json WORK [--float] [--only-look]

The model is untrusted: it is copied into WORK, a private folder, looked at there, and only then given
to Keras and the TFLite converter, with limits on time, memory and files. What is wrong with it
goes to REPORT.json; exit status 0 means that OUT.tflite is there, 1 that the report says why not.
"""

import json
import os
import resource
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import archive  # noqa: E402 pylint: disable=wrong-import-position
import config  # noqa: E402 pylint: disable=wrong-import-position
import convert  # noqa: E402 pylint: disable=wrong-import-position
import saved_model  # noqa: E402 pylint: disable=wrong-import-position
from problem import Problem  # noqa: E402 pylint: disable=wrong-import-position

_CPU_SECONDS = 900
_MEMORY = 12 << 30
_FILE_BYTES = 2 << 30
_MOST_MODEL_BYTES = 1 << 30


def limit():
    """Bounds for this process and its threads; never more than what it was given."""
    for what, most in ((resource.RLIMIT_CPU, _CPU_SECONDS), (resource.RLIMIT_AS, _MEMORY),
                       (resource.RLIMIT_FSIZE, _FILE_BYTES), (resource.RLIMIT_NOFILE, 512), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(what)[1]
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(what, (most, most))


def private_copy(path, folder):
    if os.path.getsize(path) > _MOST_MODEL_BYTES:
        raise Problem(f"the model file is larger than {_MOST_MODEL_BYTES >> 20} MiB")
    copy = os.path.join(folder, "model" + os.path.splitext(path)[1].lower())
    shutil.copyfile(path, copy)
    return copy


def look_at_hdf5(path, file, wants_float):
    """Raises Problem where it is not the file of a network as it is wanted and of nothing else; Keras' major version."""
    import hdf5  # pylint: disable=import-outside-toplevel
    text, version = hdf5.read(path, True)
    major = config.major_version(version)
    network = config.parse(text, "model_config")
    if not isinstance(network, dict):
        raise Problem("model_config is no description of a network")
    config.check(network)
    config.check_quantised(network, file, wants_float)
    return major


def look_at_archive(path, folder, file, wants_float):
    """The same for a .keras file. Those of quantised networks do not convert."""
    import hdf5  # pylint: disable=import-outside-toplevel
    archive.unpack(path, folder)

    def part(name):
        with open(os.path.join(folder, name), "rb") as source:
            return config.parse(source.read(), name)

    network, metadata = part("config.json"), part("metadata.json")
    if not isinstance(network, dict) or not isinstance(metadata, dict):
        raise Problem("config.json or metadata.json is no description of a network")
    major = config.major_version(metadata.get("keras_version"))
    network.pop("compile_config", None)
    config.check(network)
    hdf5.read(os.path.join(folder, "model.weights.h5"), False)
    config.check_quantised(network, file, wants_float)
    if wants_float:
        return major
    raise Problem("quantisation-aware models cannot be loaded from .keras files",
                  "this is not supported by tensorflow_model_optimization itself", hint="save the model as .h5 or as a SavedModel",
                  kind="unsupported")


def converted(model, work, wants_float, only_look):
    """The bytes of the .tflite; nothing with only_look."""
    file = os.path.basename(os.path.normpath(model))
    folder = os.path.join(work, "model")
    os.mkdir(folder, 0o700)
    if os.path.isdir(model):
        saved_model.check(model, file, wants_float)
        copy = os.path.join(folder, "saved_model")
        shutil.copytree(model, copy, symlinks=True)
        saved_model.check(copy, file, wants_float)
        return None if only_look else convert.convert_saved_model(copy, wants_float)
    copy = private_copy(model, folder)
    if file.lower().endswith(".keras"):
        major = look_at_archive(copy, folder, file, wants_float)
    else:
        major = look_at_hdf5(copy, file, wants_float)
    return None if only_look else convert.convert_keras(copy, major, wants_float)


def main(arguments):
    model, out, report, work = arguments[:4]
    wants_float, only_look = "--float" in arguments[4:], "--only-look" in arguments[4:]
    model = os.path.abspath(model)
    try:
        limit()
        os.chdir(work)
        result = converted(model, work, wants_float, only_look)
        if result is None:
            return 0
        if not wants_float:
            convert.check_result(result)
        with open(out, "wb") as target:
            target.write(result)
        return 0
    except Problem as problem:
        told = problem.as_json()
    except MemoryError:
        told = Problem("converting the model takes too much memory", f"the limit is {_MEMORY >> 30} GiB").as_json()
    except OSError as error:
        told = Problem("the model cannot be read", str(error)).as_json()
    with open(report, "w", encoding="utf-8") as target:
        json.dump(told, target)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
