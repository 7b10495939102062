"""TensorFlow Lite Micro's interpreter, whose reference kernels say what is right."""

import importlib.metadata
from typing import NamedTuple

import numpy as np
from tflite_micro.python.tflite_micro import runtime

ARENA_BYTES = 2 << 20


def version():
    return importlib.metadata.version("tflite-micro")


class Tensor(NamedTuple):
    """A model's input or output. Unquantised: scale 0."""
    type: str
    shape: tuple
    scale: float
    zero_point: int

    @property
    def elements(self):
        return int(np.prod(self.shape))


def _tensor(details):
    quantised = details["quantization_parameters"]
    scales, zero_points = quantised["scales"], quantised["zero_points"]
    return Tensor(
        np.dtype(details["dtype"]).name, tuple(int(d) for d in details["shape"]),
        float(scales[0]) if len(scales) else 0.0,
        int(zero_points[0]) if len(zero_points) else 0)


class Oracle:
    """Runs a model of one input and one output."""

    def __init__(self, model):
        self._interpreter = runtime.Interpreter.from_bytes(model, arena_size=ARENA_BYTES)
        self.input = _tensor(self._interpreter.get_input_details(0))
        self.output = _tensor(self._interpreter.get_output_details(0))

    def run(self, value):
        """`value` has the input's type and shape."""
        self._interpreter.set_input(value, 0)
        self._interpreter.invoke()
        return np.array(self._interpreter.get_output(0))


def quantised(values, tensor):
    """Float values as a tensor's own type holds them."""
    if tensor.type == "float32":
        return values.astype(np.float32).reshape(tensor.shape)
    limits = np.iinfo(tensor.type)
    steps = np.rint(values / tensor.scale) + tensor.zero_point
    return np.clip(steps, limits.min, limits.max).astype(tensor.type).reshape(tensor.shape)


def real(values, tensor):
    """The float values that a tensor's values stand for."""
    if tensor.type == "float32":
        return values
    return (values.astype(np.float32) - tensor.zero_point) * np.float32(tensor.scale)
