"""Makes digits_f32.onnx, a small float model that calibration is tested with, and its samples.

    python3 -m venv V && V/bin/pip install onnx==1.23.0 onnxruntime==1.32.0 numpy scikit-learn==1.6.1
    V/bin/python models/onnx/make_digits.py models/onnx

The network sees 8x8 digits (scikit-learn's, values 0 to 1, as [N, 1, 8, 8]) and is trained here, by
gradient descent in NumPy from a fixed seed. Written besides the model:

    digits_samples.npy   float32 [64, 1, 8, 8], the first half of what it was not trained with
    digits_held_back.npz x float32 [160, 1, 8, 8], label uint8 [160], y float32 [160, 10]: the second
                         half, and what ONNX Runtime gives for it, graph optimisations off
"""
import os
import sys

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper
from sklearn.datasets import load_digits

SAMPLES, HELD_BACK, ROUNDS, BATCH = 64, 160, 60, 32
PAD = ((0, 0), (0, 0), (1, 1), (1, 1))


def windows(x, stride):
    """The 3x3 windows of x [N, C, H, W], padded by one: [N, C, OH, OW, 3, 3]."""
    view = np.lib.stride_tricks.sliding_window_view(np.pad(x, PAD), (3, 3), axis=(2, 3))
    return view[:, :, ::stride, ::stride]


class Conv:
    """A 3x3 convolution, padded by one, or one of each channel by itself."""

    def __init__(self, rng, into, out, stride=1, depthwise=False):
        taps = 9 if depthwise else 9 * into
        self.w = rng.standard_normal((out, 1 if depthwise else into, 3, 3)) * np.sqrt(2 / taps)
        self.b, self.stride, self.depthwise = np.zeros(out), stride, depthwise

    def forward(self, x):
        self.x, self.seen = x, windows(x, self.stride)
        pattern = "nchwij,cij->nchw" if self.depthwise else "nchwij,ocij->nohw"
        w = self.w[:, 0] if self.depthwise else self.w
        return np.einsum(pattern, self.seen, w, optimize=True) + self.b[:, None, None]

    def backward(self, g):
        pattern = "nchw,nchwij->cij" if self.depthwise else "nohw,nchwij->ocij"
        self.gw = np.einsum(pattern, g, self.seen, optimize=True).reshape(self.w.shape)
        self.gb = g.sum((0, 2, 3))
        back = np.pad(np.zeros_like(self.x), PAD)
        for i in range(3):
            for j in range(3):
                w = self.w[:, :, i, j]
                part = g * w[:, :1, None] if self.depthwise else np.einsum("nohw,oc->nchw", g, w, optimize=True)
                rows = slice(i, i + self.stride * g.shape[2], self.stride)
                columns = slice(j, j + self.stride * g.shape[3], self.stride)
                back[:, :, rows, columns] += part
        return back[:, :, 1:-1, 1:-1]


class Dense:
    def __init__(self, rng, into, out):
        self.w, self.b = rng.standard_normal((out, into)) * np.sqrt(1 / into), np.zeros(out)

    def forward(self, x):
        self.x = x
        return x.reshape(len(x), -1) @ self.w.T + self.b

    def backward(self, g):
        self.gw, self.gb = g.T @ self.x.reshape(len(g), -1), g.sum(0)
        return (g @ self.w).reshape(self.x.shape)


class Clip:
    """max(x, 0), or no more than `most` as well."""

    def __init__(self, most=np.inf):
        self.most = most

    def forward(self, x):
        self.open = (x > 0) & (x < self.most)
        return np.clip(x, 0, self.most)

    def backward(self, g):
        return g * self.open


def train(layers, x, label, rng):
    step = 0.05
    momentum = {}
    for round_ in range(ROUNDS):
        rate = step * (1 - round_ / ROUNDS)
        order = rng.permutation(len(x))
        for at in range(0, len(x) - BATCH, BATCH):
            batch = order[at:at + BATCH]
            y = x[batch]
            for layer in layers:
                y = layer.forward(y)
            p = np.exp(y - y.max(1, keepdims=True))
            g = (p / p.sum(1, keepdims=True) - np.eye(10)[label[batch]]) / BATCH
            for layer in reversed(layers):
                g = layer.backward(g)
            for layer in layers:
                for name in ("w", "b") if hasattr(layer, "w") else ():
                    old = momentum.get((id(layer), name), 0)
                    momentum[id(layer), name] = 0.9 * old - rate * getattr(layer, "g" + name)
                    setattr(layer, name, getattr(layer, name) + momentum[id(layer), name])


def onnx_model(layers):
    nodes, constants, value = [], [], "x"
    for i, layer in enumerate(layers):
        out, inputs = f"v{i}", [value]
        for name in ("w", "b") if hasattr(layer, "w") else ():
            constants.append(numpy_helper.from_array(getattr(layer, name).astype(np.float32), f"{name}{i}"))
            inputs.append(f"{name}{i}")
        if isinstance(layer, Conv):
            nodes.append(h.make_node("Conv", inputs, [out], f"/conv{i}", kernel_shape=[3, 3], pads=[1] * 4,
                                     strides=[layer.stride] * 2, group=len(layer.w) if layer.depthwise else 1))
        elif isinstance(layer, Clip) and np.isinf(layer.most):
            nodes.append(h.make_node("Relu", inputs, [out], f"/relu{i}"))
        elif isinstance(layer, Clip):
            for name, limit in (("low", 0), ("high", layer.most)):
                constants.append(numpy_helper.from_array(np.float32(limit), f"{name}{i}"))
                inputs.append(f"{name}{i}")
            nodes.append(h.make_node("Clip", inputs, [out], f"/clip{i}"))
        else:
            nodes.append(h.make_node("Flatten", [value], [f"f{i}"], f"/flatten{i}"))
            nodes.append(h.make_node("Gemm", [f"f{i}"] + inputs[1:], [out], f"/dense{i}", transB=1))
        value = out
    graph = h.make_graph(nodes, "digits", [h.make_tensor_value_info("x", T.FLOAT, [1, 1, 8, 8])],
                         [h.make_tensor_value_info(value, T.FLOAT, [1, 10])], constants)
    model = h.make_model(graph, opset_imports=[h.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model


def main(folder):
    rng = np.random.default_rng(20260101)
    digits = load_digits()
    order = rng.permutation(len(digits.images))
    x = (digits.images[order] / 16).astype(np.float32)[:, None]
    label = digits.target[order]
    rest = len(x) - SAMPLES - HELD_BACK
    layers = [Conv(rng, 1, 8), Clip(), Conv(rng, 8, 8, stride=2, depthwise=True), Clip(6),
              Conv(rng, 8, 16, stride=2), Clip(), Dense(rng, 64, 10)]
    train(layers, x[:rest], label[:rest], rng)
    model = onnx_model(layers)
    onnx.save(model, os.path.join(folder, "digits_f32.onnx"))
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = ort.InferenceSession(model.SerializeToString(), options)
    held = x[rest + SAMPLES:]
    y = np.concatenate([session.run(None, {"x": one[None]})[0] for one in held])
    np.save(os.path.join(folder, "digits_samples.npy"), x[rest:rest + SAMPLES])
    np.savez_compressed(os.path.join(folder, "digits_held_back.npz"), x=held, y=y,
                        label=label[rest + SAMPLES:].astype(np.uint8))
    print("right:", (y.argmax(1) == label[rest + SAMPLES:]).sum(), "of", HELD_BACK)


if __name__ == "__main__":
    main(sys.argv[1])
