"""Keep how the explained part of an outcome is shared out by Johnson's relative weights.

Weights explain; they never name a cause: they are no test, and severity has no part in them.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from survey.errors import NotEstimable
from survey.statistics.arrays import Flags, Floats, Whole

RIDGE = 0.02
"""Added to the diagonal of correlations where people hardly outnumber constructs (our choice)."""

SPARE_PEOPLE = 4
CHUNK = 250
"""Resamples at once: the moments of so many fit into the cache (our measurement)."""

SMALL_PRODUCT = 250_000
"""Multiplications up to which OpenBLAS does not wake a second thread: here that one only waits, and
doubles the cost (our measurement)."""

WORST_RATIO = 1_000.0
"""Of the eigenvalues of resampled correlations: beyond it the quick way to roots may not settle."""

SETTLED = 1e-12
"""Squared distance from the root before the last step, which squares the distance itself."""

PEOPLE_PER_CONSTRUCT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeWeights:
    """weights : (p,) sum to r_squared; regularised: people hardly outnumber constructs."""

    weights: tuple[float, ...]
    r_squared: float
    regularised: bool

    @property
    def shares(self) -> tuple[float, ...]:
        """Weights as parts of the explained variance, all 0 where nothing is explained."""
        whole = self.r_squared if self.r_squared > 0 else 1.0
        return tuple(weight / whole for weight in self.weights)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightIntervals:
    """Percentile intervals of the weights, (p,) each; `resamples` of n people."""

    low: tuple[float, ...]
    high: tuple[float, ...]
    resamples: int


def relative_weights(X: Floats, y: Floats, groups: Whole | None = None) -> RelativeWeights:
    """Share R^2 out over correlated predictors.

    Predictors are rotated to their nearest orthogonal twins Z; a weight is
    sum_k l_jk^2 b_k^2 with l the correlations of X and Z, b those of Z and y.

    Parameters
    ----------
    X : (n, p) array
    y : (n,) array
        Rows with a gap in either are dropped before n is taken.
    groups : (n,) array of int, optional
        Departments; correlations are then those within them.

    Raises
    ------
    NotEstimable
        With fewer than three people or two predictors, or without variance.

    References
    ----------
    Johnson, J. W. (2000). Multivariate Behavioral Research 35, 1.
    """
    data, kinds = _complete(X, y, groups)
    n, p = len(data), data.shape[1] - 1
    products = sum(
        _cross(data[kinds == kind] - data[kinds == kind].mean(axis=0)) for kind in np.unique(kinds)
    )
    regularised = n <= p + SPARE_PEOPLE
    weights = _weigh(np.asarray(products), RIDGE if regularised else 0.0)
    return RelativeWeights(
        weights=tuple(float(weight) for weight in weights),
        r_squared=float(weights.sum()),
        regularised=regularised,
    )


def bootstrap_weights(
    X: Floats,
    y: Floats,
    groups: Whole | None = None,
    *,
    rng: np.random.Generator,
    resamples: int = 10_000,
    confidence: float = 0.95,
) -> WeightIntervals:
    """Give percentile intervals of relative weights; never a p value, as weights are not negative.

    No resampled matrix is built: a resample is a row of multinomial counts, and its moments are
    one product of counts with the products of all columns.

    Raises
    ------
    NotEstimable
        With fewer than three people a predictor: a resample would not have its rank.

    References
    ----------
    Efron, B. & Tibshirani, R. (1993). An Introduction to the Bootstrap. Tonidandel, S., LeBreton,
    J. M. & Johnson, J. W. (2009). Psychological Methods 14, 387.
    """
    data, kinds = _complete(X, y, groups)
    n, p = len(data), data.shape[1] - 1
    if n < PEOPLE_PER_CONSTRUCT * p or resamples < 2:
        raise NotEstimable("too_few_for_bootstrap", n=n, constructs=p)
    parts = [data[kinds == kind] - data.mean(axis=0) for kind in np.unique(kinds)]
    moments = [np.hstack([_pair(part), part]) for part in parts]
    drawn = np.empty((resamples, p))
    for start in range(0, resamples, CHUNK):
        rows = min(CHUNK, resamples - start)
        products = sum(_resampled(moment, p + 1, rows, rng) for moment in moments)
        drawn[start : start + rows] = _weigh_many(np.asarray(products))
    tail = (1.0 - confidence) / 2.0
    low, high = np.quantile(drawn, [tail, 1.0 - tail], axis=0)
    return WeightIntervals(
        low=tuple(float(end) for end in low),
        high=tuple(float(end) for end in high),
        resamples=resamples,
    )


def draw_counts(n: int, rows: int, rng: np.random.Generator) -> Floats:
    """Draw how often each of n people is in each resample, (rows, n): multinomial counts.

    Counting drawn numbers is ten times faster than NumPy's chain of binomials.
    """
    places = rng.integers(0, n, size=(rows, n)) + n * np.arange(rows)[:, None]
    counts = np.bincount(places.ravel(), minlength=rows * n)
    return counts.reshape(rows, n).astype(np.float64)


def _complete(X: Floats, y: Floats, groups: Whole | None) -> tuple[Floats, Whole]:
    if X.ndim != 2 or len(X) != len(y):
        raise NotEstimable("no_pairs", predictors=X.shape, outcome=y.shape)
    data = np.column_stack([X, y])
    known = ~np.isnan(data).any(axis=1)
    kinds = np.zeros(len(data), dtype=np.int64) if groups is None else groups
    data, kinds = data[known], kinds[known]
    if len(data) < 3 or X.shape[1] < 2:
        raise NotEstimable("too_few_to_weigh", n=len(data), constructs=X.shape[1])
    return data, kinds


def _cross(centred: Floats) -> Floats:
    return centred.T @ centred


def _pair(part: Floats) -> Floats:
    """Give the products of all columns with each other, (n, columns squared)."""
    return np.asarray((part[:, :, None] * part[:, None, :]).reshape(len(part), -1))


def _resampled(moment: Floats, width: int, rows: int, rng: np.random.Generator) -> Floats:
    """Give centred cross products (rows, width, width) of resamples of one group."""
    n, columns = moment.shape
    counts = draw_counts(n, rows, rng)
    sums = np.empty((rows, columns))
    step = max(1, SMALL_PRODUCT // (n * columns))
    for start in range(0, rows, step):
        np.matmul(counts[start : start + step], moment, out=sums[start : start + step])
    totals = sums[:, width**2 :]
    products = sums[:, : width**2].reshape(rows, width, width)
    products -= totals[:, :, None] * (totals / n)[:, None, :]
    return products


def _weigh(products: Floats, ridge: float) -> Floats:
    """Turn cross products (p + 1, p + 1), outcome last, into weights (p,)."""
    inner, across, flat = _correlate(products[None])
    if flat[0, -1] or flat[0, :-1].all():
        raise NotEstimable("no_variance", constructs=len(products) - 1)
    return np.asarray(_by_eigenvectors(inner + ridge * np.eye(len(products) - 1), across)[0])


def _weigh_many(products: Floats) -> Floats:
    """Turn cross products (batch, p + 1, p + 1), outcome last, into weights (batch, p)."""
    inner, across, _ = _correlate(products)
    weights, settled = _by_iteration(inner, across)
    if not settled.all():
        weights[~settled] = _by_eigenvectors(inner[~settled], across[~settled])
    return weights


def _correlate(products: Floats) -> tuple[Floats, Floats, Flags]:
    """Give correlations (batch, p, p), those with the outcome (batch, p), and what is flat."""
    spread = np.sqrt(np.maximum(np.einsum("bii->bi", products), 0.0))
    flat = spread <= 1e-9
    # A column without variance correlates with nothing.
    scale = np.where(flat, 0.0, 1.0 / np.where(flat, 1.0, spread))
    correlation = products * scale[:, :, None]
    correlation *= scale[:, None, :]
    return correlation[:, :-1, :-1], correlation[:, :-1, -1], np.asarray(flat)


def _by_eigenvectors(inner: Floats, across: Floats) -> Floats:
    """Weigh by R = V D V', L = V D^1/2 V', b = L^-1 r, however R is conditioned."""
    values, vectors = np.linalg.eigh(inner)
    values = np.maximum(values, 0.0)
    roots = np.sqrt(values)
    loadings = (vectors * roots[:, None, :]) @ vectors.transpose(0, 2, 1)
    # A direction without variance carries nothing of the outcome.
    inverse = np.where(roots > 1e-6, 1.0 / np.where(roots > 1e-6, roots, 1.0), 0.0)
    along = np.einsum("bji,bj->bi", vectors, across) * inverse
    slopes = np.einsum("bij,bj->bi", vectors, along)
    return np.asarray(np.einsum("bij,bj->bi", loadings**2, slopes**2))


def _by_iteration(inner: Floats, across: Floats) -> tuple[Floats, Flags]:
    """Weigh by products of matrices alone, three times as fast; say which batches settled.

    L -> L H, L^-1 -> H L^-1 with H = a I + b L^-1 L comes to rest at the square root of R and its
    inverse. R is scaled to eigenvalues of at most 1, which cancels out of the weights.

    References
    ----------
    Higham, N. J. (1997). Numerical Algorithms 15, 227. Chen, J. & Chow, E. (2014). A stable scaling
    of Newton-Schulz (a and b).
    """
    place = np.arange(inner.shape[1])
    highest = np.maximum(np.sqrt(np.einsum("bij,bij->b", inner, inner)), 1.0)
    root = near = inner / highest[:, None, None]
    inverse: Floats | None = None
    for a, b in _plan_steps(WORST_RATIO):
        near = root if inverse is None else inverse @ root
        step = b * near
        step[:, place, place] += a
        root = root @ step
        inverse = step if inverse is None else step @ inverse
    assert inverse is not None
    apart = np.einsum("bij,bij->b", near, near) - 2.0 * np.einsum("bii->b", near) + len(place)
    slopes = inverse @ across[:, :, None]
    return np.asarray((root**2 @ slopes**2)[:, :, 0]), np.asarray(apart < SETTLED)


@cache
def _plan_steps(ratio: float) -> tuple[tuple[float, float], ...]:
    """Give a and b of each step for eigenvalues of L from ratio^-1/2 to 1; the last is plain."""
    low, steps = ratio**-0.5, []
    while low < 1.0 - 1e-9:
        pace = (3.0 / (1.0 + low + low**2)) ** 0.5
        steps.append((1.5 * pace, -0.5 * pace**3))
        low *= 1.5 * pace - 0.5 * pace**3 * low**2
    return (*steps[:-1], (1.5, -0.5))
