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

TASTE, LEAST_TASTE = 0.20, 0.12
"""Spread of logits that neither loudness nor a link explains: wording, fashion. Chances allow for
the first; the test for the second only, as its line with Student errors learns the rest (our
choice, by simulation)."""

TAIL_DF = 60.0
"""Slightly heavy tail of the excess where picks follow loudness only (simulation)."""

ROBUST_DF = 4.0
ROUNDS = 15
LOWEST, HIGHEST = -4.0, 4.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Picks:
    """How often each of p constructs is picked, as logits, departments half and half.

    heights, variances : (p,); loudness : (p,) severity minus its middle.
    """

    heights: Floats
    variances: Floats
    loudness: Floats


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
    return Picks(
        heights=np.log(yes / no).mean(axis=0),
        variances=(1.0 / yes + 1.0 / no).sum(axis=0) / len(people) ** 2,
        loudness=severities - float(np.mean(severities)),
    )


def excess(picks: Picks) -> Floats:
    """Say how much more often each construct is picked than its loudness explains.

    A line of logits on severities with Student errors, so that what stands out does not bend it;
    its slope is pulled towards what choices of such people show.

    Returns
    -------
    (p,) array
        About standard normal where picks follow loudness and chance only.
    """
    x, heights = picks.loudness, picks.heights
    spread = picks.variances + LEAST_TASTE**2
    slope = LOUDNESS
    level = float(np.median(heights - slope * x))
    pull = 1.0 / LOUDNESS_SPREAD**2
    weight = 1.0 / spread
    for _ in range(ROUNDS):
        left = heights - level - slope * x
        weight = (ROBUST_DF + 1.0) / (ROBUST_DF + left**2 / spread) / spread
        middle = float(weight @ x) / float(weight.sum())
        top = float(weight @ heights) / float(weight.sum())
        across = weight * (x - middle)
        slope = (float(across @ (heights - top)) + LOUDNESS * pull) / (
            float(across @ (x - middle)) + pull
        )
        level = top - slope * middle
    middle = float(weight @ x) / float(weight.sum())
    steepness = 1.0 / (float(weight @ (x - middle) ** 2) + pull)
    error = spread + 1.0 / float(weight.sum()) + steepness * (x - middle) ** 2
    z = (heights - level - slope * x) / np.sqrt(error)
    # Turned through the t distribution into a normal deviate.
    return np.clip(-ndtri(stdtr(TAIL_DF, -z)), LOWEST, HIGHEST)


def pull(picks: Picks) -> Pull:
    """Give what the picks say of extra logits, with level and slope of loudness integrated out."""
    weight = 1.0 / (picks.variances + TASTE**2)
    known = np.stack([np.ones(len(weight)), picks.loudness])
    weighted = known * weight
    prior = np.diag([1e-6, 1.0 / LOUDNESS_SPREAD**2])
    taken = np.linalg.inv(weighted @ known.T + prior)
    matrix = np.diag(weight) - weighted.T @ taken @ weighted
    return Pull(matrix=matrix, vector=matrix @ (picks.heights - LOUDNESS * picks.loudness))
