"""Keep draws of the link between each construct and the outcome, shrunk to one common slope."""

from dataclasses import dataclass

import numpy as np

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats
from survey.statistics.nominations import Insight, insight
from survey.statistics.standard import Standard

RATIOS = np.exp(np.linspace(-6.0, 3.0, 37))
"""Grid of tau^2 / sigma^2, uniform in its logarithm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Posterior draws. slopes, specific : (draws, p); specific is what goes beyond the halo.

    insight : what nominations weigh; None where they were not given.
    """

    slopes: Floats
    specific: Floats
    insight: Insight | None


def draw_links(
    data: Standard, *, draws: int, rng: np.random.Generator, nominated: Floats | None = None
) -> Links:
    """Draw links from a regression shrunk to a common slope, not to zero.

    y = b m + X delta + e, with m the person's mean over all constructs (the halo of a general
    mood), b flat, delta_j ~ N(0, tau^2). Nominations, if given, move the centre of delta_j to
    kappa z_j with a weight learned from the data.

    Parameters
    ----------
    data : Standard
    nominated : (p,) array, optional
        Excess of nominations.

    Raises
    ------
    NotEstimable
        If respondents do not differ in their mean over all constructs, or are too few.

    References
    ----------
    Gelman, A. et al. (2013). Bayesian Data Analysis, 3rd ed., ch. 14-15 (closed form). The
    shrinkage target is ours: correlations with conflict are mostly halo.
    """
    X, y = data.X, data.y
    n, p = X.shape
    m = X.mean(axis=1)
    size = float(m @ m)
    if n < 6 or p < 2 or size < 1e-9:
        raise NotEstimable("too_few_for_links", n=n, constructs=p, halo=size)
    loading = m @ X / size
    X_out = X - np.outer(m, loading)
    y_out = y - m * float(m @ y) / size
    weight = None if nominated is None else insight(X_out, y_out, nominated)
    centre = np.zeros((draws, p))
    if weight is not None and nominated is not None:
        y_out = y_out - weight.mean * (X_out @ nominated)
        kappa = np.maximum(rng.normal(weight.mean, weight.spread, draws), 0.0)
        # The share of z that the common slope already holds is taken out of it.
        centre = kappa[:, None] * (nominated - float(loading @ nominated) / p)
    delta, noise = _draw_specific(X_out, y_out, n - 3, draws, rng)
    common = (float(m @ y) / size) - delta @ loading
    common = common + rng.standard_normal(draws) * np.sqrt(noise / size)
    specific = centre + delta
    return Links(slopes=specific + common[:, None] / p, specific=specific, insight=weight)


def _draw_specific(
    X: Floats, y: Floats, df: int, draws: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Draw delta (draws, p) and sigma^2 (draws,) with the ratio integrated over its grid."""
    squares, V = np.linalg.eigh(X.T @ X)
    squares = np.where(squares > 1e-9 * max(float(squares[-1]), 1e-9), squares, 0.0)
    # The largest component of each direction is made positive, so that rounding decides no draw.
    V = V * np.sign(V[np.abs(V).argmax(axis=0), np.arange(len(V))])
    cross = np.where(squares > 0, V.T @ (X.T @ y), 0.0)
    shrink = 1.0 + RATIOS[:, None] * squares
    seen = np.where(squares > 0, cross**2 / np.where(squares > 0, squares, 1.0), 0.0)
    left = np.maximum(float(y @ y) - float(seen.sum()), 1e-9)
    rest = (seen / shrink).sum(axis=1) + left
    height = -0.5 * (np.log(shrink).sum(axis=1) + df * np.log(rest))
    mass = np.exp(height - height.max())
    chosen = rng.choice(len(RATIOS), size=draws, p=mass / mass.sum())
    noise = rest[chosen] / rng.chisquare(df, draws)
    ratio = RATIOS[chosen][:, None]
    middle = ratio * cross / shrink[chosen]
    spread = np.sqrt(noise[:, None] * ratio / shrink[chosen])
    return (middle + spread * rng.standard_normal((draws, len(V)))) @ V.T, noise
