"""Makes the small ONNX models of this folder, and records what ONNX Runtime gives for them.

    python3 -m venv V && V/bin/pip install onnx==1.23.0 onnxruntime==1.32.0 numpy
    V/bin/python models/onnx/make_onnx.py models/onnx

Each network is written with ONNX's helpers from a fixed seed, and quantised by ONNX Runtime's
quantize_static in the form that the table below says. NAME.bin holds float32 numbers: of each sample
the input, then the output, both in the file's order (channels first), graph optimisations off.
"""
import os
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

SAMPLES = 4


class Net:
    """Collects nodes and constants of one network."""

    def __init__(self, name, shape, opset=17):
        self.rng = np.random.default_rng(20260101)
        self.name, self.shape, self.opset = name, shape, opset
        self.nodes, self.constants, self.count = [], [], 0

    def constant(self, array):
        self.count += 1
        name = f"c{self.count}"
        self.constants.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def weights(self, *shape):
        fan_in = max(1, int(np.prod(shape[1:])))
        return self.constant((self.rng.standard_normal(shape) / np.sqrt(fan_in)).astype(np.float32))

    def bias(self, n):
        return self.constant((self.rng.standard_normal(n) * 0.1).astype(np.float32))

    def ints(self, *values):
        return self.constant(np.array(values, np.int64))

    def node(self, kind, *inputs, outputs=1, **attributes):
        self.count += 1
        out = [f"{kind.lower()}{self.count}" + ("" if outputs == 1 else f"_{i}") for i in range(outputs)]
        self.nodes.append(h.make_node(kind, inputs, out, name=f"/{kind}_{self.count}", **attributes))
        return out[0] if outputs == 1 else out

    def conv(self, x, into, out, kernel, **attributes):
        groups = attributes.get("group", 1)
        return self.node("Conv", x, self.weights(out, into // groups, *kernel), self.bias(out),
                         kernel_shape=list(kernel), **attributes)

    def model(self, output, shape):
        graph = h.make_graph(self.nodes, self.name, [h.make_tensor_value_info("x", T.FLOAT, self.shape)],
                             [h.make_tensor_value_info(output, T.FLOAT, shape)], self.constants)
        model = h.make_model(graph, opset_imports=[h.make_opsetid("", self.opset)], ir_version=8)
        onnx.checker.check_model(model)
        return model


def image():
    """Convolutions with PyTorch's padding, a residual sum, pooling, flatten, a dense layer."""
    n = Net("image", [1, 3, 12, 10])
    a = n.node("Relu", n.conv("x", 3, 8, (3, 3), pads=[1, 1, 1, 1], strides=[2, 2]))
    b = n.node("Clip", n.conv(a, 8, 8, (3, 3), pads=[1, 1, 1, 1], group=8),
               n.constant(np.float32(0)), n.constant(np.float32(6)))
    c = n.conv(b, 8, 8, (1, 1))
    d = n.node("Relu", n.node("Add", c, a))
    e = n.node("MaxPool", d, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    f = n.node("AveragePool", n.conv(e, 8, 6, (3, 2), pads=[0, 1, 1, 0], group=2), kernel_shape=[2, 1])
    g = n.node("Flatten", f)
    y = n.node("Gemm", g, n.weights(5, 6 * 1 * 3), n.bias(5), transB=1)
    return n.model(n.node("Softmax", y, axis=1), [1, 5])


def gates():
    """Activations of all sorts, squeeze and excite, split, concat and resize."""
    n = Net("gates", [1, 4, 6, 8])
    a = n.conv("x", 4, 8, (3, 3), pads=[1, 1, 1, 1])
    b = n.node("Mul", a, n.node("HardSigmoid", a, alpha=1 / 6, beta=0.5))
    s = n.node("ReduceMean", b, axes=[2, 3], keepdims=1)
    s = n.node("Sigmoid", n.conv(n.node("Relu", n.conv(s, 8, 4, (1, 1))), 4, 8, (1, 1)))
    c = n.node("Mul", b, s)
    d = n.node("PRelu", c, n.constant(np.linspace(0.05, 0.3, 8, dtype=np.float32).reshape(8, 1, 1)))
    e = n.node("LeakyRelu", n.conv(d, 8, 6, (1, 1)), alpha=0.1)
    f, g = n.node("Split", e, outputs=2, axis=1)
    g = n.node("Tanh", g)
    i = n.node("Concat", g, f, axis=1)
    j = n.node("Resize", i, "", n.constant(np.array([1, 1, 2, 2], np.float32)), mode="nearest",
               coordinate_transformation_mode="asymmetric", nearest_mode="floor")
    k = n.node("ConvTranspose", j, n.weights(6, 3, 2, 2), n.bias(3), kernel_shape=[2, 2], strides=[2, 2])
    return n.model(n.node("Transpose", k, perm=[0, 2, 3, 1]), [1, 24, 32, 3])


def sequence():
    """Causal dilated convolutions in one dimension, the last step, a dense layer."""
    n = Net("sequence", [1, 3, 20])
    a = n.node("Relu", n.conv("x", 3, 8, (3,), pads=[2, 0]))
    b = n.node("Relu", n.conv(a, 8, 8, (3,), pads=[4, 0], dilations=[2]))
    c = n.node("Add", a, b)
    d = n.node("Gather", c, n.constant(np.array(-1, np.int64)), axis=2)
    return n.model(n.node("Gemm", d, n.weights(4, 8), n.bias(4), transB=1), [1, 4])


def attention():
    """One head of self-attention, layer normalisation, Gelu from its parts."""
    n = Net("attention", [1, 6, 8])
    a = n.node("Add", n.node("MatMul", "x", n.weights(8, 8)), n.bias(8))
    q, k, v = (n.node("MatMul", a, n.weights(8, 8)) for _ in range(3))
    s = n.node("MatMul", q, n.node("Transpose", k, perm=[0, 2, 1]))
    p = n.node("Softmax", n.node("Mul", s, n.constant(np.float32(8 ** -0.5))), axis=-1)
    r = n.node("Add", n.node("MatMul", p, v), a)
    m = n.node("LayerNormalization", r, n.constant(np.linspace(0.5, 1.5, 8, dtype=np.float32)), n.bias(8), axis=-1)
    e = n.node("Erf", n.node("Div", m, n.constant(np.float32(np.sqrt(2)))))
    g = n.node("Mul", n.node("Mul", m, n.node("Add", e, n.constant(np.float32(1)))), n.constant(np.float32(0.5)))
    z = n.node("ReduceMean", g, axes=[1], keepdims=0)
    return n.model(n.node("Gemm", z, n.weights(8, 4), n.bias(4)), [1, 4])


def recurrent():
    """Recurrent layers of all kinds and directions, one on the other; every output is read."""
    n = Net("recurrent", [1, 7, 5])
    steps = n.node("Transpose", "x", perm=[1, 0, 2])

    def layer(kind, x, into, hidden, **attributes):
        gates = {"LSTM": 4, "GRU": 3, "RNN": 1}[kind]
        ways = 2 if attributes.get("direction") == "bidirectional" else 1
        parts = [n.constant((n.rng.standard_normal((ways, gates * hidden, size)) / np.sqrt(size)).astype(np.float32))
                 for size in (into, hidden)]
        bias = n.constant((n.rng.standard_normal((ways, 2 * gates * hidden)) * 0.2).astype(np.float32))
        return n.node(kind, x, *parts, bias, outputs=3 if kind == "LSTM" else 2, hidden_size=hidden, **attributes)

    both, hidden, cell = layer("LSTM", steps, 5, 6, direction="bidirectional")
    both = n.node("Reshape", n.node("Transpose", both, perm=[0, 2, 1, 3]), n.ints(7, 1, 12))
    gru, gru_last = layer("GRU", both, 12, 8, linear_before_reset=1)
    back, _ = layer("GRU", n.node("Squeeze", gru, n.ints(1)), 8, 4, direction="reverse")
    rnn, _ = layer("RNN", n.node("Squeeze", back, n.ints(1)), 4, 4, activations=["Relu"])
    tanh, last = layer("RNN", n.node("Squeeze", rnn, n.ints(1)), 4, 3)
    first = n.node("Gather", tanh, n.constant(np.array(0, np.int64)), axis=0)
    ends = [n.node("Reshape", value, n.ints(1, -1)) for value in (hidden, cell, gru_last, last, first)]
    return n.model(n.node("Gemm", n.node("Concat", *ends, axis=1), n.weights(38, 4), n.bias(4)), [1, 4])


def layered():
    """A product, an LSTM on it, a GRU on that, and a dense layer: quantised, but for what recurs."""
    n = Net("layered", [1, 7, 5])

    def layer(kind, gates, x, into, hidden, **attributes):
        parts = [n.constant((n.rng.standard_normal((1, gates * hidden, size)) / np.sqrt(size)).astype(np.float32))
                 for size in (into, hidden)]
        bias = n.constant((n.rng.standard_normal((1, 2 * gates * hidden)) * 0.2).astype(np.float32))
        return n.node(kind, x, *parts, bias, outputs=3 if kind == "LSTM" else 2, hidden_size=hidden, **attributes)

    a = n.node("Relu", n.node("Add", n.node("MatMul", "x", n.weights(5, 6)), n.bias(6)))
    lstm = layer("LSTM", 4, n.node("Transpose", a, perm=[1, 0, 2]), 6, 8)[0]
    last = layer("GRU", 3, n.node("Squeeze", lstm, n.ints(1)), 8, 6, linear_before_reset=1)[1]
    y = n.node("Gemm", n.node("Reshape", last, n.ints(1, 6)), n.weights(4, 6), n.bias(4), transB=1)
    return n.model(y, [1, 4])


class Samples(CalibrationDataReader):
    def __init__(self, shape):
        rng = np.random.default_rng(7)
        self.left = [{"x": rng.standard_normal(shape).astype(np.float32)} for _ in range(32)]

    def get_next(self):
        return self.left.pop() if self.left else None


def run(model, samples):
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = ort.InferenceSession(model.SerializeToString(), options)
    return [session.run(None, {"x": s})[0] for s in samples]


def save(folder, name, model, shape):
    samples = [np.random.default_rng(100 + i).standard_normal(shape).astype(np.float32) for i in range(SAMPLES)]
    outputs = run(model, samples)
    onnx.save(model, os.path.join(folder, name + ".onnx"))
    with open(os.path.join(folder, name + ".bin"), "wb") as f:
        for sample, output in zip(samples, outputs):
            f.write(sample.astype("<f4").tobytes() + output.astype("<f4").tobytes())


def quantised(model, shape, form, kind):
    with tempfile.TemporaryDirectory() as work:
        source, target = os.path.join(work, "a.onnx"), os.path.join(work, "b.onnx")
        onnx.save(model, source)
        quantize_static(source, target, Samples(shape), quant_format=form, per_channel=True,
                        activation_type=kind, weight_type=QuantType.QInt8)
        result = onnx.load(target)
    del result.metadata_props[:]
    return result


def main(folder):
    for build in (image, gates, sequence, attention):
        model = build()
        shape = [d.dim_value for d in model.graph.input[0].type.tensor_type.shape.dim]
        save(folder, build.__name__ + "_f32", model, shape)
        save(folder, build.__name__ + "_qdq", quantised(model, shape, QuantFormat.QDQ, QuantType.QInt8), shape)
    # ONNX Runtime's quantize_static leaves these layers as they are.
    save(folder, "recurrent_f32", recurrent(), [1, 7, 5])
    save(folder, "recurrent_qdq", quantised(layered(), [1, 7, 5], QuantFormat.QDQ, QuantType.QInt8), [1, 7, 5])
    model = image()
    save(folder, "image_qdq_u8", quantised(model, [1, 3, 12, 10], QuantFormat.QDQ, QuantType.QUInt8), [1, 3, 12, 10])
    save(folder, "image_qoperator", quantised(model, [1, 3, 12, 10], QuantFormat.QOperator, QuantType.QInt8),
         [1, 3, 12, 10])


main(sys.argv[1])
