"""Keep which of the found causes stand before which, as a hypothesis; never a finding, no person.

The order comes from the links of the kit alone. The answers of one survey have no direction: they
can only show whether two causes are neighbours, so they support a link or speak against it.
"""

from collections.abc import Sequence

import numpy as np

from survey.catalogue.beginning import find_beginning
from survey.catalogue.kit import Kit, Upstream
from survey.diagnosis.diagnosis import CauseFinding
from survey.diagnosis.measured import Measured
from survey.diagnosis.particulars import HintedLink, Structure
from survey.errors import NotEstimable
from survey.statistics.arrays import Floats, Whole
from survey.statistics.standard import standardise
from survey.statistics.structure import partial_correlations, unusualness

FOUND = ("supported", "likely")
"""Levels that make a cause one to begin with."""

LEAST_FOR_PARTIALS = 30
"""Answers per department below which correlations say nothing (anonymity.md 3, rule 6)."""

STANDS_OUT = 1.645
"""Spreads from the usual pair, upwards or downwards: of pairs that are nothing special, one in
twenty lies as far on either side. Set before the simulation and not tuned on it."""


def find_structure(
    findings: Sequence[CauseFinding], kit: Kit, causes: Sequence[Measured], conflict: Measured
) -> Structure | None:
    """Say where to begin among causes that are supported or likely, and what the answers add.

    A link `agrees` where the partial association of its two causes is positive and stands out above
    that of the usual pair, is `contradicted` where it is negative and stands out below, else
    `not_contradicted`; `silent` below 30 answers in a department or where nothing can be estimated.
    None where the kit has no link among the causes.
    """
    found = [finding.code for finding in findings if finding.level in FOUND]
    beginning = find_beginning(kit.upstream, found)
    if beginning is None:
        return None
    known = _relate(causes, conflict)
    return Structure(
        starts=beginning.starts,
        links=tuple(_hint(link, known) for link in beginning.links),
    )


def _relate(causes: Sequence[Measured], conflict: Measured) -> dict[tuple[str, str], Floats]:
    """Give partial correlation and unusualness per pair of causes; nothing where unknown."""
    outcome = np.concatenate(conflict.scores)
    groups: Whole = np.repeat([0, 1], [len(side) for side in conflict.scores])
    rated = ~np.isnan(outcome)
    if min(np.bincount(groups[rated], minlength=2)) < LEAST_FOR_PARTIALS:
        return {}
    kept = [cause for cause in causes if cause.severity]
    if not kept:
        return {}
    try:
        scores = np.stack([np.concatenate(cause.scores) for cause in kept], axis=1)
        # The same people and the same filled gaps as in the study of links.
        data = standardise(scores[rated], outcome[rated], groups[rated])
        partial = partial_correlations(data.X, data.groups).partial
        unusual = unusualness(partial)
    except NotEstimable:
        return {}
    return {
        (one.scale.code, other.scale.code): np.array([partial[i, j], unusual[i, j]])
        for i, one in enumerate(kept)
        for j, other in enumerate(kept)
        if i != j
    }


def _hint(link: Upstream, known: dict[tuple[str, str], Floats]) -> HintedLink:
    pair = known.get((link.cause, link.effect))
    partial, unusual = (None, None) if pair is None else (float(pair[0]), float(pair[1]))
    return HintedLink(
        cause=link.cause,
        effect=link.effect,
        sources=link.sources,
        estimated=link.estimated,
        data=_weigh(partial, unusual),
        partial=partial,
    )


def _weigh(partial: float | None, unusual: float | None) -> str:
    if partial is None or unusual is None:
        return "silent"
    if partial > 0.0 and unusual >= STANDS_OUT:
        return "agrees"
    if partial < 0.0 and unusual <= -STANDS_OUT:
        return "contradicted"
    return "not_contradicted"
