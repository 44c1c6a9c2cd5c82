"""Build the ten prints that were looked at: a release, HR's word, an earlier wave."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec

from reports.document import Report
from survey.disclosure.encoding import encode_release
from survey.disclosure.release import Participation, Release, ReleasedScale, ReleasedTheme
from survey.planning.choices import Choices
from survey.planning.recommend import USUAL
from survey.reporting.printed import Printed, decode
from survey.reporting.report import make_document
from tests.reports.editions import make_edition
from tests.reports.pieces import kit, scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """What one print is made from."""

    release: Release
    choices: Choices = USUAL
    earlier: Release | None = None


def make_print(name: str, language: str) -> Report:
    """Lay out the print of that name, as the product does."""
    made = PRINTS[name](language)
    earlier = None if made.earlier is None else _write(made.earlier)
    return make_document(_write(made.release), kit(), language, made.choices, earlier)


def _write(release: Release) -> Printed:
    return decode(encode_release(release))


def _plain(name: str) -> Callable[[str], Print]:
    return lambda language: Print(release=with_themes(make_edition(name, language)))


def with_themes(release: Release) -> Release:
    """Let people write of a few topics."""
    told = {"handoff": ("majority", True), "goals": ("minority", False), "data": ("few", False)}
    themes = tuple(
        ReleasedTheme(code=theme.code, people=people, both=both and len(release.bands) > 1)
        for theme in kit().themes
        for people, both in [told.get(theme.code, ("too_few", False))]
    )
    return msgspec.structs.replace(release, themes=themes if release.bands else ())


def _unequal(language: str) -> Print:
    """One side answered far less than the other: nothing is called more than likely."""
    release = msgspec.structs.replace(
        make_edition("likely", language),
        participation=Participation(roster=(16, 34), at_least=(16, 12)),
        reasons=("low_response",),
        stable="changes",
    )
    return Print(release=with_themes(release))


def _agreeing(language: str) -> Print:
    """Both sides see everything alike, themselves as well."""
    release = make_edition("named", language)
    causes = tuple(
        msgspec.structs.replace(
            cause,
            level="widespread" if cause.level == "one_sided" else cause.level,
            severity=_alike(cause.severity),
        )
        for cause in release.causes
    )
    same = ("no_clear_difference",) * 2
    mirror = tuple(
        msgspec.structs.replace(topic, self_serving=same, blind_spot=same, felt_gap=same)
        for topic in release.mirror
    )
    return Print(
        release=msgspec.structs.replace(
            with_themes(release),
            causes=causes,
            mirror=mirror,
            conflict=scale("conflict", 3.5, 3.5),
            outcomes=tuple(_alike(each) for each in release.outcomes),
        )
    )


def _alike(told: ReleasedScale) -> ReleasedScale:
    value = told.departments[0].value or 3.0
    return scale(told.code, value, value)


def _poor(language: str) -> Print:
    """One measure is all that fits."""
    release = with_themes(make_edition("named", language))
    return Print(release=release, choices=Choices(most=2, budget="free"))


def _disputed(language: str) -> Print:
    """HR keeps a measure that sources disagree about."""
    release = with_themes(make_edition("named", language))
    return Print(release=release, choices=Choices(pinned=("single_head",)))


def _later(language: str) -> Print:
    """A second wave: the conflict and one topic eased, one got worse, most did not move."""
    now = with_themes(make_edition("named", language))
    eased = {"conflict": (3.0, 3.25), "conflict_process": (3.0, 3.5), "data": (2.25, 2.5)}
    grew = {"support": (2.75, 3.25)}
    before = {
        "conflict": (4.0, 4.25),
        "conflict_process": (4.25, 4.25),
        "data": (3.75, 3.75),
        "support": (1.75, 1.75),
    }
    earlier = msgspec.structs.replace(now, wave=1, opened="2025-09-01", closed="2025-09-12")
    return Print(
        release=msgspec.structs.replace(_rate(now, {**eased, **grew}), wave=2),
        earlier=_rate(earlier, before),
    )


def _rate(release: Release, values: Mapping[str, tuple[float, float]]) -> Release:
    """Put other values in the place of some."""

    def rate(told: ReleasedScale) -> ReleasedScale:
        return scale(told.code, *values[told.code]) if told.code in values else told

    return msgspec.structs.replace(
        release,
        conflict=None if release.conflict is None else rate(release.conflict),
        outcomes=tuple(rate(each) for each in release.outcomes),
        causes=tuple(
            msgspec.structs.replace(cause, severity=rate(cause.severity))
            for cause in release.causes
        ),
    )


PRINTS: Mapping[str, Callable[[str], Print]] = {
    "insufficient": _plain("insufficient"),
    "no_conflict": _plain("no_conflict"),
    "one_too_small": _plain("combined"),
    "nothing_released": _plain("too_few"),
    "unequal": _unequal,
    "agreement": _agreeing,
    "one_measure": _poor,
    "disputed": _disputed,
    "first_wave": _plain("named"),
    "later_wave": _later,
}
