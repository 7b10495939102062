"""The inputs of the test vectors: extremes, noise and regular patterns."""

import zlib

import numpy as np

CASES = ["min", "max", "zero_point", "uniform_a", "uniform_b", "narrow", "wave", "sparse"]


def _limits(tensor, bounds):
    """Lowest, highest and middle value. A float input spans `bounds`."""
    if tensor.type == "float32":
        return *bounds, 0.0
    limits = np.iinfo(tensor.type)
    return int(limits.min), int(limits.max), tensor.zero_point


def _sparse(count, limits, rng):
    low, high, mid = limits
    values = np.full(count, float(mid))
    hits = rng.random(count) < 0.05
    values[hits] = low + (high - low) * rng.random(int(hits.sum()))
    return values


def _pattern(label, count, limits, rng):
    low, high, mid = limits
    span, at = high - low, np.arange(count)
    if label == "wave":
        return low + span * (0.5 + 0.3 * np.sin(at * 0.0371) + 0.2 * np.sin(at * 0.61 + 1))
    if label == "sparse":
        return _sparse(count, limits, rng)
    if label == "narrow":
        return mid + span / 10 * rng.standard_normal(count)
    if label.startswith("uniform"):
        return low + span * rng.random(count)
    return np.full(count, {"min": low, "max": high, "zero_point": mid}[label], float)


def stimuli(name, tensor, bounds):
    """(label, array) of every case; they depend on the name and the tensor alone (a float
    tensor's also on `bounds`, its lowest and highest value)."""
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    limits = _limits(tensor, bounds)
    cases = []
    for label in CASES:
        values = np.clip(_pattern(label, tensor.elements, limits, rng), limits[0], limits[1])
        if tensor.type != "float32":
            values = np.rint(values)
        cases.append((label, values.astype(tensor.type).reshape(tensor.shape)))
    return cases
