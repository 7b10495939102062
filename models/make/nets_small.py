"""The two networks to begin with."""

from tensorflow import keras
from tensorflow.keras import layers


def sine_net():
    """Two hidden layers of 16: 321 weights."""
    return keras.Sequential([
        keras.Input((1,)),
        layers.Dense(16, activation="relu"),
        layers.Dense(16, activation="relu"),
        layers.Dense(1)
    ])


def lenet():
    """LeNet-5 with ReLU, pooling once by maximum and once by average: 61,706 weights."""
    return keras.Sequential([
        keras.Input((24, 24, 1)),
        layers.ZeroPadding2D(2),
        layers.Conv2D(6, 5, padding="same", activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(16, 5, activation="relu"),
        layers.AveragePooling2D(2),
        layers.Flatten(),
        layers.Dense(120, activation="relu"),
        layers.Dense(84, activation="relu"),
        layers.Dense(10, activation="softmax")
    ])
