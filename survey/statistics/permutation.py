"""Keep the permutation test of specific links: what a construct adds beyond all the others."""

from dataclasses import dataclass

import numpy as np

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats, Whole
from survey.statistics.standard import Standard

CHUNK = 2_000_000
"""Permuted outcomes held in memory at once, as numbers (16 MB)."""

RIDGE_FROM = 50
"""From this many respondents the others are held constant one by one, not by their mean.

Held by their mean only, unequal halo loadings raise false naming from .05 to .12 at n = 60 and
.20 at n = 120; below, the mean has more power and keeps its level (simulation, our own).
"""

RIDGE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Permuted:
    """Statistics in units of their own permutation spread.

    observed : (p,); permuted : (permutations, p). A construct that cannot be tested stands at
    minus infinity in both.
    """

    observed: Floats
    permuted: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class _Forms:
    """Quadratic forms that give every partial correlation from u = X'y alone.

    weights : (p, p) columns g_j, numerator g_j'u; lengths : (p,) of the residual of x_j;
    roots : (p, p * p) stacked L_j with |residual of y|^2 = |y|^2 - |u L_j|^2.
    """

    weights: Floats
    lengths: Floats
    roots: Floats


def specific_links(data: Standard, *, permutations: int, rng: np.random.Generator) -> Permuted:
    """Correlate outcome and each construct, both freed of the other constructs, and permute.

    Freedman and Lane: the outcome is fitted by the person's mean over all constructs (the
    halo), its residuals are permuted within departments and added to the fit.

    Parameters
    ----------
    data : Standard
    permutations : int

    Raises
    ------
    NotEstimable
        If respondents do not differ in their mean over all constructs, or are too few.

    References
    ----------
    Freedman, D. & Lane, D. (1983). A nonstochastic interpretation of reported significance
    levels. JBES 1, 292.
    """
    X, y = data.X, data.y
    n, p = X.shape
    m = X.mean(axis=1)
    size = float(m @ m)
    if n < 6 or p < 3 or size < 1e-9:
        raise NotEstimable("too_few_for_links", n=n, constructs=p, halo=size)
    slope = float(m @ y) / size
    residual = y - slope * m
    gram = X.T @ X
    forms = _forms(gram, n)
    fit = slope * gram.mean(axis=1)
    u = _permuted_products(X, residual, data.groups, permutations, rng)
    # |y*|^2 = |fit|^2 + 2 fit'e* + |e|^2, and fit'e* is a mean over the columns of X'e*.
    squares = slope**2 * size + 2.0 * slope * u.mean(axis=1) + float(residual @ residual)
    permuted = _partial(forms, u + fit, squares)
    observed = _partial(forms, (X.T @ y)[None, :], np.array([float(y @ y)]))[0]
    return _studentised(observed, permuted)


def _forms(gram: Floats, n: int) -> _Forms:
    p = len(gram)
    weights = np.zeros((p, p))
    lengths = np.zeros(p)
    roots = np.zeros((p, p, p))
    for j in range(p):
        held = _held(gram, j, n)
        residual = -held @ gram[:, j]
        residual[j] += 1.0
        lengths[j] = float(residual @ gram @ residual)
        weights[:, j] = residual - held @ (gram @ residual)
        values, vectors = np.linalg.eigh(2.0 * held - held @ gram @ held)
        roots[j] = vectors * np.sqrt(np.maximum(values, 0.0))
    return _Forms(weights=weights, lengths=lengths, roots=np.concatenate(roots, axis=1))


def _held(gram: Floats, j: int, n: int) -> Floats:
    """Give C with X C X' = the fit by everything but construct j."""
    p = len(gram)
    rest = np.arange(p) != j
    held = np.zeros((p, p))
    if n < RIDGE_FROM:
        size = float(gram[np.ix_(rest, rest)].sum())
        if size > 1e-9:
            held[np.ix_(rest, rest)] = 1.0 / size
        return held
    penalty = RIDGE * (n - 2) * np.eye(p - 1)
    held[np.ix_(rest, rest)] = np.linalg.inv(gram[np.ix_(rest, rest)] + penalty)
    return held


def _partial(forms: _Forms, u: Floats, squares: Floats) -> Floats:
    """Give the partial correlations (rows of u) x (constructs)."""
    p = len(forms.lengths)
    explained = ((u @ forms.roots) ** 2).reshape(len(u), p, p).sum(axis=2)
    left = np.maximum(squares[:, None] - explained, 1e-9)
    # A construct that its neighbours explain entirely has nothing specific to correlate.
    testable = forms.lengths > 1e-9
    lengths = np.where(testable, forms.lengths, 1.0)
    return np.where(testable, (u @ forms.weights) / np.sqrt(left * lengths), -np.inf)


def _permuted_products(
    X: Floats, residual: Floats, groups: Whole, permutations: int, rng: np.random.Generator
) -> Floats:
    """Give X'e* for each permutation of the residuals within departments, in chunks."""
    n, p = X.shape
    products = np.zeros((permutations, p))
    members = [np.flatnonzero(groups == kind) for kind in np.unique(groups)]
    step = max(1, CHUNK // n)
    for start in range(0, permutations, step):
        rows = min(step, permutations - start)
        for mine in members:
            mixed = np.tile(residual[mine], (rows, 1))
            rng.permuted(mixed, axis=1, out=mixed)
            products[start : start + rows] += mixed @ X[mine]
    return products


def _studentised(observed: Floats, permuted: Floats) -> Permuted:
    testable = np.isfinite(observed)
    middle = np.where(testable, np.where(testable, permuted, 0.0).mean(axis=0), 0.0)
    spread = np.where(testable, permuted, 0.0).std(axis=0)
    spread = np.where(spread > 1e-12, spread, 1.0)
    return Permuted(observed=(observed - middle) / spread, permuted=(permuted - middle) / spread)
