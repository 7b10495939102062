"""How good a model is, as words: (outputs as floats, data) -> text."""

import numpy as np


def accuracy(outputs, data):
    """Share of samples whose largest output is the label."""
    right = np.argmax(outputs, 1) == data.test_y
    return f"{100 * np.mean(right):.1f} % right of {len(right)}"


def mean_error(outputs, data):
    return f"mean error {np.mean(np.abs(outputs - data.test_y)):.3f}"


def anomaly_auc(outputs, data):
    """Probability that a faulty sample is given back worse than a healthy one."""
    errors = np.mean((outputs - data.test_x)**2, axis=1)
    bad, good = errors[data.test_y == 1], errors[data.test_y == 0]
    return f"AUC {(bad[:, None] > good[None, :]).mean():.3f} of {len(errors)}"
