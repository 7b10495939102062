"""Pictures with and without a human figure: 96x96x3, two classes.

A figure is a head over a body over two legs, in any colours; pictures without one hold the same
number of the same parts, scattered.
"""

import drawing
import numpy as np
from recipe import Data
from seeded import SEED

SIDE, SAMPLES, HELD_BACK = 96, 2000, 200


def _figure(picture, rng):
    x, y, size = rng.uniform(0.3, 0.7), rng.uniform(0.2, 0.35), rng.uniform(0.8, 1.2)
    cloth = rng.uniform(0, 1, 3)
    for leg in (-0.05, 0.05):
        mask = drawing.box(SIDE, (x + leg * size, y + 0.42 * size), (0.03 * size, 0.16 * size))
        drawing.paint(picture, mask, rng.uniform(0, 1, 3))
    drawing.paint(picture, drawing.ellipse(SIDE, (x, y + 0.2 * size), (0.12 * size, 0.17 * size)),
                  cloth)
    drawing.paint(picture, drawing.ellipse(SIDE, (x, y), (0.075 * size, 0.085 * size)),
                  np.array([0.9, 0.7, 0.55]) * rng.uniform(0.5, 1.1))


def _clutter(picture, rng):
    for _ in range(4):
        centre, radii = rng.uniform(0.1, 0.9, 2), rng.uniform(0.04, 0.17, 2)
        shape = drawing.box if rng.random() < 0.5 else drawing.ellipse
        drawing.paint(picture, shape(SIDE, centre, radii), rng.uniform(0, 1, 3))


def _picture(label, rng):
    picture = drawing.background(SIDE, rng)
    (_figure if label else _clutter)(picture, rng)
    return np.clip(picture + rng.normal(0, 0.03, picture.shape), 0, 1)


def figures():
    """Pictures in [0, 1], label 1 where there is a figure."""
    rng = np.random.default_rng(SEED)
    y = rng.integers(0, 2, SAMPLES).astype(np.int32)
    x = np.stack([_picture(label, rng) for label in y]).astype(np.float32)
    return Data(x[HELD_BACK:], y[HELD_BACK:], x[:HELD_BACK], y[:HELD_BACK])
