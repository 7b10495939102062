"""Runs the corpus of bad model files and allows for operators that are not there yet.

    negative.py CORPUS IEGEN LIST

CORPUS holds run_cases.py and its manifest, IEGEN is the program, LIST has the files that are legal but may
be refused, each with a part of the message that it is refused with: "FILE WORDS OF THE MESSAGE". A file of the list that is
accepted is an error as well. The last line is "N passed, N failed".
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def read_list(path):
    rows = {}
    for line in Path(path).read_text().splitlines():
        if line and not line.startswith("#"):
            file, words = line.split(None, 1)
            rows[file] = words
    return rows


def judge(row, allowed):
    """What is wrong with a case, or nothing."""
    words = allowed.get(row["file"])
    problem = row["problem"]
    if words is None:
        return problem
    if not problem.startswith("refused: "):
        return problem or "accepted, though the list says that it is refused"
    return "" if words in row["message"] else f"refused, but not with '{words}': {row['message'][:200]}"


def has_tensorflow():
    """Whether iegen has what it converts models of Keras with."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "iegen"
    return bool(os.environ.get("IEGEN_KERAS_PYTHON") or list(cache.glob("keras-*/installed.lock")))


def run(corpus, program, kind):
    """What each case of a kind came to."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = f"{program} compile {{model}} --target=host --out={{out}} --name=m"
        subprocess.run(
            [sys.executable, f"{corpus}/run_cases.py", corpus, "--command", command, "--only", kind,
             "--vectors", "--report", str(report)],
            stdout=subprocess.DEVNULL, check=False)  # its exit status counts refusals that are allowed
        return json.loads(report.read_text())


def main():
    corpus, program, allowed = sys.argv[1], sys.argv[2], read_list(sys.argv[3])
    kinds = ["tflite/*", "onnx/*"]
    if has_tensorflow():
        kinds.append("keras/*")
    else:
        print("SKIPPED: bad models of Keras, as TensorFlow is not installed")
    rows = [row for kind in kinds for row in run(corpus, program, kind)]
    bad = 0
    for row in rows:
        problem = judge(row, allowed)
        if problem:
            bad += 1
            print(f"FAILED {row['file']} ({row['expect']}): {problem}")
    missing = sorted(set(allowed) - {row["file"] for row in rows})
    for file in missing:
        print(f"FAILED {file} is in the list, but not in the corpus")
    bad += len(missing)
    print(f"slowest {max(row['seconds'] for row in rows):.1f} s")
    print(f"{len(rows) - bad + len(missing)} passed, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
