"""Spectrograms of made-up words: 49 frames of 10 coefficients, 12 classes.

A word is three ridges whose coefficient moves along a straight line in time. The ridges belong to
the class; place in time, speed, loudness and noise are drawn. Class 0 is noise alone (silence).
"""

import numpy as np
from recipe import Data
from seeded import SEED

FRAMES, COEFFICIENTS, CLASSES = 49, 10, 12
SAMPLES, HELD_BACK = 2400, 360


def _vocabulary(rng):
    """(class, ridge, [start, slope, onset, length])."""
    shape = (CLASSES, 3)
    return np.stack([
        rng.uniform(0, COEFFICIENTS, shape),
        rng.uniform(-0.25, 0.25, shape),
        rng.uniform(4, 24, shape),
        rng.uniform(8, 20, shape)
    ], -1)


def _word(ridges, rng):
    frame = np.arange(FRAMES)[:, None]
    coefficient = np.arange(COEFFICIENTS)[None, :]
    picture = rng.normal(0, 0.8, (FRAMES, COEFFICIENTS))
    shift, speed, loudness = rng.uniform(-4, 4), rng.uniform(0.85, 1.15), rng.uniform(0.7, 1.5)
    for start, slope, onset, length in ridges:
        since = (frame - onset - shift) * speed
        sounding = (since >= 0) & (since < length)
        near = np.exp(-0.5 * (coefficient - start - slope * since)**2)
        picture += loudness * 2.5 * near * sounding
    return picture


def words():
    """Pictures of 49x10x1, labels 0 to 11."""
    rng = np.random.default_rng(SEED)
    vocabulary = _vocabulary(rng)
    y = rng.integers(0, CLASSES, SAMPLES).astype(np.int32)
    x = np.stack([_word(vocabulary[k] if k else [], rng) for k in y])
    x = x.astype(np.float32)[..., None]
    return Data(x[HELD_BACK:], y[HELD_BACK:], x[:HELD_BACK], y[:HELD_BACK])
