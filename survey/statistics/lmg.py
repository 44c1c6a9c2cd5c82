"""Keep the exact sharing out of R^2 by averaging over all orders of predictors (LMG, Shapley)."""

from dataclasses import dataclass
from functools import cache
from math import factorial

import numpy as np

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats, Whole

MOST = 20
"""2^20 subsets take a second; every further predictor doubles that."""

LEAST_PIVOT = 1e-10
"""A predictor with less left of its unit variance is explained by its predecessors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapley:
    """weights : (p,) sum to r_squared; each is a predictor's mean gain over all orders."""

    weights: tuple[float, ...]
    r_squared: float


def lmg(X: Floats, y: Floats, groups: Whole | None = None) -> Shapley:
    """Give every predictor its mean gain in R^2 over all orders in which they can enter.

    All 2^p residual sums of squares come from Schur complements: each predictor in turn is
    either left out or swept out of what remains, for all subsets so far at once.

    Parameters
    ----------
    X : (n, p) array
    y : (n,) array
        Rows with a gap in either are dropped before n is taken.
    groups : (n,) array of int, optional
        Departments; everything is then centred within them.

    Raises
    ------
    NotEstimable
        With fewer than three people, no or more than MOST predictors, or an outcome without
        variance.

    References
    ----------
    Lindeman, R. H., Merenda, P. F. & Gold, R. Z. (1980). Introduction to Bivariate and
    Multivariate Analysis. Groemping, U. (2006). Journal of Statistical Software 17(1).
    """
    if X.ndim != 2 or len(X) != len(y):
        raise NotEstimable("no_pairs", predictors=X.shape, outcome=y.shape)
    data = np.column_stack([X, y])
    known = ~np.isnan(data).any(axis=1)
    kinds = np.zeros(len(data), dtype=np.int64) if groups is None else groups
    data, kinds = data[known], kinds[known]
    n, p = len(data), X.shape[1]
    if n < 3 or not 1 <= p <= MOST:
        raise NotEstimable("too_few_to_weigh", n=n, constructs=p, most=MOST)
    for kind in np.unique(kinds):
        data[kinds == kind] -= data[kinds == kind].mean(axis=0)
    spread = np.sqrt((data**2).sum(axis=0))
    if spread[-1] <= 1e-9:
        raise NotEstimable("no_variance", n=n)
    data /= np.where(spread > 1e-9, spread, 1.0)
    data[:, spread <= 1e-9] = 0.0
    explained = 1.0 - _residuals(data.T @ data)
    return Shapley(
        weights=tuple(float(weight) for weight in _average(explained, p)),
        r_squared=float(explained[-1]),
    )


def _residuals(products: Floats) -> Floats:
    """Give the residual of the last column for all subsets of the others.

    The number of a subset is read in bits: the first predictor is the lowest. Subsets lie along
    the last axis, so that every step works on long rows.
    """
    now = products[:, :, None]
    while (left := len(now) - 1) > 0:
        m = now.shape[2]
        pivot, row, out = now[0, 0], now[0, 1:], now[1:, 1:]
        if pivot.min() > LEAST_PIVOT:
            column = row / pivot
        else:
            # What its predecessors explain entirely, or does not vary, takes nothing with it.
            usable = pivot > LEAST_PIVOT
            column = row * np.where(usable, 1.0 / np.where(usable, pivot, 1.0), 0.0)
        wider = np.empty((left, left, 2 * m))
        wider[:, :, :m] = out
        np.multiply(column[:, None], row[None], out=wider[:, :, m:])
        np.subtract(out, wider[:, :, m:], out=wider[:, :, m:])
        now = wider
    return np.asarray(np.maximum(now[0, 0], 0.0))


def _average(explained: Floats, p: int) -> Floats:
    """Average each predictor's gain over the subsets it can enter, weighted by their orders.

    With w(s) = s! (p - 1 - s)! / p! the gain of j is the sum over S without j of
    w(|S|) (v(S + j) - v(S)) = the sum over S with j of (w(|S| - 1) + w(|S|)) v(S), minus the sum
    over all S of w(|S|) v(S): one folded sum for all predictors.
    """
    beyond, either = _weights(p)
    # A product of vectors this long would wake a second thread of BLAS, ten times as dear.
    common = float((beyond * explained).sum())
    both = either * explained
    gains = np.empty(p)
    for j in reversed(range(p)):
        without, within = both.reshape(2, -1)
        gains[j] = within.sum() - common
        both = without + within
    return gains


@cache
def _weights(p: int) -> tuple[Floats, Floats]:
    """Give w(|S|) and w(|S| - 1) + w(|S|) of every subset."""
    sizes = np.zeros(1, dtype=np.int64)
    for _ in range(p):
        sizes = np.concatenate([sizes, sizes + 1])
    orders = np.array([factorial(s) * factorial(p - 1 - s) / factorial(p) for s in range(p)])
    beyond, within = np.append(orders, 0.0), np.append(0.0, orders)
    return beyond[sizes], (within + beyond)[sizes]
