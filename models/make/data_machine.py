"""Log spectra of a made-up machine: 5 frames of 128 bands, 640 values.

A healthy machine hums at harmonics of its speed over a falling noise floor. A faulty one has a
tone that belongs to no harmonic, or a click in one frame. Training sees healthy ones only; the
network's task is to give its input back, so that a large error tells a fault.
"""

import numpy as np
from recipe import Data
from seeded import SEED

FRAMES, BANDS = 5, 128
TRAINING, HELD_BACK = 3000, 400


def _healthy(rng):
    band = np.arange(BANDS)
    floor = 2.0 - 3.0 * band / BANDS
    speed, load = rng.uniform(14, 17), rng.uniform(0.6, 1.4)
    hum = sum(3.0 * load / k * np.exp(-0.5 * ((band - k * speed) / 1.5)**2) for k in range(1, 7))
    wobble = 1 + 0.1 * np.sin(np.arange(FRAMES) + rng.uniform(0, 6))
    return (floor + hum) * wobble[:, None] + rng.normal(0, 0.2, (FRAMES, BANDS))


def _faulty(rng):
    spectrum = _healthy(rng)
    if rng.random() < 0.5:
        tone = rng.uniform(20, 110)
        spectrum += 0.8 * np.exp(-0.5 * ((np.arange(BANDS) - tone) / 2.0)**2)
    else:
        spectrum[rng.integers(FRAMES)] += 0.3
    return spectrum


def machine():
    """train_y is train_x; test_y is 1 for a faulty machine."""
    rng = np.random.default_rng(SEED)
    train = np.stack([_healthy(rng) for _ in range(TRAINING)]).reshape(TRAINING, -1)
    faulty = rng.integers(0, 2, HELD_BACK)
    test = np.stack([_faulty(rng) if f else _healthy(rng) for f in faulty]).reshape(HELD_BACK, -1)
    train, test = train.astype(np.float32), test.astype(np.float32)
    return Data(train, train, test, faulty)
