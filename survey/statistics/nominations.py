"""Keep what nominations add: excess over loudness, and whether they track ratings of conflict."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import ndtri, stdtr
from scipy.stats import theilslopes

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats
from survey.statistics.standard import Standard

LOWEST_EXCESS, HIGHEST_EXCESS = -3.0, 4.0

PRIOR_MEAN, PRIOR_SPREAD = 0.05, 0.06
"""Prior of the weight of nominations, tuned on simulated worlds (our choice, frozen)."""

MODEL_SPREAD = 0.08
"""Spread of links that nominations do not explain (our choice, frozen)."""

NULL_DF = 8.0
"""Heavy tail of the excess where nominations follow loudness only (our choice, frozen)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Insight:
    """Posterior of the weight that nominations deserve, before it is cut at zero."""

    mean: float
    spread: float

    @property
    def track(self) -> float:
        """Say, in units of its spread, how well nominations track the ratings of conflict."""
        return self.mean / self.spread


def excess(shares: Floats, severities: Floats, n: int) -> Floats:
    """Say how much more often each construct is named than its loudness explains.

    Parameters
    ----------
    shares : (p,) array
        Share of respondents that named it, departments half and half.
    severities : (p,) array
        Mean scores.
    n : int
        Respondents that named anything.

    Returns
    -------
    (p,) array
        Robust z values: residuals of arcsin sqrt(share) from the Theil-Sen line.
    """
    if len(shares) < 4 or n < 1:
        raise NotEstimable("too_few_for_nominations", constructs=len(shares), n=n)
    heights = np.arcsin(np.sqrt(np.clip(shares, 0.0, 1.0)))
    flat = float(np.ptp(severities)) < 1e-9
    # SciPy also makes an interval, and with many ties its variance comes out below zero.
    with np.errstate(invalid="ignore"):
        slope = 0.0 if flat else float(theilslopes(heights, severities).slope)
    residual = heights - slope * severities
    residual = residual - np.median(residual)
    spread = max(1.4826 * float(np.median(np.abs(residual))), 0.5 / sqrt(n))
    return np.clip(residual / spread, LOWEST_EXCESS, HIGHEST_EXCESS)


def insight(X: Floats, y: Floats, z: Floats) -> Insight:
    """Learn from the ratings themselves how much the nominations may weigh.

    Parameters
    ----------
    X, y : (n, p) and (n,) arrays
        Standardised scores and outcome, centred by department, common part projected out.
    z : (p,) array
        Excess of nominations.
    """
    q = X @ z
    size = float(q @ q)
    if size < 1e-9 or len(y) <= 4:
        return Insight(mean=PRIOR_MEAN, spread=PRIOR_SPREAD)
    weight = float(q @ y) / size
    left = y - weight * q
    noise = float(left @ left) / (len(y) - 4)
    leverage = q @ X
    variance = noise / size + MODEL_SPREAD**2 * float(leverage @ leverage) / size**2
    precision = 1.0 / variance + 1.0 / PRIOR_SPREAD**2
    mean = (weight / variance + PRIOR_MEAN / PRIOR_SPREAD**2) / precision
    return Insight(mean=mean, spread=sqrt(1.0 / precision))


def track(data: Standard, z: Floats) -> float:
    """Say how well nominations track the ratings of conflict, in units of its uncertainty."""
    X, y = data.X, data.y
    m = X.mean(axis=1)
    size = float(m @ m)
    if size < 1e-9:
        raise NotEstimable("too_few_for_links", n=len(y), halo=size)
    return insight(X - np.outer(m, m @ X / size), y - m * (float(m @ y) / size), z).track


def evidence(z: Floats) -> Floats:
    """Turn excess into standard normal evidence, with the heavy tail that loudness alone gives."""
    return np.asarray(-ndtri(np.clip(stdtr(NULL_DF, -z), 1e-12, 1.0 - 1e-12)), dtype=np.float64)
