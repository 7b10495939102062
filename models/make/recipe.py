"""What one model is made from."""

from typing import Callable, NamedTuple

import numpy as np


class Data(NamedTuple):
    """Float32 samples (first axis the sample) and their targets."""
    train_x: np.ndarray
    train_y: np.ndarray
    test_x: np.ndarray
    test_y: np.ndarray


class Recipe(NamedTuple):
    """One entry of the catalogue: `name` is the folder, the rest says how it is filled."""
    name: str
    data: Callable[[], Data]
    build: Callable[[], object]  # an untrained tf.keras.Model
    loss: str
    epochs: int
    score: Callable[[np.ndarray, Data], str]  # one of scores.py
    edge: str = "int8"  # the type of inputs and outputs: int8, uint8 or float32
    learning_rate: float = 0.002
    dense_per_channel: bool = True
