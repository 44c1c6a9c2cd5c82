"""Keep how constructs go together with all others held constant; know no cause and no direction.

A partial association says that two constructs are neighbours, never which of them stands first.
"""

from dataclasses import dataclass

import numpy as np

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats, Whole

LEAST_CONSTRUCTS = 6
"""Fewer have not the fifteen pairs that the usual pair is judged by (our choice)."""

NORMAL_MAD = 1.4826
"""A normal law's standard deviation in units of its median absolute deviation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partials:
    """Shrunk partial correlations, pooled within departments.

    partial : (p, p), diagonal 1; shrinkage : 0 (none) to 1 (all correlations are 0); n : rows.
    """

    partial: Floats
    shrinkage: float
    n: int


def partial_correlations(scores: Floats, groups: Whole) -> Partials:
    """Shrink correlations towards 0 and hold all other constructs constant.

    R* = (1 - s) R + s I, s = sum Var(r_ij) / sum r_ij^2 over pairs, cut to 0..1; with Q the inverse
    of R*, the partial correlation is -q_ij / sqrt(q_ii q_jj). It exists with more constructs than
    people too.

    Parameters
    ----------
    scores : (n, p) array
        Rows with a gap are dropped before n is taken.
    groups : (n,) array of int
        Departments; each is centred at its own means, spreads are pooled.

    Raises
    ------
    NotEstimable
        With fewer than two constructs or three people more than departments, or where a
        construct does not vary.

    References
    ----------
    Schäfer, J. & Strimmer, K. (2005). Statistical Applications in Genetics and Molecular Biology
    4, 32. One department gives cor.shrink and pcor.shrink of R's corpcor.
    """
    known = ~np.isnan(scores).any(axis=1)
    rows, kinds = scores[known], groups[known]
    n, p = rows.shape
    df = n - len(np.unique(kinds))
    if p < 2 or df < 3:
        raise NotEstimable("too_few_for_partials", n=n, constructs=p)
    centred = rows.copy()
    for kind in np.unique(kinds):
        centred[kinds == kind] -= rows[kinds == kind].mean(axis=0)
    spread = np.sqrt((centred**2).sum(axis=0) / df)
    if spread.min() <= 1e-9:
        raise NotEstimable("no_variance", n=n, constructs=p)
    standard = centred / spread
    correlations = standard.T @ standard / df
    shrinkage = _shrinkage(standard, correlations, df)
    shrunk = (1.0 - shrinkage) * correlations
    np.fill_diagonal(shrunk, 1.0)
    values, vectors = np.linalg.eigh(shrunk)
    if values[0] <= 1e-9:
        raise NotEstimable("constructs_repeat_each_other", n=n, constructs=p)
    inverse = (vectors / values) @ vectors.T
    roots = np.sqrt(np.diag(inverse))
    partial = -inverse / np.outer(roots, roots)
    np.fill_diagonal(partial, 1.0)
    return Partials(partial=partial, shrinkage=shrinkage, n=n)


def unusualness(partial: Floats) -> Floats:
    """Tell how far each pair lies from the usual pair, in spreads of all pairs, (p, p).

    Fisher's z minus the median of all pairs, over their median absolute deviation: a common mood
    lifts every pair alike, and no pair may be called special for it. The diagonal is 0.

    Raises
    ------
    NotEstimable
        With fewer than six constructs, or where all pairs are alike.

    References
    ----------
    Efron, B. (2004). Large-scale simultaneous hypothesis testing: the choice of a null hypothesis.
    Journal of the American Statistical Association 99, 96.
    """
    p = len(partial)
    if p < LEAST_CONSTRUCTS:
        raise NotEstimable("too_few_constructs", constructs=p)
    upper = np.triu_indices(p, 1)
    z = np.arctanh(partial - np.diag(np.diag(partial)))
    middle = np.median(z[upper])
    spread = NORMAL_MAD * float(np.median(np.abs(z[upper] - middle)))
    if spread <= 1e-9:
        raise NotEstimable("pairs_are_alike", constructs=p)
    unusual = (z - middle) / spread
    np.fill_diagonal(unusual, 0.0)
    return np.asarray(unusual)


def _shrinkage(standard: Floats, correlations: Floats, df: int) -> float:
    """Give sum Var(r) / sum r^2 with Var(r_ij) = n / df^3 sum_k (w_kij - mean)^2, w = x_i x_j."""
    n, p = standard.shape
    squares = standard**2
    apart = squares.T @ squares - (standard.T @ standard) ** 2 / n
    off = ~np.eye(p, dtype=np.bool_)
    variances = float((n / df**3 * apart[off]).sum())
    strength = float((correlations[off] ** 2).sum())
    return min(1.0, max(0.0, variances / strength)) if strength > 1e-15 else 1.0
