"""The four network shapes of the MLPerf Tiny benchmark."""

import layers as blocks
from tensorflow import keras
from tensorflow.keras import layers


def ds_cnn():
    """Keyword spotting: 49x10x1, one convolution, four depthwise separable ones, 12 classes."""
    x = inputs = keras.Input((49, 10, 1))
    x = blocks.convolution(x, 64, (10, 4), 2)
    for _ in range(4):
        x = blocks.convolution(blocks.depthwise(x), 64, 1)
    return keras.Model(inputs, blocks.classify(x, 12))


def _residual(x, filters, stride):
    inner = blocks.convolution(x, filters, 3, stride)
    inner = blocks.convolution(inner, filters, 3, activation=None)
    if stride != 1:
        x = layers.Conv2D(filters, 1, stride, padding="same")(x)
    return layers.Activation("relu")(layers.Add()([x, inner]))


def resnet8():
    """Image classification: 32x32x3, three residual blocks, 10 classes."""
    x = inputs = keras.Input((32, 32, 3))
    x = blocks.convolution(x, 16, 3)
    for filters, stride in ((16, 1), (32, 2), (64, 2)):
        x = _residual(x, filters, stride)
    return keras.Model(inputs, blocks.classify(x, 10))


def mobilenet_v1_025():
    """Visual wake words: 96x96x3, MobileNetV1 at a quarter of its width, 2 classes."""
    x = inputs = keras.Input((96, 96, 3))
    x = blocks.convolution(x, 8, 3, 2, "relu6")
    plan = [(16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2)]
    plan += [(128, 1)] * 5 + [(256, 2), (256, 1)]
    for filters, stride in plan:
        x = blocks.convolution(blocks.depthwise(x, stride, "relu6"), filters, 1, 1, "relu6")
    return keras.Model(inputs, blocks.classify(x, 2))


def autoencoder():
    """Anomaly detection: 640 values through a waist of 8 and back."""
    x = inputs = keras.Input((640,))
    for width in [128] * 4 + [8] + [128] * 4:
        x = layers.Dense(width)(x)
        x = layers.BatchNormalization(momentum=0.9)(x)
        x = layers.Activation("relu")(x)
    return keras.Model(inputs, layers.Dense(640)(x))
