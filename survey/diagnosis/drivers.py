"""Keep the study of links in one wave: scores, chances of rank, tests; never know a person."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey.diagnosis.measured import Measured
from survey.diagnosis.nominated import Nominated
from survey.diagnosis.rules import (
    AGAINST,
    DRAWS,
    GOOD,
    LARGE,
    LEANING,
    LEAST_FOR_LINKS,
    PERMUTATIONS,
    PERMUTATIONS_LARGE,
    PROBLEM,
    QUIET,
    SURE,
)
from survey.errors import NotEstimable
from survey.statistics.arrays import Flags, Floats
from survey.statistics.nominations import track
from survey.statistics.permutation import specific_links
from survey.statistics.picks import Picks, excess, pull, weigh
from survey.statistics.pressure import Ranking, draw_severities, pressure, rank
from survey.statistics.severity import Severity, chance_above
from survey.statistics.sparse import Effects, draw_effects, prior_odds
from survey.statistics.standard import Standard, standardise
from survey.statistics.stepdown import step_down

_LINKS, _SEVERITIES, _PERMUTATIONS, _NOISE = range(1, 5)
"""Streams of random numbers, so that one use never shifts another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drivers:
    """What the study of links found, causes in the order they were given.

    acts : chance that a cause has a link of its own; p : adjusted over the severe causes, of
    links and nominations together where there are any; p_quiet : adjusted over the quiet ones,
    of links; imputed : share of filled gaps; track : how nominations track ratings, None
    without nominations.
    """

    ranking: Ranking
    acts: tuple[float, ...]
    p: tuple[float, ...]
    p_quiet: tuple[float, ...]
    imputed: tuple[float, ...]
    track: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What links are studied on, p causes.

    gaps : (p,) differences of the departments; alike : (p,) whether nearly everybody answers
    the same, so that there is no link to test.
    """

    data: Standard
    severities: tuple[Severity, ...]
    gaps: Floats
    alike: Flags
    picks: Picks | None


def gather(causes: Sequence[Measured], conflict: Measured, named: Nominated | None) -> Material:
    """Bring together what the study needs of causes that have a severity.

    Raises
    ------
    NotEstimable
        If too few of a department rated conflict and causes, or conflict does not vary.
    """
    outcome = np.concatenate(conflict.scores)
    groups = np.repeat([0, 1], [len(side) for side in conflict.scores])
    rated = ~np.isnan(outcome)
    sizes = [int(np.sum(rated & (groups == side))) for side in (0, 1)]
    if min(sizes) < LEAST_FOR_LINKS:
        raise NotEstimable("too_few_for_links", n=min(sizes))
    severities = tuple(cause.severity for cause in causes if cause.severity)
    if len(severities) < max(3, len(causes)):
        raise NotEstimable("too_few_causes", causes=len(severities))
    columns = [np.concatenate(cause.scores) for cause in causes]
    scores = np.stack(columns, axis=1)
    data = standardise(scores[rated], outcome[rated], groups[rated])
    means = np.array([severity.mean for severity in severities])
    sides = [cause.means for cause in causes]
    gaps = [one.mean - other.mean for one, other in sides if one and other]
    return Material(
        data=data,
        severities=severities,
        gaps=np.array(gaps),
        alike=np.array([cause.alike for cause in causes], dtype=np.bool_),
        picks=weigh(named.counts, named.people, means) if named and len(means) > 3 else None,
    )


def study(material: Material, *, seed: int) -> Drivers:
    """Rank causes by attributable pressure and test their specific links."""
    effects, ranking = order(material, seed=seed)
    p, p_quiet = _test(material, seed)
    picks = material.picks
    return Drivers(
        ranking=ranking,
        acts=_floats(effects.acts),
        p=_floats(p),
        p_quiet=_floats(p_quiet),
        imputed=_floats(material.data.imputed),
        track=track(material.data, excess(picks)) if picks else None,
    )


def order(material: Material, *, seed: int) -> tuple[Effects, Ranking]:
    """Draw effects and severities and rank the causes by the pressure they exert."""
    means = np.array([severity.mean for severity in material.severities])
    effects = draw_effects(
        material.data,
        prior_odds(means - PROBLEM, material.gaps),
        draws=DRAWS,
        rng=_generator(seed, _LINKS),
        pull=pull(material.picks) if material.picks else None,
    )
    severities = draw_severities(
        means,
        np.array([severity.standard_error for severity in material.severities]),
        np.array([float(severity.df) for severity in material.severities]),
        draws=DRAWS,
        rng=_generator(seed, _SEVERITIES),
    )
    return effects, rank(pressure(effects.slopes, severities, problem=PROBLEM, good=GOOD))


def _test(material: Material, seed: int) -> tuple[Floats, Floats]:
    """Give adjusted p values over the severe causes and over the quiet ones."""
    known = material.severities
    # Votes must not stand in for a link that cannot be seen.
    varied = ~material.alike
    severe = varied & np.array([above(severity, PROBLEM) >= SURE for severity in known])
    quiet = varied & np.array([1.0 - above(severity, QUIET) >= LEANING for severity in known])
    if not (severe | quiet).any():
        return np.ones(len(known)), np.ones(len(known))
    times = PERMUTATIONS if len(material.data.y) <= LARGE else PERMUTATIONS_LARGE
    links = specific_links(material.data, permutations=times, rng=_generator(seed, _PERMUTATIONS))
    p_quiet = step_down(links.observed, links.permuted, quiet)
    if material.picks is None:
        return step_down(links.observed, links.permuted, severe), p_quiet
    # Where nominations follow loudness only their excess is standard normal noise, independent
    # of how the answers on conflict are permuted.
    noise = _generator(seed, _NOISE).standard_normal(links.permuted.shape)
    observed = links.observed + excess(material.picks)
    p = step_down(observed, links.permuted + noise, severe)
    # A vote alone names nothing: whose own link runs the other way is not established by it.
    return np.where(links.observed < AGAINST, 1.0, p), p_quiet


def above(severity: Severity, cut: float) -> float:
    """Give the chance that the true severity lies above a cut."""
    return chance_above(severity.mean, severity.standard_error, severity.df, cut)


def _generator(seed: int, stream: int) -> np.random.Generator:
    return np.random.default_rng([seed, stream])


def _floats(values: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
