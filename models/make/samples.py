"""Picks the held-back samples that are recorded with a model."""

import numpy as np

CLEAR, FAINT = 2, 2


def _label(kind, index, target):
    """`clear_0_class_7`, or `clear_0` where there are no classes."""
    return f"{kind}_{index}" + (f"_class_{target}" if np.ndim(target) == 0 else "")


def _of_different_targets(targets):
    """The first samples whose targets differ."""
    _, first = np.unique(targets, axis=0, return_index=True)
    return sorted(first)[:CLEAR]


def _faintest(outputs):
    """The samples whose largest output is smallest: a classifier is undecided there, and a wrong
    bit on the way moves its output, which a saturated softmax would hide."""
    return np.argsort(outputs.max(axis=1), kind="stable")[:FAINT]


def pick(data, outputs):
    """(label, float32 array) of some of data.test_x; `outputs` are the model's, as floats."""
    picks = [("clear", n, i) for n, i in enumerate(_of_different_targets(data.test_y))]
    picks += [("faint", n, i) for n, i in enumerate(_faintest(outputs))]
    return [(_label(kind, n, data.test_y[i]), data.test_x[i]) for kind, n, i in picks]
