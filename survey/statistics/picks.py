"""Keep what people pick beyond what is loud: a choice model of nominations; never a person."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri, stdtr

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats

LOUDNESS, LOUDNESS_SPREAD = 1.1, 0.35
"""Prior of the logit that one point of severity is worth: a step of one standard deviation of
what people feel is .7 points, and choices of people with Gumbel noise follow it (our choice,
frozen)."""

APPEAL = 0.25
"""Mean of the exponential prior of the spread of logits that neither loudness nor a link explains:
wording, fashion (our choice, frozen). It is learnt from what is picked less than its loudness
says, as causes are picked more."""

APPEALS = np.array([0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.8])
"""Grid of that spread."""

LEAST_APPEAL = 0.20
"""Chances of rank allow for at least so much of it (our choice, by simulation)."""

CROWDING = 0.8
"""Variance of counts in parts of the binomial one: people differ in what they feel, and a sum of
unequal chances varies less than one of equal chances (the size by simulation)."""

TAIL_DF = 60.0
"""Slightly heavy tail of the excess where picks follow loudness only (simulation)."""

ROBUST_DF = 4.0
ROUNDS, REFITS = 15, 3
LOWEST, HIGHEST = -4.0, 4.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Picks:
    """How often each of p constructs is picked, as logits, departments half and half.

    heights, variances : (p,); loudness : (p,) severity minus its middle; appeal : learnt spread
    of logits that neither loudness nor a link explains.
    """

    heights: Floats
    variances: Floats
    loudness: Floats
    appeal: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """The log likelihood of extra logits a, as vector'a - a'matrix a / 2."""

    matrix: Floats
    vector: Floats


def weigh(counts: Floats, people: Floats, severities: Floats) -> Picks:
    """Turn counts into logits.

    Parameters
    ----------
    counts : (departments, p) array
        People who picked each construct.
    people : (departments,) array
        People who picked anything.
    severities : (p,) array
        Mean scores.

    References
    ----------
    Half a pick is added to either side: Haldane, J. B. S. (1956). Annals of Human Genetics 20,
    309. McFadden, D. (1974), in: Frontiers in Econometrics, for logits of choices.
    """
    if counts.shape[1] < 4 or np.min(people) < 1:
        raise NotEstimable("too_few_for_nominations", constructs=counts.shape[1])
    yes, no = counts + 0.5, people[:, None] - counts + 0.5
    heights = np.log(yes / no).mean(axis=0)
    variances = CROWDING * (1.0 / yes + 1.0 / no).sum(axis=0) / len(people) ** 2
    loudness = severities - float(np.mean(severities))
    return Picks(
        heights=heights,
        variances=variances,
        loudness=loudness,
        appeal=_learn_appeal(heights, variances, loudness),
    )


def excess(picks: Picks) -> Floats:
    """Say how much more often each construct is picked than its loudness explains.

    A line of logits on severities with Student errors, so that what stands out does not bend it;
    its slope is pulled towards what choices of such people show.

    Returns
    -------
    (p,) array
        About standard normal where picks follow loudness, appeal and chance only.
    """
    line = _fit(picks.heights, picks.variances + picks.appeal**2, picks.loudness)
    z = line.left / np.sqrt(picks.variances + picks.appeal**2 + line.errors)
    # Turned through the t distribution into a normal deviate.
    return np.clip(-ndtri(stdtr(TAIL_DF, -z)), LOWEST, HIGHEST)


def pull(picks: Picks) -> Pull:
    """Give what the picks say of extra logits, with level and slope of loudness integrated out."""
    weight = 1.0 / (picks.variances + max(picks.appeal, LEAST_APPEAL) ** 2)
    known = np.stack([np.ones(len(weight)), picks.loudness])
    weighted = known * weight
    prior = np.diag([1e-6, 1.0 / LOUDNESS_SPREAD**2])
    taken = np.linalg.inv(weighted @ known.T + prior)
    matrix = np.diag(weight) - weighted.T @ taken @ weighted
    return Pull(matrix=matrix, vector=matrix @ (picks.heights - LOUDNESS * picks.loudness))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """left : (p,) residuals; level : variance of the level; errors : (p,) of the whole line."""

    left: Floats
    level: float
    errors: Floats


def _fit(heights: Floats, spread: Floats, x: Floats) -> _Line:
    slope = LOUDNESS
    level = float(np.median(heights - slope * x))
    pulled = 1.0 / LOUDNESS_SPREAD**2
    weight = 1.0 / spread
    for _ in range(ROUNDS):
        left = heights - level - slope * x
        weight = (ROBUST_DF + 1.0) / (ROBUST_DF + left**2 / spread) / spread
        middle = float(weight @ x) / float(weight.sum())
        top = float(weight @ heights) / float(weight.sum())
        across = weight * (x - middle)
        slope = (float(across @ (heights - top)) + LOUDNESS * pulled) / (
            float(across @ (x - middle)) + pulled
        )
        level = top - slope * middle
    middle = float(weight @ x) / float(weight.sum())
    steepness = 1.0 / (float(weight @ (x - middle) ** 2) + pulled)
    sure = 1.0 / float(weight.sum())
    return _Line(
        left=heights - level - slope * x, level=sure, errors=sure + steepness * (x - middle) ** 2
    )


def _learn_appeal(heights: Floats, variances: Floats, loudness: Floats) -> float:
    """Give the root mean square of the spread's posterior, line and spread in turn."""
    appeal = LEAST_APPEAL
    for _ in range(REFITS):
        line = _fit(heights, variances + appeal**2, loudness)
        below = line.left < 0
        spread = (variances + line.level)[below] + APPEALS[:, None] ** 2
        logs = -0.5 * (np.log(spread) + line.left[below] ** 2 / spread).sum(axis=1)
        logs -= APPEALS / APPEAL
        chances = np.exp(logs - logs.max())
        appeal = float(np.sqrt(chances @ APPEALS**2 / chances.sum()))
    return appeal
