"""Keep reliability by a one-factor model: omega total, and two items by Spearman and Brown."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats
from survey.statistics.reliability import pooled_covariance

HIGHEST_LOADING = 0.995
"""A standardised loading at this edge is a Heywood case: the model does not fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Omega:
    """omega : of the sum of raw items; standardised : of standardised items.

    loadings : (k,) standardised; empty where a Heywood case makes both figures alpha.
    """

    omega: float
    standardised: float
    loadings: tuple[float, ...]
    n: int
    k: int

    @property
    def heywood(self) -> bool:
        """Whether alpha stands in place of omega."""
        return not self.loadings


def spearman_brown(r: float, k: float = 2.0) -> float:
    """Step a correlation of parallel parts up to k parts: k r / (1 + (k - 1) r).

    Of a scale of two items this is the reliability to report.

    References
    ----------
    Eisinga, R., te Grotenhuis, M. & Pelzer, B. (2013). Int. J. Public Health 58, 637.
    """
    whole = 1.0 + (k - 1.0) * r
    if not -1.0 <= r <= 1.0 or k <= 0 or whole <= 1e-12:
        raise NotEstimable("no_parallel_parts", r=r, parts=k)
    return k * r / whole


def omega_total(groups: Sequence[Floats]) -> Omega:
    """Compute McDonald's omega from one factor, (sum of loadings)^2 / variance of the sum.

    Three items determine their loadings; four and more are fitted by least squares on the
    correlations off the diagonal (minres). Omega-hierarchical is never computed.

    Parameters
    ----------
    groups : sequence of (n_g, k) arrays
        Keyed answers, one array a department, each centred at its own means; incomplete rows
        are dropped before n is taken.

    Raises
    ------
    NotEstimable
        With fewer than three items, too few complete rows, or an item without variance.

    References
    ----------
    McDonald, R. P. (1999). Test Theory, ch. 6. Harman, H. H. & Jones, W. H. (1966).
    Psychometrika 31, 351 (minres).
    """
    pooled = pooled_covariance(groups)
    covariance, n, k = pooled.covariance, pooled.n, len(pooled.covariance)
    spread = np.sqrt(np.diag(covariance))
    if k < 3 or n < 4 or float(spread.min()) <= 1e-9 or float(covariance.sum()) <= 1e-12:
        raise NotEstimable("too_few_for_omega", n=n, items=k)
    correlation = covariance / np.outer(spread, spread)
    loadings = _triad(correlation) if k == 3 else _minres(correlation)
    if loadings is None:
        return Omega(
            omega=_alpha(covariance),
            standardised=_alpha(correlation),
            loadings=(),
            n=n,
            k=k,
        )
    return Omega(
        omega=float((loadings * spread).sum() ** 2 / covariance.sum()),
        standardised=float(loadings.sum() ** 2 / correlation.sum()),
        loadings=tuple(float(loading) for loading in loadings),
        n=n,
        k=k,
    )


def _alpha(covariance: Floats) -> float:
    k = len(covariance)
    total = float(covariance.sum())
    if total <= 1e-12:
        raise NotEstimable("no_variance", items=k)
    return k / (k - 1) * (1.0 - float(np.trace(covariance)) / total)


def _triad(r: Floats) -> Floats | None:
    """Solve l_i l_j = r_ij for three items; None if no real loadings below one do."""
    first, second, third = float(r[0, 1]), float(r[0, 2]), float(r[1, 2])
    if first * second * third <= 0.0:
        return None
    squares = np.array([first * second / third, first * third / second, second * third / first])
    if squares.max() > HIGHEST_LOADING**2:
        return None
    # The item that correlates positively with both others leads; signs follow from the products.
    signs = np.sign([1.0, first, second])
    return np.asarray(np.sqrt(squares) * signs * (1.0 if signs.sum() > 0 else -1.0))


def _minres(r: Floats) -> Floats | None:
    """Fit one factor by least squares off the diagonal; None at the edge or where it fails."""
    k = len(r)
    off = ~np.eye(k, dtype=np.bool_)
    values, vectors = np.linalg.eigh(r)
    start = vectors[:, -1] * np.sqrt(max(float(values[-1]) - 0.5, 0.1))
    start = np.clip(start * (1.0 if start.sum() >= 0 else -1.0), -0.9, 0.9)

    def miss(loadings: Floats) -> tuple[float, Floats]:
        gap = np.where(off, np.outer(loadings, loadings) - r, 0.0)
        return 0.5 * float((gap**2).sum()), 2.0 * gap @ loadings

    fit = minimize(
        miss,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(-HIGHEST_LOADING, HIGHEST_LOADING)] * k,
        options={"maxiter": 2_000, "ftol": 1e-15, "gtol": 1e-10},
    )
    loadings = np.asarray(fit.x, dtype=np.float64)
    if np.abs(loadings).max() >= HIGHEST_LOADING - 1e-9:
        return None
    return loadings if loadings.sum() >= 0 else -loadings
