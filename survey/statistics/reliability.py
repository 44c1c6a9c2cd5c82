"""Keep how well the items of a scale hang together; know no construct by name."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import fdtri

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats

PRIOR_ALPHA = 0.65
"""A little less than three-item scales of this kind usually reach (about .75), so that intervals
err on the wide side: with .75 they hold .948 to .957 of true means, with .65 .951 to .964 (our
choice, by simulation with rosters of 6 to 75)."""

PRIOR_WEIGHT = 15.0
"""How many respondents the prior is worth (our choice)."""

HIGHEST_SHRUNK = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """Cronbach's alpha with Feldt's interval; `n` complete respondents, `k` items.

    standardised : None where standardised items cancel out and have no variance in sum.
    """

    alpha: float
    standardised: float | None
    mean_r: float
    n: int
    k: int
    low: float
    high: float


def reliability(groups: Sequence[Floats], *, confidence: float = 0.95) -> Reliability:
    """Compute alpha within groups: each is centred at its own means, then they are pooled.

    Parameters
    ----------
    groups : sequence of (n_g, k) arrays
        Keyed answers, one array a department; incomplete rows are dropped before n is taken.

    Raises
    ------
    NotEstimable
        With fewer than two items, too few complete rows, or no variance.

    References
    ----------
    Cronbach, L. J. (1951). Psychometrika 16, 297. Feldt, L. S. (1965). Psychometrika 30, 357.
    """
    pooled = pooled_covariance(groups)
    covariance, n, k = pooled.covariance, pooled.n, len(pooled.covariance)
    if k < 2:
        raise NotEstimable("too_few_for_alpha", n=n, items=k)
    total = float(covariance.sum())
    if total <= 1e-12:
        raise NotEstimable("no_variance", n=n, items=k)
    alpha = k / (k - 1) * (1.0 - float(np.trace(covariance)) / total)
    mean_r = _mean_correlation(covariance)
    interval = feldt_interval(alpha, pooled.df + 1, k, confidence=confidence)
    return Reliability(
        alpha=alpha,
        standardised=_spearman_brown(mean_r, k),
        mean_r=mean_r,
        n=n,
        k=k,
        low=interval[0],
        high=interval[1],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """covariance : (k, k) within departments; n complete respondents; df = n - departments."""

    covariance: Floats
    n: int
    df: int


def pooled_covariance(groups: Sequence[Floats]) -> Pooled:
    """Pool the covariance of items within groups, ddof = number of groups.

    Parameters
    ----------
    groups : sequence of (n_g, k) arrays
        nan is missing; incomplete rows are dropped before n is taken.

    Raises
    ------
    NotEstimable
        With fewer than two degrees of freedom.
    """
    complete = [group[~np.isnan(group).any(axis=1)] for group in groups]
    kept = [group for group in complete if len(group)]
    n = sum(len(group) for group in kept)
    df = n - len(kept)
    if df < 2:
        raise NotEstimable("too_few_for_alpha", n=n)
    centred = np.concatenate([group - group.mean(axis=0) for group in kept])
    return Pooled(covariance=centred.T @ centred / df, n=n, df=df)


def feldt_interval(
    alpha: float,
    n: int,
    k: int,
    *,
    confidence: float = 0.95,
    second_df: int | None = None,
) -> tuple[float, float]:
    """Give Feldt's interval of alpha from n respondents and k items.

    Parameters
    ----------
    second_df : int, optional
        Degrees of freedom of the residual; Feldt's (n - 1)(k - 1), which R's psych takes too.
        R's statpsych::ci.cronbach takes n (k - 1).
    """
    if n < 2 or k < 2 or alpha > 1.0:
        raise NotEstimable("too_few_for_alpha", n=n, items=k, alpha=alpha)
    tail = (1.0 - confidence) / 2.0
    above, below = n - 1, (n - 1) * (k - 1) if second_df is None else second_df
    return (
        1.0 - (1.0 - alpha) * float(fdtri(above, below, 1.0 - tail)),
        1.0 - (1.0 - alpha) * float(fdtri(above, below, tail)),
    )


def shrunk_alpha(alpha: float, n: int) -> float:
    """Pull alpha towards what such scales usually reach, for use inside other intervals."""
    blend = (n * alpha + PRIOR_WEIGHT * PRIOR_ALPHA) / (n + PRIOR_WEIGHT)
    return min(max(blend, 0.0), HIGHEST_SHRUNK)


def _spearman_brown(mean_r: float, k: int) -> float | None:
    share = 1.0 + (k - 1) * mean_r
    return k * mean_r / share if share > 1e-12 else None


def _mean_correlation(covariance: Floats) -> float:
    spread = np.sqrt(np.diag(covariance))
    # An item without variance correlates with nothing.
    scale = np.where(spread > 0, 1.0 / np.where(spread > 0, spread, 1.0), 0.0)
    correlation = covariance * scale[:, None] * scale
    k = len(covariance)
    return float((correlation.sum() - np.trace(correlation)) / (k * (k - 1)))
