"""Masks of simple shapes on a square canvas, for made-up pictures.

Every function takes the canvas's side in pixels and places in units of that side, and gives a
boolean array (side, side).
"""

import numpy as np


def _grid(side):
    at = (np.arange(side) + 0.5) / side
    return at[None, :], at[:, None]


def ellipse(side, centre, radii):
    x, y = _grid(side)
    return ((x - centre[0]) / radii[0])**2 + ((y - centre[1]) / radii[1])**2 <= 1


def box(side, centre, radii):
    x, y = _grid(side)
    return (abs(x - centre[0]) <= radii[0]) & (abs(y - centre[1]) <= radii[1])


def triangle(side, centre, radius):
    x, y = _grid(side)
    down = (y - centre[1]) / radius
    return (abs(down) <= 1) & (abs(x - centre[0]) <= radius * (1 + down) / 2)


def cross(side, centre, radius):
    thin = radius / 3
    return box(side, centre, (radius, thin)) | box(side, centre, (thin, radius))


def ring(side, centre, radius):
    inner = radius * 0.55
    return ellipse(side, centre, (radius, radius)) & ~ellipse(side, centre, (inner, inner))


def background(side, rng):
    """A slope of two colours with noise on it, (side, side, 3)."""
    x, y = _grid(side)
    ends = rng.uniform(0.2, 0.8, (2, 3))
    angle = rng.uniform(0, 2 * np.pi)
    slope = np.clip(0.5 + 0.5 * (np.cos(angle) * (x - 0.5) + np.sin(angle) * (y - 0.5)), 0, 1)
    picture = ends[0] + (ends[1] - ends[0]) * slope[..., None]
    return picture + rng.normal(0, 0.05, picture.shape)


def paint(picture, mask, colour):
    """Puts `colour` (3 values in [0, 1]) where the mask is."""
    picture[mask] = colour
