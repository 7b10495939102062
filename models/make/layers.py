"""The blocks that several networks are built from."""

from tensorflow.keras import layers


def convolution(x, filters, kernel, stride=1, activation="relu"):
    """Convolution, batch normalisation and, unless `activation` is None, an activation."""
    x = layers.Conv2D(filters, kernel, stride, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    return layers.Activation(activation)(x) if activation else x


def depthwise(x, stride=1, activation="relu"):
    """A 3x3 depthwise convolution with batch normalisation and an activation."""
    x = layers.DepthwiseConv2D(3, stride, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    return layers.Activation(activation)(x)


def classify(x, classes):
    """Averages each channel over the picture, then a dense layer and a softmax."""
    x = layers.AveragePooling2D(x.shape[1:3])(x)
    x = layers.Flatten()(x)
    return layers.Dense(classes, activation="softmax")(x)
