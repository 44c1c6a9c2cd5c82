"""Keep what would make a verdict clearer: which obstacle, and how many further answers it takes.

The counts follow from the rules of levels and from what was measured, as if further people
answered like those who have: they say what is within reach, they do not promise it.
"""

from collections.abc import Mapping, Sequence
from math import ceil, sqrt

import numpy as np

from survey.diagnosis.diagnosis import CauseFinding
from survey.diagnosis.levels import LIKELY, SUPPORTED
from survey.diagnosis.measured import Measured
from survey.diagnosis.particulars import Obstacle
from survey.diagnosis.rules import (
    LEAST_FOR_LINKS,
    LEAST_RESPONSE,
    PROBLEM,
    SURE,
    WIDEST_BOUNDS,
)
from survey.diagnosis.sheet import Sheet
from survey.statistics.population import DepartmentMean
from survey.statistics.severity import chance_above

TOO_FEW, TOO_SILENT, TOO_OPEN = "too_few_for_links", "low_response", "wide_bounds"
TOO_UNSURE, NOT_SEVERE, NO_LINK = "severity_unsure", "not_severe", "link_not_shown"
SAME = "answers_do_not_vary"
SCALE_WIDTH = 4.0
STEPS = 200


def find_obstacles(
    sheet: Sheet, findings: Sequence[CauseFinding], causes: Sequence[Measured]
) -> tuple[Obstacle, ...]:
    """List what holds the wave back, then what holds each cause back, in ranked order."""
    measured = {cause.scale.code: cause for cause in causes}
    each = [_of_cause(sheet, finding, measured[finding.code]) for finding in findings]
    return (*_of_wave(sheet), *(obstacle for obstacle in each if obstacle))


def _of_wave(sheet: Sheet) -> list[Obstacle]:
    least = {
        TOO_FEW: [LEAST_FOR_LINKS for _ in sheet.sides],
        TOO_SILENT: [ceil(LEAST_RESPONSE * side.roster) for side in sheet.sides],
        # The width of both together is the mean of theirs: it is enough if each keeps it.
        TOO_OPEN: [ceil((1.0 - WIDEST_BOUNDS / SCALE_WIDTH) * side.roster) for side in sheet.sides],
    }
    silent = sum(1.0 - side.n / side.roster for side in sheet.sides) / 2.0
    holds = {
        TOO_FEW: any(side.n < LEAST_FOR_LINKS for side in sheet.sides),
        TOO_SILENT: any(side.n < LEAST_RESPONSE * side.roster for side in sheet.sides),
        TOO_OPEN: silent * SCALE_WIDTH > WIDEST_BOUNDS,
    }
    return [
        Obstacle(code=None, obstacle=code, more=_further(sheet, least[code]))
        for code in least
        if holds[code]
    ]


def _further(sheet: Sheet, needed: Sequence[int]) -> Mapping[str, int] | None:
    """Give the answers still to come per department; None if a department has too few people."""
    if any(side.roster < n for side, n in zip(sheet.sides, needed, strict=True)):
        return None
    first, second = (max(0, n - side.n) for side, n in zip(sheet.sides, needed, strict=True))
    return sheet.by_department((first, second))


def _of_cause(sheet: Sheet, finding: CauseFinding, cause: Measured) -> Obstacle | None:
    if finding.level == SUPPORTED or cause.severity is None:
        return None
    severity = cause.severity
    if cause.alike:
        return Obstacle(code=finding.code, obstacle=SAME, more=None)
    if severity.mean <= PROBLEM:
        return Obstacle(code=finding.code, obstacle=NOT_SEVERE, more=None)
    chance = chance_above(severity.mean, severity.standard_error, severity.df, PROBLEM)
    if chance < SURE:
        more = _for_severity(sheet, cause)
        return Obstacle(code=finding.code, obstacle=TOO_UNSURE, more=more)
    if finding.level == LIKELY and finding.reasons:
        return None  # what holds it at likely is said of the wave
    return Obstacle(code=finding.code, obstacle=NO_LINK, more=None)


def _for_severity(sheet: Sheet, cause: Measured) -> Mapping[str, int] | None:
    """Find the fewest further answers that would make severity sure, were all else to stay."""
    first, second = cause.means
    if first is None or second is None:
        return None
    spreads = [float(np.nanvar(scores, ddof=1)) for scores in cause.scores]
    for step in range(1, STEPS + 1):
        sizes = [mean.n + ceil(step / STEPS * (mean.roster - mean.n)) for mean in (first, second)]
        parts = zip((first, second), spreads, sizes, strict=True)
        error = 0.5 * sqrt(sum(_variance(mean, spread, n) for mean, spread, n in parts))
        middle = (first.mean + second.mean) / 2.0
        if chance_above(middle, error, min(sizes) - 1, PROBLEM) >= SURE:
            return sheet.by_department((sizes[0] - first.n, sizes[1] - second.n))
    return None


def _variance(mean: DepartmentMean, spread: float, n: int) -> float:
    """Give the variance of the mean with n answers of the same spread and reliability."""
    if spread <= 0.0:
        return 0.0
    # 1 - f rho of the mean as it is gives the part that is true difference, f rho = 1 - V n / S^2.
    noise_free = (1.0 - mean.standard_error**2 * mean.n / spread) * mean.roster / mean.n
    return (1.0 - n / mean.roster * noise_free) * spread / n
