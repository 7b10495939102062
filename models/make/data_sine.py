"""One period of a sine with a little noise on it."""

import numpy as np
from recipe import Data
from seeded import SEED


def sine():
    rng = np.random.default_rng(SEED)
    x = rng.uniform(0, 2 * np.pi, (4000, 1)).astype(np.float32)
    y = np.sin(x)
    noisy = (y + rng.normal(0, 0.05, y.shape)).astype(np.float32)
    return Data(x[:3500], noisy[:3500], x[3500:], y[3500:])
