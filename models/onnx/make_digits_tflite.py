"""Makes digits_f32.tflite: the network of digits_f32.onnx as TensorFlow's converter writes float models.

    python3 -m venv V && V/bin/pip install onnx==1.23.0 tensorflow==2.21.0
    V/bin/python models/onnx/make_digits_tflite.py models/onnx

The weights are those of the ONNX file, so digits_samples.npy and digits_held_back.npz go with both;
only the order of dimensions differs, which one input channel does not show.
"""
import os
import sys

import numpy as np
import onnx
import tensorflow as tf
from onnx import numpy_helper


def weights_of(path):
    """The initialisers by name: w0, b0 and so on, by the number of the layer."""
    graph = onnx.load(path).graph
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}


def network(w):
    layers = tf.keras.layers
    conv = [w["w0"].transpose(2, 3, 1, 0), w["b0"]]
    depthwise = [w["w2"].transpose(2, 3, 0, 1), w["b2"]]
    strided = [w["w4"].transpose(2, 3, 1, 0), w["b4"]]
    dense = [w["w6"].reshape(10, 16, 2, 2).transpose(2, 3, 1, 0).reshape(64, 10), w["b6"]]
    model = tf.keras.Sequential([
        layers.Input((8, 8, 1), batch_size=1),
        layers.Conv2D(8, 3, padding="same", activation="relu"),
        layers.ZeroPadding2D(1),
        layers.DepthwiseConv2D(3, strides=2, activation="relu6"),
        layers.ZeroPadding2D(1),
        layers.Conv2D(16, 3, strides=2, activation="relu"),
        layers.Flatten(),
        layers.Dense(10),
    ])
    model.set_weights([np.ascontiguousarray(part) for part in conv + depthwise + strided + dense])
    return model


def main(folder):
    model = network(weights_of(os.path.join(folder, "digits_f32.onnx")))
    converted = tf.lite.TFLiteConverter.from_keras_model(model).convert()
    with open(os.path.join(folder, "digits_f32.tflite"), "wb") as file:
        file.write(converted)
    held = np.load(os.path.join(folder, "digits_held_back.npz"))
    y = model.predict(held["x"].transpose(0, 2, 3, 1), verbose=0)
    print("largest difference from ONNX Runtime:", np.abs(y - held["y"]).max())


if __name__ == "__main__":
    main(sys.argv[1])
