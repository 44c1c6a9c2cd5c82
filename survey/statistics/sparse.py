"""Keep draws of effects when few constructs act: every small set weighed by its evidence."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import log

import numpy as np

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats, Whole
from survey.statistics.picks import Pull
from survey.statistics.standard import Standard

EFFECT, EFFECT_SPREAD = 0.27, 0.13
"""Slope of a construct that acts, in standard deviations of the outcome (our choice, frozen)."""

DENSE, DENSE_PEOPLE, DENSE_LEAST = 0.03, 60, 0.5
"""Variance of the small slopes that everything has besides, in units of the noise's variance; from
so many people on it falls, with the square up to twice as many, then in proportion, or chances
stay too modest however many answer.

Without it errors of measurement, which leak from one construct to its neighbours, are taken for
evidence, and chances of rank are too sure.
"""

SIZES = (1.0, 1.5, 1.5, 1.5, 1.0, 0.6)
"""Prior weights of none, one, … five constructs that act."""

CANDIDATES = 10
"""Constructs that may act are those whose own evidence is largest: sets of others weigh nothing."""

LOUD, LOUD_SPREAD = 1.0, 0.4
LOUDEST, LOUDEST_FROM = 3.0, 0.5
ONE_SIDED = 1.2
"""Prior log odds that a construct acts, as in the worlds it was tuned on: what is complained of
acts more often, LOUD tanh(severity / LOUD_SPREAD); what is far above the line is rather a common
grumble, LOUDEST for each point beyond LOUDEST_FROM; and what weighs on one side rather a
grievance of its own, ONE_SIDED for each point between the departments."""

NOISE = np.array([0.40, 0.55, 0.70, 0.85, 1.0]) ** 2
"""Grid of the variance of the noise."""

INSIGHT = np.array([0.0, 0.9, 1.8, 3.0, 4.5, 6.0])
"""Grid of insight: logits of being picked that a slope of one is worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """Posterior draws. slopes : (draws, p), 0 where a construct does not act.

    acts : (p,) chance of a slope above 0; insight : its mean, None without picks.
    """

    slopes: Floats
    acts: Floats
    insight: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    """Log likelihood of slopes b under each of c conditions (noise and insight).

    vectors b - b'matrices b / 2 + heights; shapes (c, p), (c, p, p), (c,). odds : (p,) prior
    log odds; insight : (c,).
    """

    matrices: Floats
    vectors: Floats
    heights: Floats
    odds: Floats
    insight: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sets:
    """All sets of one size under all conditions, flat. members : (sets, size) columns."""

    members: Whole
    condition: Whole
    heights: Floats
    means: Floats
    covariances: Floats


def draw_effects(
    data: Standard,
    odds: Floats,
    *,
    draws: int,
    rng: np.random.Generator,
    pull: Pull | None = None,
) -> Effects:
    """Draw slopes from a regression in which only a few constructs act.

    y = b m + X (d + s) + e: m is the person's mean over all constructs (the halo), b flat;
    d_j ~ N(0, DENSE sigma^2); s_j ~ N(EFFECT, EFFECT_SPREAD^2) for the members of a small set,
    else 0. A member is picked more often than its loudness explains, by insight times its
    slope; how much insight there is follows from the data. Sets, noise and insight are summed
    out, nothing is sampled but the draws.

    Parameters
    ----------
    data : Standard
    odds : (p,) array
        Prior log odds of each construct to act, up to a constant.
    pull : Pull, optional
        What nominations say.

    Raises
    ------
    NotEstimable
        If respondents do not differ in their mean over all constructs, or are too few.

    References
    ----------
    George, E. I. & McCulloch, R. E. (1993). Variable selection via Gibbs sampling. JASA 88,
    881; Raftery, A. E., Madigan, D. & Hoeting, J. A. (1997). Bayesian model averaging for linear
    regression models. JASA 92, 179 (sets of few predictors can be listed).
    """
    evidence = _gather(data, odds, pull)
    p = data.X.shape[1]
    candidates = _choose(evidence)
    found = list(_weigh(evidence, candidates))
    highest = max(float(one.heights.max()) for one in found)
    mass = [np.exp(one.heights - highest) for one in found]
    total = sum(float(one.sum()) for one in mass)
    slopes = np.zeros((draws, p))
    counts = rng.multinomial(draws, [float(one.sum()) / total for one in mass])
    row = 0
    for one, weights, count in zip(found, mass, counts, strict=True):
        if count and one.members.shape[1]:
            chosen = rng.choice(len(weights), count, p=weights / weights.sum())
            noise = rng.standard_normal((count, one.members.shape[1], 1))
            root = np.linalg.cholesky(one.covariances[chosen])
            drawn = one.means[chosen] + (root @ noise)[..., 0]
            rows = np.arange(row, row + count)[:, None]
            slopes[rows, one.members[chosen]] = drawn
        row += count
    # Draws lie by size of set; others, of severity, must not be paired with that order.
    slopes = slopes[rng.permutation(draws)]
    worth = sum(
        float(weights @ evidence.insight[one.condition])
        for one, weights in zip(found, mass, strict=True)
    )
    return Effects(
        slopes=slopes,
        acts=np.asarray((slopes > 0).mean(axis=0)),
        insight=None if pull is None else worth / total,
    )


def prior_odds(severities: Floats, gaps: Floats) -> Floats:
    """Give the prior log odds that each construct acts.

    Parameters
    ----------
    severities, gaps : (p,) arrays
        Mean scores minus the problem line; differences of the departments.
    """
    loud = LOUD * np.tanh(severities / LOUD_SPREAD)
    loudest = LOUDEST * np.maximum(severities - LOUDEST_FROM, 0.0)
    return np.asarray(loud - loudest - ONE_SIDED * np.abs(gaps))


def _gather(data: Standard, odds: Floats, pull: Pull | None) -> _Evidence:
    X, y = data.X, data.y
    n, p = X.shape
    m = X.mean(axis=1)
    size = float(m @ m)
    if n < 6 or p < 2 or size < 1e-9:
        raise NotEstimable("too_few_for_links", n=n, constructs=p, halo=size)
    X = X - np.outer(m, m @ X / size)
    y = y - m * (float(m @ y) / size)
    gram, cross = X.T @ X, X.T @ y
    # Small slopes of everything are noise that correlates like X: (1 + t X X')^-1.
    fewer = min(1.0, DENSE_PEOPLE / n)
    dense = DENSE * fewer * max(fewer, DENSE_LEAST)
    shrink = np.linalg.inv(np.eye(p) + dense * gram)
    square = float(y @ y) - dense * float(cross @ shrink @ cross)
    gram, cross = gram @ shrink, shrink @ cross
    insight = np.zeros(1) if pull is None else INSIGHT
    noise, worth = (one.ravel() for one in np.meshgrid(NOISE, insight, indexing="ij"))
    matrices = gram / noise[:, None, None]
    vectors = cross / noise[:, None]
    if pull is not None:
        matrices = matrices + worth[:, None, None] ** 2 * pull.matrix
        vectors = vectors + worth[:, None] * pull.vector
    return _Evidence(
        matrices=matrices,
        vectors=vectors,
        heights=-0.5 * ((n - 3) * np.log(noise) + square / noise),
        odds=odds,
        insight=worth,
    )


def _choose(evidence: _Evidence) -> Whole:
    """Give the columns with the largest evidence of their own, in their order."""
    precision = 1.0 / EFFECT_SPREAD**2
    own = np.diagonal(evidence.matrices, axis1=1, axis2=2) + precision
    alone = 0.5 * (evidence.vectors + EFFECT * precision) ** 2 / own - 0.5 * np.log(own)
    heights = np.logaddexp.reduce(evidence.heights[:, None] + alone + evidence.odds, axis=0)
    return np.sort(np.argsort(-heights, kind="stable")[:CANDIDATES])


def _weigh(evidence: _Evidence, candidates: Whole) -> Iterator[_Sets]:
    """Weigh all sets of candidates by prior and marginal likelihood, size by size."""
    conditions = len(evidence.heights)
    precision = 1.0 / EFFECT_SPREAD**2
    for size in range(min(len(SIZES), len(candidates) + 1)):
        members = candidates[_list_sets(len(candidates), size)]
        prior = log(SIZES[size]) - log(len(members)) + evidence.odds[members].sum(axis=1)
        matrices = evidence.matrices[:, members[:, :, None], members[:, None, :]]
        vectors = evidence.vectors[:, members] + EFFECT * precision
        inverses = np.linalg.inv(matrices + precision * np.eye(size))
        covariances: Floats = np.asarray(inverses, dtype=np.float64)
        means = (covariances @ vectors[..., None])[..., 0]
        # With -0.5 log|I + S^2 Q|, written by what is at hand.
        volume = np.linalg.slogdet(covariances)[1] - 2.0 * size * log(EFFECT_SPREAD)
        fit = (vectors * means).sum(axis=2) - size * EFFECT**2 * precision
        heights = evidence.heights[:, None] + prior + 0.5 * (fit + volume)
        flat = conditions * len(members)
        yield _Sets(
            members=np.tile(members, (conditions, 1)),
            condition=np.repeat(np.arange(conditions), len(members)),
            heights=heights.reshape(flat),
            means=means.reshape(flat, size),
            covariances=covariances.reshape(flat, size, size),
        )


@lru_cache
def _list_sets(of: int, size: int) -> Whole:
    listed = list(combinations(range(of), size))
    return np.array(listed, dtype=np.int64).reshape(len(listed), size)
