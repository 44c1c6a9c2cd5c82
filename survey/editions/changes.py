"""Keep how two waves are compared: by their released values and nothing else (rulings 10)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import hypot

from reports import document as page
from survey.disclosure import contrast, grid
from survey.disclosure.release import Release, ReleasedScale, Span
from survey.errors import BadInput

# Scales are keyed, high = bad: what was higher before is better now.
_WORDS = {
    contrast.HIGHER_FIRST: "improved",
    contrast.HIGHER_SECOND: "worsened",
    contrast.NO_DIFFERENCE: "no_clear_change",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """What two waves tell of one unit: the coarser step, and the reach of a difference."""

    least: Fraction
    reach: float


def compare_waves(
    earlier: Release, earlier_hash: str, later: Release, words: Mapping[str, str]
) -> page.Changes:
    """Compare each score of two waves, unit by unit.

    A change is told if the released values lie a whole step of the coarser grid apart and further
    than the interval of a difference reaches; the same people may have answered twice, which
    only makes that interval too wide.

    Raises
    ------
    BadInput
        other_kit, other_departments, other_layout, same_wave: the two cannot be compared.
    """
    if code := find_misfit(earlier, later):
        raise BadInput(code)
    units = tuple(_units(earlier, later))
    before = {code: scale for code, _, scale in _scales(earlier)}
    return page.Changes(
        closed=earlier.closed,
        release=earlier_hash,
        changes=tuple(
            change
            for code, kind, scale in _scales(later)
            if code in before
            for change in _compare(code, kind, before[code], scale, units, words)
        ),
    )


def find_misfit(earlier: Release, later: Release) -> str:
    """Name what keeps two waves from being compared; "" where nothing does."""
    problems = {
        "other_kit": (earlier.kit, earlier.kit_hash) != (later.kit, later.kit_hash),
        "other_departments": earlier.departments != later.departments,
        "other_layout": earlier.layout != later.layout or later.layout == "nothing",
        "same_wave": earlier.closed >= later.closed,
    }
    return next((code for code, found in problems.items() if found), "")


def _units(earlier: Release, later: Release) -> Iterator[_Unit]:
    for one, other in zip(_sizes(earlier), _sizes(later), strict=True):
        # The published "at least" gives a step no finer than that of the exact number.
        steps = [grid.step_of(told) for told, _, _ in (one, other)]
        spread = (grid.SCORE_SPREAD, grid.SCORE_RELIABILITY)
        margins = [grid.margin(told, c, roster, *spread) for told, c, roster in (one, other)]
        yield _Unit(least=max(steps), reach=hypot(*margins))


def _sizes(release: Release) -> tuple[tuple[int, int, int], ...]:
    told, roster = release.participation.at_least, release.participation.roster
    rosters = roster if len(told) > 1 else (sum(roster),)
    return tuple((n, release.c, size) for n, size in zip(told, rosters, strict=True))


def _scales(release: Release) -> Iterator[tuple[str, str, ReleasedScale]]:
    if release.conflict is not None:
        yield release.conflict.code, "conflict", release.conflict
    yield from ((scale.code, "outcome", scale) for scale in release.outcomes)
    yield from ((cause.code, "cause", cause.severity) for cause in release.causes)


def _compare(
    code: str,
    kind: str,
    earlier: ReleasedScale,
    later: ReleasedScale,
    units: tuple[_Unit, ...],
    words: Mapping[str, str],
) -> Iterator[page.Change]:
    title = "" if kind == "conflict" else words[f"{kind}.{code}.title"]
    apart = len(units) > 1
    for side, (unit, one, other) in enumerate(
        zip(units, _spans(earlier), _spans(later), strict=True)
    ):
        word = contrast.contrast(one, other, least=unit.least, reach=unit.reach)
        yield page.Change(
            code=code,
            title=title,
            kind=kind,
            side=side if apart else None,
            earlier=_copy(one),
            later=_copy(other),
            word=_WORDS[word],
        )


def _spans(scale: ReleasedScale) -> tuple[Span, ...]:
    return scale.departments or tuple(filter(None, (scale.combined,)))


def _copy(span: Span) -> page.Value:
    return page.Value(value=span.value, tail=span.tail, low=span.low, high=span.high)
