"""Pictures of one coloured shape: 32x32x3, five shapes in warm and in cold colours."""

import drawing
import numpy as np
from recipe import Data
from seeded import SEED

SIDE, SAMPLES, HELD_BACK = 32, 1800, 300


def _mask(kind, centre, radius):
    if kind == 0:
        return drawing.ellipse(SIDE, centre, (radius, radius))
    if kind == 1:
        return drawing.box(SIDE, centre, (radius * 0.85, radius * 0.85))
    if kind == 2:
        return drawing.triangle(SIDE, centre, radius)
    if kind == 3:
        return drawing.cross(SIDE, centre, radius)
    return drawing.ring(SIDE, centre, radius)


def _colour(warm, rng):
    strong, weak = rng.uniform(0.7, 1.0), rng.uniform(0.0, 0.3)
    return np.array([strong, rng.uniform(0, 0.6), weak] if warm else
                    [weak, rng.uniform(0, 0.6), strong])


def _picture(label, rng):
    picture = drawing.background(SIDE, rng)
    mask = _mask(label % 5, rng.uniform(0.35, 0.65, 2), rng.uniform(0.2, 0.33))
    drawing.paint(picture, mask, _colour(label < 5, rng))
    return np.clip(picture + rng.normal(0, 0.04, picture.shape), 0, 1)


def shapes():
    """Pictures in [0, 1], labels 0 to 9: shape + 5 * cold."""
    rng = np.random.default_rng(SEED)
    y = rng.integers(0, 10, SAMPLES).astype(np.int32)
    x = np.stack([_picture(label, rng) for label in y]).astype(np.float32)
    return Data(x[HELD_BACK:], y[HELD_BACK:], x[:HELD_BACK], y[:HELD_BACK])
