#!/usr/bin/env python3
"""Runs the oracle on the recorded inputs and compares with the recorded outputs.

    check_vectors.py MODELS    every folder of MODELS that has a vectors.txt
"""

import pathlib
import sys

import numpy as np
import oracle


def same(folder):
    """Whether expected.bin is what the oracle says for inputs.bin."""
    runner = oracle.Oracle((folder / "model.tflite").read_bytes())
    cases = np.fromfile(folder / "inputs.bin", runner.input.type).reshape(-1, *runner.input.shape)
    given = b"".join(runner.run(case).tobytes() for case in cases)
    return given == (folder / "expected.bin").read_bytes()


def main():
    folders = sorted(path.parent for path in pathlib.Path(sys.argv[1]).glob("*/vectors.txt"))
    wrong = [folder.name for folder in folders if not same(folder)]
    for name in wrong:
        print(f"{name}: the oracle gives other bytes")
    print(f"{len(folders) - len(wrong)} passed, {len(wrong)} failed")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
