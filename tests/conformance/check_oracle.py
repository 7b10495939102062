#!/usr/bin/env python3
"""Runs TensorFlow Lite Micro on the recorded cases again and compares.

    check_oracle.py DATA    every folder of DATA that has a cases.txt

Needs the packages of third_party/python/tensorflow.lock (models/make_models.sh installs them).
"""

import pathlib
import sys

import numpy as np
from tflite_micro.python.tflite_micro import runtime

ARENA_BYTES = 1 << 20


def cases(folder):
    """Each case as a dictionary from key to the words behind it; tensors are lists of those."""
    case = {}
    for line in (folder / "cases.txt").read_text().splitlines():
        key, *words = line.split()
        if key == "case":
            case = {"name": words[0], "input": [], "output": []}
        elif key in ("input", "output"):
            case[key].append(words)
        elif key == "end":
            yield case
        else:
            case[key] = words


def blob(blobs, words):
    at, size = map(int, words)
    return blobs[at:at + size]


def split(content, tensors):
    """Vector after vector, the arrays of `tensors` out of their bytes."""
    at = 0
    while at < len(content):
        vector = []
        for kind, count, _, _, *shape in tensors:
            array = np.frombuffer(content, kind, int(count), at)
            vector.append(array.reshape([int(d) for d in shape]))
            at += array.nbytes
        yield vector


def run(model, vectors, outputs):
    """The bytes of all outputs of all vectors."""
    interpreter = runtime.Interpreter.from_bytes(model, arena_size=ARENA_BYTES)
    result = b""
    for vector in vectors:
        for index, value in enumerate(vector):
            interpreter.set_input(value, index)
        interpreter.invoke()
        result += b"".join(interpreter.get_output(i).tobytes() for i in range(outputs))
    return result


def same(case, blobs):
    vectors = split(blob(blobs, case["inputs"]), case["input"])
    given = run(blob(blobs, case["model"]), vectors, len(case["output"]))
    return given == blob(blobs, case["expected"])


def main():
    passed, failed = 0, 0
    for manifest in sorted(pathlib.Path(sys.argv[1]).glob("*/cases.txt")):
        blobs = (manifest.parent / "blobs.bin").read_bytes()
        for case in cases(manifest.parent):
            if same(case, blobs):
                passed += 1
            else:
                failed += 1
                print(f"{case['name']}: the oracle gives other bytes")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
