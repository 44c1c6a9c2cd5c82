"""Turn measured causes and their links into findings in ranked order; never know a person."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey.diagnosis.diagnosis import CauseFinding
from survey.diagnosis.drivers import Drivers
from survey.diagnosis.levels import NOT_SUPPORTED, Evidence, Link, grade
from survey.diagnosis.measured import Measured
from survey.diagnosis.nominated import Nominated
from survey.diagnosis.rules import (
    HIGHEST_TOP1_SMALL,
    LEAST_FOR_DEPARTMENT,
    LEAST_FOR_LEVEL,
    PROBLEM,
    QUIET,
    SMALL,
)
from survey.diagnosis.sheet import Sheet
from survey.errors import NotEstimable
from survey.statistics.contrast import Contrast, false_discovery, welch
from survey.statistics.population import DepartmentMean
from survey.statistics.severity import Severity, chance_above


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What holds for all causes of a wave."""

    low_response: bool
    no_conflict: bool
    smallest: int


def find_causes(
    sheet: Sheet,
    causes: Sequence[Measured],
    drivers: Drivers | None,
    named: Nominated | None,
    setting: Setting,
) -> tuple[CauseFinding, ...]:
    """Grade every cause and put the heaviest first.

    Order: score, then severity, then code; what could not be measured comes last.
    """
    gaps = [_contrast(cause) for cause in causes]
    q = false_discovery(np.array([gap.p if gap else np.nan for gap in gaps]))
    places = _places(causes)
    findings = [
        _find(
            sheet,
            cause,
            _standing(drivers, places.get(number), setting.smallest),
            _grade(cause, gaps[number], q[number], drivers, places.get(number), setting),
            None if named is None else float(named.shares[number]),
        )
        for number, cause in enumerate(causes)
    ]
    return tuple(sorted(findings, key=_weight))


def studied(causes: Sequence[Measured]) -> list[int]:
    """Give the numbers of the causes whose links can be studied."""
    return [number for number, cause in enumerate(causes) if cause.severity]


def _places(causes: Sequence[Measured]) -> dict[int, int]:
    return {number: place for place, number in enumerate(studied(causes))}


def _weight(finding: CauseFinding) -> tuple[float, float, str]:
    score = -1.0 if finding.score is None else finding.score
    severity = finding.severity.estimate
    return -score, -(severity if severity is not None else 0.0), finding.code


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    score: float | None
    p_top1: float | None
    p_top3: float | None


def _standing(drivers: Drivers | None, place: int | None, smallest: int) -> _Standing:
    if drivers is None or place is None:
        return _Standing(score=None, p_top1=None, p_top3=None)
    unsure = smallest < SMALL and drivers.track is None
    ceiling = HIGHEST_TOP1_SMALL if unsure else 1.0
    ranking = drivers.ranking
    return _Standing(
        score=ranking.scores[place],
        p_top1=min(ranking.top1[place], ceiling),
        p_top3=ranking.top3[place],
    )


def _find(
    sheet: Sheet,
    cause: Measured,
    standing: _Standing,
    graded: tuple[str, list[str]],
    share: float | None,
) -> CauseFinding:
    level, reasons = graded
    return CauseFinding(
        code=cause.scale.code,
        score=standing.score,
        p_top1=standing.p_top1,
        p_top3=standing.p_top3,
        level=level,
        severity=cause.overall,
        severity_by_department=sheet.by_department(cause.by_side()),
        nominated_share=share,
        alpha=cause.alpha,
        reasons=tuple(reasons),
    )


def _grade(
    cause: Measured,
    gap: Contrast | None,
    q: float,
    drivers: Drivers | None,
    place: int | None,
    setting: Setting,
) -> tuple[str, list[str]]:
    severity, (first, second) = cause.severity, cause.means
    if severity is None or first is None or second is None:
        return NOT_SUPPORTED, ["too_few_answers"]
    fewest = min(first.n, second.n)
    if fewest < LEAST_FOR_LEVEL:
        return NOT_SUPPORTED, ["too_few_answers"]
    alone = fewest >= LEAST_FOR_DEPARTMENT
    evidence = Evidence(
        severe=_above(severity, PROBLEM),
        quiet=1.0 - _above(severity, QUIET),
        sides=(_side_above(first), _side_above(second)) if alone else None,
        gap=gap.estimate if gap else 0.0,
        gap_q=float(q) if gap else 1.0,
        bounds=severity.bound_high - severity.bound_low,
        alpha_high=cause.reliability.high if cause.reliability else None,
        alike=cause.alike,
        link=_link(drivers, place),
    )
    return grade(evidence, low_response=setting.low_response, no_conflict=setting.no_conflict)


def _link(drivers: Drivers | None, place: int | None) -> Link | None:
    if drivers is None or place is None:
        return None
    return Link(
        named=drivers.track is not None,
        p=drivers.p[place],
        p_quiet=drivers.p_quiet[place],
        top3=drivers.ranking.top3[place],
        acts=drivers.acts[place],
        imputed=drivers.imputed[place],
    )


def _contrast(cause: Measured) -> Contrast | None:
    first, second = cause.scores
    try:
        return welch(first, second)
    except NotEstimable:
        return None


def _above(severity: Severity, cut: float) -> float:
    return chance_above(severity.mean, severity.standard_error, severity.df, cut)


def _side_above(mean: DepartmentMean) -> float:
    return chance_above(mean.mean, mean.standard_error, mean.n - 1, PROBLEM)
