"""Keep how evidence becomes a level, and levels a verdict; know rules and numbers only."""

from collections.abc import Iterable
from dataclasses import dataclass

from survey.diagnosis.rules import (
    CLEAR_GAP,
    CLEAR_Q,
    LEANING,
    LEAST_ALPHA,
    LIKELY_TOP3,
    LIKELY_TOP3_NAMED,
    MOST_IMPUTED,
    NAMING,
    SURE,
    WIDEST_BOUNDS,
)

SUPPORTED = "supported"
LIKELY = "likely"
WIDESPREAD = "widespread"
ONE_SIDED = "one_sided"
SENSITIVE = "sensitive"
NOT_SUPPORTED = "not_supported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What the study of links says of one cause; `named`: nominations had a part in it."""

    named: bool
    p: float
    p_quiet: float
    top3: float
    acts: float
    imputed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything a level rests on.

    severe, quiet : chances that severity is above the problem line, below the quiet line;
    sides : chance per department to be above the problem line, None below n = 5;
    gap, gap_q : the difference of the departments;
    bounds : width of the worst case; alpha_high : upper end of alpha, None where unknown;
    alike : nearly everybody answers the same.
    """

    severe: float
    quiet: float
    sides: tuple[float, float] | None
    gap: float
    gap_q: float
    bounds: float
    alpha_high: float | None
    alike: bool
    link: Link | None


def grade(evidence: Evidence, *, low_response: bool, no_conflict: bool) -> tuple[str, list[str]]:
    """Give a cause's level and the codes of what held it down."""
    if evidence.alike:
        return _without_link(evidence), ["answered_alike"]
    if evidence.alpha_high is not None and evidence.alpha_high < LEAST_ALPHA:
        return NOT_SUPPORTED, ["items_do_not_hang_together"]
    if evidence.severe < SURE:
        return _not_severe(evidence), []
    floor = _without_link(evidence)
    link = evidence.link
    if link is None:
        return floor, []
    reasons: list[str] = []
    level = _by_link(link, floor)
    if no_conflict and level in (SUPPORTED, LIKELY):
        return floor, ["no_conflict"]
    if link.imputed > MOST_IMPUTED and level in (SUPPORTED, LIKELY):
        level = LIKELY if level == SUPPORTED else floor
        reasons.append("many_gaps")
    if level == SUPPORTED and low_response:
        level = LIKELY
        reasons.append("low_response")
    if level == SUPPORTED and evidence.bounds > WIDEST_BOUNDS:
        level = LIKELY
        reasons.append("wide_bounds")
    return level, reasons


def decide(levels: Iterable[str], *, no_conflict: bool) -> str:
    """Give the verdict of the whole wave."""
    found = set(levels)
    if no_conflict:
        return "no_conflict"
    if SUPPORTED in found:
        return "named"
    return "likely" if LIKELY in found else "insufficient"


def _by_link(link: Link, floor: str) -> str:
    if link.p <= NAMING:
        return SUPPORTED
    least = LIKELY_TOP3_NAMED if link.named else LIKELY_TOP3
    if link.top3 >= least and link.acts >= LEANING:
        return LIKELY
    return floor


def _without_link(evidence: Evidence) -> str:
    if _one_sided(evidence):
        return ONE_SIDED
    return WIDESPREAD if evidence.severe >= SURE else NOT_SUPPORTED


def _not_severe(evidence: Evidence) -> str:
    link = evidence.link
    if link is not None and link.p_quiet <= NAMING and evidence.quiet >= LEANING:
        return SENSITIVE
    return _without_link(evidence)


def _one_sided(evidence: Evidence) -> bool:
    """Say whether the cause weighs on one side only: a grievance of one department."""
    if evidence.sides is None:
        return False
    less, more = sorted(evidence.sides)
    if less >= LEANING or more < LEANING:
        return False
    clear = evidence.gap_q < CLEAR_Q and abs(evidence.gap) >= CLEAR_GAP
    return less <= 1.0 - LEANING or clear
