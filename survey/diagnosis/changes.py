"""Keep what changed between two waves of answers in the clear; people are never linked.

Exact, for files somebody holds: campaigns are compared through released values alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from survey.catalogue.kit import Kit, Scale
from survey.diagnosis.measured import Measured, measure
from survey.diagnosis.responses import Response
from survey.diagnosis.rules import DRAWS, LEAST_FOR_DEPARTMENT, PROBLEM
from survey.diagnosis.sheet import Sheet, lay_out
from survey.errors import BadInput
from survey.statistics.arrays import Floats
from survey.statistics.contrast import LEAST_VARIANCE
from survey.statistics.population import Interval
from survey.statistics.pressure import draw_severities
from survey.statistics.waves import (
    LEAST,
    Change,
    Wave,
    chance_rank_improved,
    compare_waves,
    different_people,
    left_problem,
    wave_of_both,
    wave_of_department,
)

_STREAMS = 14, 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One wave: responses and how many people each department had."""

    responses: Sequence[Response]
    roster: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One scale, second wave minus first; below 0 is better. None where it cannot be estimated.

    left : bounds of the share of a department that was above the middle and no longer is.
    rank_improved : chance that a cause stands lower in the order of severity than before.
    """

    code: str
    kind: str
    both: Change | None
    by_department: Mapping[str, Change | None]
    left: Mapping[str, Interval | None]
    rank_improved: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All scales, conflict first; different_people : rosters that changed too much to compare."""

    scales: tuple[Shift, ...]
    different_people: Mapping[str, bool]


def compare(before: Occasion, after: Occasion, kit: Kit, *, seed: int) -> Changes:
    """Compare two waves of the same two departments.

    q values are corrected over the causes, and over the outcomes, of each comparison.

    Raises
    ------
    BadInput
        If the waves do not have the same departments.
    """
    if set(before.roster) != set(after.roster):
        raise BadInput("other_departments", departments=", ".join(before.roster))
    sheets = [lay_out(one.responses, kit, one.roster) for one in (before, after)]
    outcomes = (sheets[1].conflict, *sheets[1].outcomes)
    return Changes(
        scales=(
            *_shift(sheets, "outcome", outcomes, None),
            *_shift(sheets, "cause", sheets[1].causes, seed),
        ),
        different_people={
            name: different_people(before.roster[name], size) for name, size in after.roster.items()
        },
    )


def _shift(
    sheets: Sequence[Sheet], kind: str, scales: Sequence[Scale], seed: int | None
) -> list[Shift]:
    first, second = ([measure(sheet, scale) for scale in scales] for sheet in sheets)
    names = sheets[1].departments
    whole = _compare([_both(one) for one in first], [_both(one) for one in second])
    alone = {
        name: _compare(
            [_alone(sheets[0], one, name) for one in first],
            [_alone(sheets[1], one, name) for one in second],
        )
        for name in names
    }
    ranks = _ranks(first, second, seed) if seed is not None else {}
    return [
        Shift(
            code=scale.code,
            kind=kind,
            both=whole[place],
            by_department={name: alone[name][place] for name in names},
            left={
                name: _left(_scores(sheets[0], first[place], name), _scores(sheets[1], now, name))
                for name in names
            },
            rank_improved=ranks.get(place),
        )
        for place, (scale, now) in enumerate(zip(scales, second, strict=True))
    ]


def _compare(before: Sequence[Wave | None], after: Sequence[Wave | None]) -> list[Change | None]:
    """Compare where both waves know enough; what does not vary at all is left out."""
    pairs = {
        place: (one, two)
        for place, (one, two) in enumerate(zip(before, after, strict=True))
        if one and two and min(one.n, two.n) >= LEAST
        if one.standard_error**2 + two.standard_error**2 > LEAST_VARIANCE
    }
    found = dict(zip(pairs, compare_waves(list(pairs.values())), strict=True))
    return [found.get(place) for place in range(len(before))]


def _both(measured: Measured) -> Wave | None:
    first, second = measured.means
    if measured.severity is None or first is None or second is None:
        return None
    return wave_of_both(measured.severity, min(first.n, second.n))


def _alone(sheet: Sheet, measured: Measured, name: str) -> Wave | None:
    mean = measured.means[_place(sheet, name)]
    return wave_of_department(mean) if mean else None


def _scores(sheet: Sheet, measured: Measured, name: str) -> Floats:
    scores = measured.scores[_place(sheet, name)]
    return scores[~np.isnan(scores)]


def _place(sheet: Sheet, name: str) -> int:
    return [side.department for side in sheet.sides].index(name)


def _left(before: Floats, after: Floats) -> Interval | None:
    if min(before.size, after.size) < LEAST_FOR_DEPARTMENT:
        return None
    return left_problem(float(np.mean(before > PROBLEM)), float(np.mean(after > PROBLEM)))


def _ranks(before: Sequence[Measured], after: Sequence[Measured], seed: int) -> dict[int, float]:
    """Give chances of a better rank, for the causes that both waves know."""
    known = [
        place
        for place, (one, two) in enumerate(zip(before, after, strict=True))
        if one.severity and two.severity
    ]
    if len(known) < 2:
        return {}
    draws = [
        _draw([wave[place] for place in known], np.random.default_rng([seed, stream]))
        for wave, stream in zip((before, after), _STREAMS, strict=True)
    ]
    return dict(zip(known, chance_rank_improved(draws[0], draws[1]), strict=True))


def _draw(measured: Sequence[Measured], rng: np.random.Generator) -> Floats:
    known = [one.severity for one in measured if one.severity]
    return draw_severities(
        np.array([severity.mean for severity in known]),
        np.array([severity.standard_error for severity in known]),
        np.array([float(severity.df) for severity in known]),
        draws=DRAWS,
        rng=rng,
    )
