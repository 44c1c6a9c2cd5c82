"""Keep the correction for many tests at once: Westfall and Young's step-down."""

import numpy as np

from survey.errors import NotEstimable
from survey.statistics.arrays import Flags, Floats


def step_down(observed: Floats, permuted: Floats, family: Flags) -> Floats:
    """Give one-sided p values adjusted over a family of tests, by the step-down maximum.

    Parameters
    ----------
    observed : (p,) array
        Statistics, large = against the null; minus infinity cannot be tested.
    permuted : (permutations, p) array
        The same statistics under permutation, in comparable units.
    family : (p,) array of bool
        The tests that count; others get 1.

    Returns
    -------
    (p,) array
        Monotone: a larger statistic never has a larger p.

    References
    ----------
    Westfall, P. H. & Young, S. S. (1993). Resampling-Based Multiple Testing, algorithm 2.8.
    """
    if permuted.ndim != 2 or permuted.shape[1] != len(observed) or not len(permuted):
        raise NotEstimable("no_permutations", shape=permuted.shape, tests=len(observed))
    tested = np.flatnonzero(family & np.isfinite(observed))
    p_values = np.ones(len(observed))
    if not len(tested):
        return p_values
    order = tested[np.argsort(-observed[tested], kind="stable")]
    # Column i: the largest permuted statistic among this test and all weaker ones.
    largest = np.maximum.accumulate(permuted[:, order[::-1]], axis=1)[:, ::-1]
    reached = (largest >= observed[order] - 1e-12).sum(axis=0)
    raw = (1.0 + reached) / (len(permuted) + 1.0)
    p_values[order] = np.maximum.accumulate(raw)
    return p_values
