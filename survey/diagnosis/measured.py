"""Keep what each scale says of both departments, exactly; never know a person."""

from dataclasses import dataclass
from typing import TypeGuard

import numpy as np

from survey.catalogue.kit import Scale
from survey.diagnosis.diagnosis import Estimate
from survey.diagnosis.rules import LEAST_FOR_ALPHA, LEAST_FOR_DEPARTMENT, LEAST_FOR_LEVEL
from survey.diagnosis.sheet import Sheet
from survey.errors import NotEstimable
from survey.statistics.arrays import Floats
from survey.statistics.population import DepartmentMean, department_mean
from survey.statistics.reliability import Reliability, reliability, shrunk_alpha
from survey.statistics.scoring import scale_scores
from survey.statistics.severity import Severity, combine
from survey.statistics.standard import LEAST_SPREAD, within_spread

UNKNOWN = Estimate(estimate=None, low=None, high=None, bound_low=None, bound_high=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One scale. scores, means lie in the order of the sheet's sides; None: not estimable."""

    scale: Scale
    scores: tuple[Floats, Floats]
    reliability: Reliability | None
    means: tuple[DepartmentMean | None, DepartmentMean | None]
    severity: Severity | None

    @property
    def alpha(self) -> float | None:
        """Alpha, unless too few complete answers make it meaningless."""
        return self.reliability.alpha if self.reliability else None

    @property
    def alike(self) -> bool:
        """Whether nearly everybody answers the same: it goes together with nothing, then."""
        return within_spread(self.scores) < LEAST_SPREAD

    @property
    def overall(self) -> Estimate:
        """Both departments together, half and half."""
        return UNKNOWN if self.severity is None else _estimate(self.severity)

    def by_side(self) -> tuple[Estimate, Estimate]:
        """Each side alone, where enough people answered."""
        return _alone(self.means[0]), _alone(self.means[1])


def measure(sheet: Sheet, scale: Scale) -> Measured:
    """Score a scale and estimate what both departments say on it."""
    if not sheet.enough(scale):
        return _nothing(sheet, scale)
    answers = [sheet.answers(side, scale) for side in sheet.sides]
    scores = scale_scores(answers[0]), scale_scores(answers[1])
    hang = _hang_together(answers)
    noise_free = shrunk_alpha(hang.alpha, hang.n) if hang else shrunk_alpha(0.0, 0)
    means = (
        _mean(scores[0], sheet.sides[0].roster, noise_free),
        _mean(scores[1], sheet.sides[1].roster, noise_free),
    )
    both = combine(means[0], means[1]) if _enough(means[0]) and _enough(means[1]) else None
    shown = hang if hang and hang.n >= LEAST_FOR_ALPHA else None
    return Measured(scale=scale, scores=scores, reliability=shown, means=means, severity=both)


def _nothing(sheet: Sheet, scale: Scale) -> Measured:
    empty = np.full(sheet.sides[0].n, np.nan), np.full(sheet.sides[1].n, np.nan)
    return Measured(scale=scale, scores=empty, reliability=None, means=(None, None), severity=None)


def _hang_together(answers: list[Floats]) -> Reliability | None:
    try:
        return reliability(answers)
    except NotEstimable:
        return None


def _mean(scores: Floats, roster: int, noise_free: float) -> DepartmentMean | None:
    try:
        return department_mean(scores, roster, noise_free)
    except NotEstimable:
        return None


def _enough(mean: DepartmentMean | None) -> TypeGuard[DepartmentMean]:
    return mean is not None and mean.n >= LEAST_FOR_LEVEL


def _alone(mean: DepartmentMean | None) -> Estimate:
    if mean is None or mean.n < LEAST_FOR_DEPARTMENT:
        return UNKNOWN
    return _estimate(mean)


def _estimate(known: DepartmentMean | Severity) -> Estimate:
    return Estimate(
        estimate=known.mean,
        low=known.low,
        high=known.high,
        bound_low=known.bound_low,
        bound_high=known.bound_high,
    )
