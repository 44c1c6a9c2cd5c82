"""Keep the study of links in one wave: scores, chances of rank, tests; never know a person."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey.diagnosis.measured import Measured
from survey.diagnosis.nominated import Nominated
from survey.diagnosis.rules import (
    DRAWS,
    GOOD,
    LARGE,
    LEANING,
    LEAST_FOR_LINKS,
    PERMUTATIONS,
    PERMUTATIONS_LARGE,
    PROBLEM,
    QUIET,
    ROUTES,
    SURE,
)
from survey.errors import NotEstimable
from survey.statistics.arrays import Floats
from survey.statistics.links import Links, draw_links
from survey.statistics.nominations import evidence, excess
from survey.statistics.permutation import specific_links
from survey.statistics.pressure import Ranking, draw_severities, pressure, rank
from survey.statistics.severity import Severity, chance_above
from survey.statistics.standard import Standard, standardise
from survey.statistics.stepdown import step_down

_LINKS, _SEVERITIES, _PERMUTATIONS, _NOISE = range(1, 5)
"""Streams of random numbers, so that one use never shifts another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drivers:
    """What the study of links found, causes in the order they were given.

    positive : chance that a cause's specific link is above 0; p : adjusted over the severe
    causes, both routes; p_quiet : adjusted over the quiet ones; imputed : share of filled gaps;
    track : how nominations track ratings, None without nominations.
    """

    ranking: Ranking
    positive: tuple[float, ...]
    p: tuple[float, ...]
    p_quiet: tuple[float, ...]
    imputed: tuple[float, ...]
    track: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What links are studied on. severities : of the p causes; named : (p,) excess or None."""

    data: Standard
    severities: tuple[Severity, ...]
    named: Floats | None


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
    z = excess(named.shares, means, named.nominators) if named and len(means) > 3 else None
    return Material(data=data, severities=severities, named=z)


def study(material: Material, *, seed: int) -> Drivers:
    """Rank causes by attributable pressure and test their specific links."""
    links, ranking = order(material, seed=seed)
    p, p_quiet = _test(material, seed)
    return Drivers(
        ranking=ranking,
        positive=_floats((links.specific > 0).mean(axis=0)),
        p=_floats(p),
        p_quiet=_floats(p_quiet),
        imputed=_floats(material.data.imputed),
        track=links.insight.track if links.insight else None,
    )


def order(material: Material, *, seed: int) -> tuple[Links, Ranking]:
    """Draw links and severities and rank the causes by the pressure they exert."""
    links = draw_links(
        material.data, draws=DRAWS, rng=_generator(seed, _LINKS), nominated=material.named
    )
    severities = draw_severities(
        np.array([severity.mean for severity in material.severities]),
        np.array([severity.standard_error for severity in material.severities]),
        np.array([float(severity.df) for severity in material.severities]),
        draws=DRAWS,
        rng=_generator(seed, _SEVERITIES),
    )
    return links, rank(pressure(links.slopes, severities, problem=PROBLEM, good=GOOD))


def _test(material: Material, seed: int) -> tuple[Floats, Floats]:
    """Give adjusted p values over the severe causes and over the quiet ones."""
    known = material.severities
    severe = np.array([above(severity, PROBLEM) >= SURE for severity in known])
    quiet = np.array([1.0 - above(severity, QUIET) >= LEANING for severity in known])
    if not (severe | quiet).any():
        return np.ones(len(known)), np.ones(len(known))
    times = PERMUTATIONS if len(material.data.y) <= LARGE else PERMUTATIONS_LARGE
    links = specific_links(material.data, permutations=times, rng=_generator(seed, _PERMUTATIONS))
    p = step_down(links.observed, links.permuted, severe)
    p_quiet = step_down(links.observed, links.permuted, quiet)
    if material.named is None:
        return p, p_quiet
    # Where nominations follow loudness only their evidence is standard normal noise.
    noise = _generator(seed, _NOISE).standard_normal(links.permuted.shape)
    both = step_down(
        (links.observed + evidence(material.named)) / np.sqrt(2.0),
        (links.permuted + noise) / np.sqrt(2.0),
        severe,
    )
    return np.minimum(ROUTES * np.minimum(p, both), 1.0), p_quiet


def above(severity: Severity, cut: float) -> float:
    """Give the chance that the true severity lies above a cut."""
    return chance_above(severity.mean, severity.standard_error, severity.df, cut)


def _generator(seed: int, stream: int) -> np.random.Generator:
    return np.random.default_rng([seed, stream])


def _floats(values: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
