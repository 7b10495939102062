"""Writes a model's folder: the model, its inputs, what the oracle says, and the manifest."""

import pathlib

import numpy as np
import oracle
from stimuli import stimuli


def _line(side, tensor):
    shape = " ".join(str(d) for d in tensor.shape)
    return (f"{side} {tensor.type} {tensor.elements} {tensor.scale:.9g} {tensor.zero_point} "
            f"{shape}")


def _manifest(name, labels, runner):
    return "\n".join([
        f"model {name}", "oracle tflm", f"oracle_version {oracle.version()}", "stateful 0",
        f"cases {len(labels)} {' '.join(labels)}",
        _line("input", runner.input),
        _line("output", runner.output), ""
    ])


def _cases(name, data, samples, runner):
    """The patterns, then the samples."""
    bounds = float(data.train_x.min()), float(data.train_x.max())
    return stimuli(name, runner.input, bounds) + [
        (label, oracle.quantised(values, runner.input)) for label, values in samples
    ]


def write_folder(folder, model, data, samples):
    """`samples`: (label, float32 array without the batch), recorded beside the patterns."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    runner = oracle.Oracle(model)
    cases = _cases(folder.name, data, samples, runner)
    outputs = [runner.run(value) for _, value in cases]
    labels = [label for label, _ in cases]
    (folder / "model.tflite").write_bytes(model)
    (folder / "inputs.bin").write_bytes(b"".join(value.tobytes() for _, value in cases))
    (folder / "expected.bin").write_bytes(b"".join(output.tobytes() for output in outputs))
    (folder / "vectors.txt").write_text(_manifest(folder.name, labels, runner))
