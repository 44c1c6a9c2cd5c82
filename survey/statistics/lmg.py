"""Keep the exact sharing out of R^2 by averaging over all orders of predictors (LMG, Shapley)."""

from dataclasses import dataclass
from math import factorial

import numpy as np

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats, Whole

MOST = 20
"""2^20 subsets take a second; every further predictor doubles that."""


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

    The subset's number is read in bits: the first predictor is the highest.
    """
    now = products[None]
    while now.shape[1] > 1:
        out = now[:, 1:, 1:]
        pivot = now[:, 0, 0]
        # What its predecessors explain entirely, or does not vary, takes nothing with it.
        usable = pivot > 1e-10
        column = now[:, 1:, 0] * np.where(usable, 1.0 / np.where(usable, pivot, 1.0), 0.0)[:, None]
        swept = out - column[:, :, None] * now[:, 0, None, 1:]
        now = np.stack([out, swept], axis=1).reshape(-1, *out.shape[1:])
    return np.maximum(now[:, 0, 0], 0.0)


def _average(explained: Floats, p: int) -> Floats:
    """Average each predictor's gain over the subsets it can enter, weighted by their orders."""
    sizes = np.array([0])
    for _ in range(p):
        sizes = np.concatenate([sizes, sizes + 1])
    orders = [factorial(s) * factorial(p - 1 - s) / factorial(p) for s in range(p)]
    weight = np.array([*orders, 0.0])[sizes]
    gains = np.empty(p)
    for j in range(p):
        parts = explained.reshape(2**j, 2, -1)
        without = weight.reshape(2**j, 2, -1)[:, 0]
        gains[j] = ((parts[:, 1] - parts[:, 0]) * without).sum()
    return gains
