"""Runs the models of the frontends' folder: transposed .tflite files, quantised ONNX and models of Keras.

    frontends.py FOLDER IEGEN TARGET [TABLE]

FOLDER holds manifest.json, its models and vectors; IEGEN is the program. All models are compiled for TARGET.
- Every INT8 .tflite has to give the recorded bytes, with no transpose left where its twin in the other order
  has none, and in at most 1 % more instructions.
- Quantised ONNX models have to come within one step in each layer, where both get the same integers, and
  within two steps of their output's scale to what ONNX Runtime has recorded, with the same bytes on TARGET as
  on this computer.
- Float ONNX models are quantised with 200 samples: the outputs of the trained ones must have at least the signal
  to noise that the TFLite converter reaches with as many, and lose at most 0.3 points of accuracy.
- Keras models have to give the recorded bytes of the converter's .tflite, or their message. They are converted
  where IEGEN_KERAS_PYTHON names a Python with TensorFlow, or where iegen has installed one before; elsewhere a
  line says that they are left out.
TABLE: a Markdown file to write, a row for each model. The last line is "N passed, N failed".
"""

import json
import math
import os
import random
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

# Float models, which need samples, and what int8 has to keep of them (dB).
FLOAT_KERAS = ["float_keras2.h5", "float_keras3.h5", "float_keras3.keras"]
KERAS_DB = 25

# What int8 has to keep of networks with random weights (dB).
RANDOM_DB = 25

# Figures of data/ptq_baseline.json, for models with its name in theirs.
TRAINED = {"lenet_mnist": "lenet", "resnet8_mnist": "resnet8"}
SAMPLES = 200

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


def write_npy(path, shape, values, kind="f4"):
    """float32 in row-major order, or uint8 where `kind` is u1."""
    text = f"{{'descr': '<{kind}', 'fortran_order': False, 'shape': ({', '.join(map(str, shape))},), }}"
    text += " " * (63 - (10 + len(text)) % 64) + "\n"
    data = struct.pack(f"<{len(values)}f", *values) if kind == "f4" else bytes(values)
    Path(path).write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode() + data)


def random_samples(shape):
    """What the models without training were recorded with: normal numbers."""
    source = random.Random(20260101)
    return [source.gauss(0, 1) for _ in range(SAMPLES * math.prod(shape))]


def decibels(wanted, given):
    signal = sum(a * a for a in wanted)
    noise = sum((a - b) ** 2 for a, b in zip(wanted, given))
    return 10 * math.log10(signal / noise) if noise else math.inf


def run(*words):
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, check=False)


class Suite:

    def __init__(self, folder, program, target):
        self.folder, self.program, self.target = Path(folder), program, target
        models = json.loads((self.folder / "manifest.json").read_text())["models"]
        self.models = {m["id"]: m for m in models if m["kind"].startswith("tflite-int8")}
        self.onnx_models = [m for m in models if re.match("onnx-(qdq|qoperator)", m["kind"])]
        self.instructions, self.transposes, self.good, self.bad, self.rows = {}, {}, 0, 0, []
        self.float_models = [m for m in models if m["kind"] == "onnx-float"]

    def count(self, name, problem, what="", row=None):
        """`row`: file, form and figures of a row of the table."""
        self.bad += bool(problem)
        self.good += not problem
        print(f"{'FAILED' if problem else 'PASSED'} {name} on {self.target}: {problem or what}", flush=True)
        if row:
            file, form, difference, instructions = row
            result = "FAILED: " + problem if problem else "compiles, runs"
            self.rows.append(f"| {file} | {form} | {result} | {difference} | {instructions:,} |")

    def compiled(self, model, *options):
        """What is wrong with an engine's folder, or nothing."""
        with tempfile.TemporaryDirectory() as out:
            result = run(self.program, "compile", model, f"--target={self.target}", f"--out={out}/engine", *options)
            files = os.listdir(out + "/engine") if result.returncode == 0 else []
        return "" if any(f.endswith(".cc") for f in files) else f"no engine: {result.stderr.strip()[:300]}"

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
            self.count(name, problem or self.compiled(model),
                       f"bytes equal, {self.instructions[name]:,} instructions, {self.transposes[name]} transposes",
                       (row["model"], ".tflite, INT8" + ", transposed" * name.endswith("_nchw"), "0 (bytes equal)",
                        self.instructions[name]))
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

    def run_on_vectors(self, row, *options):
        """The outputs of a model for its recorded inputs, and the recorded ones; and what is wrong."""
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "out.bin"
            result = run(self.program, "run", self.folder / row["model"], f"--output={output}",
                         *[f"--input={self.folder / i['file']}" for i in row["inputs"]], *options)
            found = output.read_bytes() if output.exists() else b""
        recorded = (self.folder / row["outputs"][0]["file"]).read_bytes()
        problem = "" if len(found) == len(recorded) else result.stderr.strip()[:300] or "no output"
        return floats(found), floats(recorded), problem

    def verify_json(self, model, *options, target=None):
        result = run(self.program, "verify", model, f"--target={target or self.target}", "--json", *options)
        if result.returncode != 0:
            return {}, (result.stderr or result.stdout).strip()[:300]
        return json.loads(result.stdout), ""

    def quantised_onnx(self):
        for row in self.onnx_models:
            model = self.folder / row["model"]
            found, recorded, problem = self.run_on_vectors(row)
            if problem:
                self.count(row["id"], problem)
                continue
            steps = steps_between(found, recorded)
            inputs = [f"--input={self.folder / i['file']}" for i in row["inputs"]]
            verdict, problem = self.verify_json(model, *inputs)
            layers = verdict.get("against_real_values", {}).get("layers", [])
            alone = max((layer["largest_steps"] for layer in layers), default=math.inf)
            if not problem and steps > STEPS.get(row["id"], 2) + 0.01:
                problem = f"{steps:.2f} steps from ONNX Runtime"
            if not problem and alone > 1:
                problem = f"a layer alone is {alone:.0f} steps from the source's"
            what = f"layer alone {alone:.0f} LSB, output {steps:.2f} steps"
            self.count(row["id"], problem or self.compiled(model), what,
                       (row["model"], row["kind"], what, verdict.get("instructions", 0)))

    def samples(self, row, folder):
        """Calibration samples of a float model, and options that test a trained one."""
        shape = row["inputs"][0]["shape"][1:]
        calibration = f"{folder}/samples.npy"
        name = next((n for n in TRAINED if row["id"].startswith(n)), None)
        if not name:
            write_npy(calibration, [SAMPLES, *shape], random_samples(shape))
            return calibration, []
        for part, path in (("calib200", calibration), ("test500", f"{folder}/test.npy")):
            pixels = (self.folder / f"data/{part}_images_u8.bin").read_bytes()
            write_npy(path, [len(pixels) // math.prod(shape), *shape], [p / 255 for p in pixels])
        labels = (self.folder / "data/test500_labels_u8.bin").read_bytes()
        write_npy(f"{folder}/labels.npy", [len(labels)], labels, "u1")
        return calibration, [f"--input={folder}/test.npy", f"--labels={folder}/labels.npy"]

    def float_onnx(self):
        baseline = json.loads((self.folder / "data/ptq_baseline.json").read_text())["results"]
        for row in self.float_models:
            with tempfile.TemporaryDirectory() as folder:
                calibration, test = self.samples(row, folder)
                self.calibrated(row, f"--calibration={calibration}", test, baseline)

    def calibrated(self, row, calibration, test, baseline):
        model = self.folder / row["model"]
        found, recorded, problem = self.run_on_vectors(row, calibration)
        inputs = [f"--input={self.folder / i['file']}" for i in row["inputs"]]
        verdict, wrong = self.verify_json(model, calibration, *inputs)
        problem = problem or wrong or self.compiled(model, calibration)
        if problem:
            self.count(row["id"], problem)
            return
        reached, least, what = decibels(recorded, found), RANDOM_DB, ""
        if test:
            name = next(n for n in TRAINED if row["id"].startswith(n))
            judged, problem = self.verify_json(model, calibration, *test, target="host")
            figures, converter = judged["against_real_values"], baseline[TRAINED[name]]["tflite_converter_int8"]
            reached, least = figures["output_db"], converter["sqnr_db"]
            right = [100 * figures[k] / figures["samples"] for k in ("float_right", "int8_right")]
            what = f" (the converter {least:.1f} dB); right: float {right[0]:.1f} %, int8 {right[1]:.1f} %"
            if right[1] < right[0] - 0.3:
                problem = f"accuracy falls from {right[0]:.1f} % to {right[1]:.1f} %"
        if reached < least:
            problem = f"{reached:.1f} dB, at least {least:.1f} dB are wanted"
        what = f"{reached:.1f} dB{what}"
        self.count(row["id"], problem, what, (row["model"], row["kind"], what, verdict["instructions"]))

    def keras(self):
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "iegen"
        if not os.environ.get("IEGEN_KERAS_PYTHON") and not list(cache.glob("keras-*/installed.lock")):
            print("SKIPPED: models of Keras, as TensorFlow is not installed: 'iegen check MODEL.h5' installs it")
            return
        for name, expected in KERAS.items():
            model = self.folder / "keras" / name
            if expected in self.models:
                instructions, problem = self.verify(model, self.models[expected])
                self.count(name, problem or self.compiled(model), f"bytes equal, {instructions:,} instructions",
                           ("keras/" + name, "Keras H5" if name.endswith(".h5") else "SavedModel", "0 (bytes equal)",
                            instructions))
                continue
            with tempfile.TemporaryDirectory() as out:
                result = run(self.program, "compile", model, f"--target={self.target}", f"--out={out}/engine")
                refused = result.returncode == 1 and expected in result.stderr and not os.listdir(out)
            self.count(name, "" if refused else f"not refused with '{expected}': {result.stderr[:300]}", "refused")
        for name in FLOAT_KERAS:
            with tempfile.TemporaryDirectory() as folder:
                self.float_keras(self.folder / "keras" / name, folder)

    def float_keras(self, model, folder):
        """With samples a float model of Keras is supported, too."""
        row = {"id": "lenet_mnist", "inputs": [{"shape": [1, 28, 28, 1]}]}
        calibration, test = self.samples(row, folder)
        verdict, problem = self.verify_json(model, f"--calibration={calibration}", *test[:1], "--cases=4")
        figures = verdict.get("against_real_values", {"output_db": 0})
        problem = problem or self.compiled(model, f"--calibration={calibration}")
        if not problem and figures["output_db"] < KERAS_DB:
            problem = f"{figures['output_db']:.1f} dB"
        what = f"{figures['output_db']:.1f} dB"
        self.count(f"{model.name} with samples", problem, what,
                   (f"keras/{model.name}", "Keras, float", what, verdict.get("instructions", 0)))

    def write_table(self, path):
        rows = [f"| file | format | result | difference | instructions on {self.target} |", "|---|---|---|---|---:|"]
        Path(path).write_text("\n".join(rows + self.rows) + "\n")


def main():
    suite = Suite(*sys.argv[1:4])
    suite.tflite()
    suite.quantised_onnx()
    suite.float_onnx()
    suite.keras()
    if len(sys.argv) > 4:
        suite.write_table(sys.argv[4])
    print(f"{suite.good} passed, {suite.bad} failed")
    return 1 if suite.bad else 0


if __name__ == "__main__":
    sys.exit(main())
