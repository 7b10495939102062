"""Runs the models of the frontends' folder: transposed .tflite files, quantised ONNX and models of Keras.

    frontends.py FOLDER IEGEN TARGET

FOLDER holds manifest.json, its models and vectors; IEGEN is the program. Every INT8 .tflite has to give the
recorded bytes on TARGET, with no transpose left where its twin in the other order has none, and in at most 1 %
more instructions. Quantised ONNX models have to come within two steps of their output's scale to what ONNX
Runtime has recorded, with the same bytes on TARGET as on this computer. Keras models are converted where IEGEN_KERAS_PYTHON names a Python with TensorFlow, or
where iegen has installed one before; elsewhere a line says that they are left out. The last line is "N passed, N failed".
"""

import json
import os
import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

# What each Keras model has to give: the manifest's model whose vectors it must reproduce, or words of a message.
KERAS = {
    "qat_dw.h5": "qat_dw",
    "qat_dw_savedmodel": "qat_dw",
    "qat_partial.h5": "not all layers were quantised",
    "float_keras2.h5": "is a float model",
    "float_keras3.h5": "is a float model",
    "float_keras3.keras": "is a float model",
    "weightonly_keras3.keras": "only the model's weights are quantised",
}

# Steps of the output by which an ONNX model may differ, where two are not enough: in encoder_qdq a
# normalisation in float32 follows integers that differ by one.
STEPS = {"encoder_qdq": 3}


def floats(data):
    return struct.unpack(f"<{len(data) // 4}f", data)


def steps_between(found, recorded):
    """The largest difference, in the smallest distance of two recorded values."""
    values = sorted(set(recorded))
    step = min(b - a for a, b in zip(values, values[1:]) if b - a > 1e-6)
    return max(abs(a - b) for a, b in zip(found, recorded)) / step


def run(*words):
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, check=False)


class Suite:

    def __init__(self, folder, program, target):
        self.folder, self.program, self.target = Path(folder), program, target
        models = json.loads((self.folder / "manifest.json").read_text())["models"]
        self.models = {m["id"]: m for m in models if m["kind"].startswith("tflite-int8")}
        self.onnx_models = [m for m in models if re.match("onnx-(qdq|qoperator)", m["kind"])]
        self.instructions, self.transposes, self.good, self.bad = {}, {}, 0, 0

    def count(self, name, problem, what=""):
        self.bad += bool(problem)
        self.good += not problem
        print(f"{'FAILED' if problem else 'PASSED'} {name} on {self.target}: {problem or what}", flush=True)

    def verify(self, model, vectors):
        """Instructions of an inference, or what is wrong."""
        words = [self.program, "verify", model, f"--target={self.target}"]
        words += [f"--input={self.folder / i['file']}" for i in vectors["inputs"]]
        expected = [self.folder / o["file"] for o in vectors["outputs"]]
        result = run(*words, f"--expected={expected[0]}")
        found = re.search(r"([0-9,]+) instructions per inference", result.stdout + result.stderr)
        if result.returncode != 0 or not found:
            return 0, (result.stdout + result.stderr).strip()[:300] or f"exit status {result.returncode}"
        return int(found[1].replace(",", "")), ""

    def tflite(self):
        for name, row in self.models.items():
            model = self.folder / row["model"]
            self.instructions[name], problem = self.verify(model, row)
            graph = run(self.program, "inspect", model, "--ir", "--after=fold-transpose").stdout
            # One at an output belongs to the model's interface.
            inner = re.findall(r"%(\w+).* = transpose\(", graph)
            outputs = re.findall(r"%(\w+)", graph[graph.rfind("return"):])
            self.transposes[name] = len([v for v in inner if v not in outputs])
            self.count(name, problem, f"bytes equal, {self.instructions[name]:,} instructions, {self.transposes[name]} transposes")
        for name in self.models:
            if name.endswith("_nchw"):
                self.twins(name, name[:-4] + "nhwc")

    def twins(self, name, twin):
        problem = ""
        if self.transposes[name] > self.transposes[twin]:
            problem = f"{self.transposes[name]} transposes are left, {self.transposes[twin]} in {twin}"
        elif self.instructions[name] > 1.01 * self.instructions[twin]:
            problem = f"{self.instructions[name]:,} instructions, {self.instructions[twin]:,} of {twin}"
        self.count(f"{name} against {twin}", problem, "as good")

    def onnx(self):
        for row in self.onnx_models:
            model = self.folder / row["model"]
            with tempfile.TemporaryDirectory() as folder:
                output = Path(folder) / "out.bin"
                result = run(self.program, "run", model, f"--output={output}",
                             *[f"--input={self.folder / i['file']}" for i in row["inputs"]])
                found = output.read_bytes() if output.exists() else b""
            recorded = (self.folder / row["outputs"][0]["file"]).read_bytes()
            if len(found) != len(recorded):
                self.count(row["id"], result.stderr.strip()[:300] or "no output")
                continue
            steps = steps_between(floats(found), floats(recorded))
            problem = "" if steps < STEPS.get(row["id"], 2) + 0.01 else f"{steps:.2f} steps from ONNX Runtime"
            verified = run(self.program, "verify", model, f"--target={self.target}")
            self.count(row["id"], problem or verified.stderr.strip()[:300] * (verified.returncode != 0),
                       f"{steps:.2f} steps from ONNX Runtime")

    def keras(self):
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "iegen"
        if not os.environ.get("IEGEN_KERAS_PYTHON") and not list(cache.glob("keras-*/installed.lock")):
            print("SKIPPED: models of Keras, as TensorFlow is not installed: 'iegen check MODEL.h5' installs it")
            return
        for name, expected in KERAS.items():
            model = self.folder / "keras" / name
            if expected in self.models:
                instructions, problem = self.verify(model, self.models[expected])
                self.count(name, problem, f"bytes equal, {instructions:,} instructions")
                continue
            with tempfile.TemporaryDirectory() as out:
                result = run(self.program, "compile", model, f"--target={self.target}", f"--out={out}/engine")
                refused = result.returncode == 1 and expected in result.stderr and not os.listdir(out)
            self.count(name, "" if refused else f"not refused with '{expected}': {result.stderr[:300]}", "refused")


def main():
    suite = Suite(*sys.argv[1:4])
    suite.tflite()
    suite.onnx()
    suite.keras()
    print(f"{suite.good} passed, {suite.bad} failed")
    return 1 if suite.bad else 0


if __name__ == "__main__":
    sys.exit(main())
