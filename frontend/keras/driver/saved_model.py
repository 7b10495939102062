"""Looks into a SavedModel's folder before TensorFlow does, with an own reader of protocol buffers."""

import os
import re
import stat

from problem import Problem, check_kind, shown

_MOST_BYTES = 2 << 30
_PLACE = "SavedModel folders have saved_model.pb and variables/"
_FORMATS = "formats that are read: .tflite, .onnx, .h5, .keras, a SavedModel folder"

# Operators that reach out of the model: files, Python, the network.
_REACHING_OUT = re.compile(r"^(Read|Write)File$|PyFunc|Reader(V2)?$|FileSystem|MatchingFiles|TextFile|"
                           r"Summary.*Writer|Write\w*Summary|Rpc|LoadLibrary|^Save$|Custom")


def _varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
        if shift > 63:
            raise ValueError("a number of more than 64 bits")


def fields(data):
    """(number, value) of each field of a message: integers, or memoryviews of what is nested."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = _varint(data, at)
        else:
            if kind == 2:
                size, at = _varint(data, at)
            elif kind in (1, 5):
                size = 8 if kind == 1 else 4
            else:
                raise ValueError(f"wire type {kind}")
            if size > len(data) - at:
                raise ValueError("a field goes beyond its end")
            value, at = data[at:at + size], at + size
        yield tag >> 3, value


def _nested(data, *path):
    """Every message at the end of a path of field numbers."""
    if not path:
        yield data
        return
    for number, value in fields(data):
        if number == path[0] and not isinstance(value, int):
            yield from _nested(value, *path[1:])


def _text(data):
    return bytes(data).decode("utf-8", errors="replace")


def _nodes(meta_graph):
    """(name, operator) of every node, those of functions included."""
    for place in ((2, 1), (2, 2, 1, 3)):
        for node in _nested(meta_graph, *place):
            name = operator = ""
            for number, value in fields(node):
                if number == 1 and not isinstance(value, int):
                    name = _text(value)
                if number == 2 and not isinstance(value, int):
                    operator = _text(value)
            yield name, operator


def _check_files(folder):
    names = sorted(os.listdir(folder))
    if "saved_model.pb" not in names:
        why = f"the folder holds {', '.join(shown(n, 40) for n in names[:5])}" if names else "the folder is empty"
        raise Problem("the folder is no SavedModel: saved_model.pb is missing", [why, _PLACE], hint=_FORMATS)
    total = 0
    for place, folders, files in os.walk(folder):
        for name in folders + files:
            mode = os.lstat(os.path.join(place, name))
            if not (stat.S_ISREG(mode.st_mode) or stat.S_ISDIR(mode.st_mode)):
                raise Problem(f"{shown(name)} in the SavedModel's folder is a link or no regular file: refused")
            total += mode.st_size
    if total > _MOST_BYTES:
        raise Problem(f"the SavedModel is too large: {total} bytes, at most {_MOST_BYTES} are read")
    variables = os.path.join(folder, "variables")
    found = os.listdir(variables) if os.path.isdir(variables) else []
    if "variables.index" not in found or not any(n.startswith("variables.data-") for n in found):
        raise Problem("the SavedModel's variables are missing", _PLACE)


def check(folder, file, wants_float):
    """Raises Problem where the folder is no whole SavedModel of a network, quantised or float as wanted, without side effects."""
    _check_files(folder)
    with open(os.path.join(folder, "saved_model.pb"), "rb") as source:
        data = memoryview(source.read())
    if not data:
        raise Problem("saved_model.pb of the SavedModel is empty")
    try:
        graphs = list(_nested(data, 2))
        nodes = [node for graph in graphs for node in _nodes(graph)]
        signatures = [_text(key) for graph in graphs for key in _nested(graph, 5, 1)]
    except (ValueError, IndexError):
        raise Problem("saved_model.pb cannot be parsed: the SavedModel is corrupt or truncated") from None
    if not nodes:
        raise Problem("saved_model.pb cannot be parsed as a SavedModel: it has no graph, is it corrupt?")
    for name, operator in nodes:
        if _REACHING_OUT.search(operator):
            raise Problem(f"the SavedModel uses the operator {shown(operator)} ({shown(name)}): refused, it reaches out of the model",
                          hint="export the model without it", kind="unsupported")
    if "serving_default" not in signatures:
        raise Problem("the SavedModel has no signature 'serving_default'",
                      f"it has {', '.join(shown(s, 40) for s in signatures[:5]) or 'none'}",
                      hint="export it with model.export(), or tf.saved_model.save(model, folder, signatures=...)")
    check_kind(any(operator.startswith("FakeQuant") for _, operator in nodes), wants_float, file,
          "its graph has no FakeQuant operators, which quantisation-aware training makes")
