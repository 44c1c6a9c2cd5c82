"""Keep what each scale looks like beside its mean: reliability, agreement, difference, shares."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from survey.catalogue.kit import Scale
from survey.diagnosis.measured import Measured, measure
from survey.diagnosis.particulars import Difference, Hanging, ScalePicture, Share
from survey.diagnosis.rules import LEAST_ALPHA, LEAST_FOR_ALPHA, LEAST_FOR_DEPARTMENT, PROBLEM
from survey.diagnosis.sheet import Sheet
from survey.errors import NotEstimable
from survey.statistics.agreement import Agreement, agree
from survey.statistics.arrays import Floats
from survey.statistics.brunner_munzel import tendency
from survey.statistics.contrast import false_discovery, welch
from survey.statistics.effects import cliffs_delta, hedges_g
from survey.statistics.omega import Omega, omega_total, spearman_brown
from survey.statistics.population import (
    DepartmentMean,
    share_interval,
    tipping_point,
    worst_case_share,
)
from survey.statistics.reliability import reliability

CAUSE, OUTCOME = "cause", "outcome"
LOOSE = "loose"
_STREAM = 11


def picture_scales(sheet: Sheet, *, seed: int) -> tuple[ScalePicture, ...]:
    """Describe every cause, then every outcome; q values are corrected within each kind."""
    found: list[ScalePicture] = []
    for kind, scales in ((CAUSE, sheet.causes), (OUTCOME, sheet.outcomes)):
        pictures = [_picture(sheet, scale, kind, seed) for scale in scales]
        found += _correct(pictures)
    return tuple(found)


def _picture(sheet: Sheet, scale: Scale, kind: str, seed: int) -> ScalePicture:
    measured = measure(sheet, scale)
    answers = [sheet.answers(side, scale) for side in sheet.sides]
    first, second = sheet.sides
    silent = measured.means
    at = [sheet.items.index(item.id) for item in scale.items if item.id in sheet.items]
    codes = int(sheet.high[at].max() - sheet.low[at].min()) + 1 if at else 0
    return ScalePicture(
        code=scale.code,
        kind=kind,
        hanging=_hang(answers),
        agreement=sheet.by_department((_agree(answers[0], codes), _agree(answers[1], codes))),
        difference=_differ(sheet, measured, seed),
        above_middle=sheet.by_department(
            (_share(measured.scores[0], first.roster), _share(measured.scores[1], second.roster))
        ),
        tipping=sheet.by_department((_tip(silent[0]), _tip(silent[1]))),
    )


def _hang(answers: Sequence[Floats]) -> Hanging | None:
    try:
        known = reliability(answers)
    except NotEstimable:
        return None
    plain = Hanging(
        n=known.n,
        k=known.k,
        alpha=None,
        low=None,
        high=None,
        omega=None,
        heywood=False,
        mean_r=known.mean_r,
        verdict="",
    )
    if known.n < LEAST_FOR_ALPHA:
        return plain
    factor = _factor(answers)
    two = spearman_brown(known.mean_r) if known.k == 2 and known.mean_r > -1.0 else None
    return replace(
        plain,
        alpha=known.alpha,
        low=known.low,
        high=known.high,
        omega=factor.omega if factor else two,
        heywood=factor is not None and factor.heywood,
        verdict=LOOSE if known.high < LEAST_ALPHA else "",
    )


def _factor(answers: Sequence[Floats]) -> Omega | None:
    try:
        return omega_total(answers)
    except NotEstimable:
        return None


def _agree(answers: Floats, categories: int) -> Agreement | None:
    """Describe agreement where enough of the department answered every item."""
    try:
        known = agree(answers, categories=categories)
    except NotEstimable:
        return None
    return known if known.n >= LEAST_FOR_DEPARTMENT else None


def _differ(sheet: Sheet, measured: Measured, seed: int) -> Difference | None:
    # In canonical order, so that swapped labels only turn the sign.
    first, second = measured.scores
    rng = np.random.default_rng([seed, _STREAM])
    if min(np.sum(~np.isnan(side)) for side in measured.scores) < LEAST_FOR_DEPARTMENT:
        return None
    try:
        gap = welch(first, second)
        trend = tendency(first, second, rng=rng)
        delta, g = cliffs_delta(first, second), hedges_g(first, second)
    except NotEstimable:
        return None
    found = Difference(
        estimate=gap.estimate,
        low=gap.low,
        high=gap.high,
        p=gap.p,
        q=gap.p,
        tendency_p=trend.p,
        way=trend.way,
        g=g,
        delta=delta.delta,
        delta_low=delta.low,
        delta_high=delta.high,
    )
    return found if sheet.sides[0].department == sheet.departments[0] else _turn(found)


def _turn(one: Difference) -> Difference:
    return replace(
        one,
        estimate=-one.estimate,
        low=-one.high,
        high=-one.low,
        g=-one.g,
        delta=-one.delta,
        delta_low=-one.delta_high,
        delta_high=-one.delta_low,
    )


def _share(scores: Floats, roster: int) -> Share | None:
    known = scores[~np.isnan(scores)]
    n, count = int(known.size), int(np.sum(known > PROBLEM))
    if n < LEAST_FOR_DEPARTMENT:
        return None
    inside, outside = share_interval(count, n, roster), worst_case_share(count, n, roster)
    return Share(
        share=count / n,
        low=inside.low,
        high=inside.high,
        bound_low=outside.low,
        bound_high=outside.high,
        most=outside.low > 0.5,
    )


def _tip(mean: DepartmentMean | None) -> float | None:
    if mean is None or mean.n < LEAST_FOR_DEPARTMENT:
        return None
    return tipping_point(mean.mean, mean.n, mean.roster, cut=PROBLEM)


def _correct(pictures: Sequence[ScalePicture]) -> list[ScalePicture]:
    differences = [picture.difference for picture in pictures]
    q = false_discovery(np.array([one.p if one else np.nan for one in differences]))
    return [
        replace(picture, difference=replace(one, q=float(value)) if one else None)
        for picture, one, value in zip(pictures, differences, q, strict=True)
    ]
