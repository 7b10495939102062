"""The 8x8 handwritten digits that scikit-learn ships, enlarged to 24x24."""

import numpy as np
from recipe import Data
from seeded import SEED

SIDE = 24


def _enlarge(images):
    """Bilinear, corners on corners: (n, 8, 8) to (n, 24, 24)."""
    at = np.linspace(0, images.shape[1] - 1, SIDE)
    low = np.minimum(at.astype(int), images.shape[1] - 2)
    part = at - low
    rows = images[:, low] * (1 - part)[:, None] + images[:, low + 1] * part[:, None]
    return rows[:, :, low] * (1 - part) + rows[:, :, low + 1] * part


def digits():
    """Images of 24x24x1 in [0, 1], labels 0 to 9."""
    from sklearn.datasets import load_digits
    bunch = load_digits()
    order = np.random.default_rng(SEED).permutation(len(bunch.target))
    x = _enlarge(bunch.images[order] / 16.0).astype(np.float32)[..., None]
    y = bunch.target[order].astype(np.int32)
    return Data(x[:1437], y[:1437], x[1437:], y[1437:])
