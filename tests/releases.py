"""Build Releases for tests, complete and plain, to be changed one field at a time."""

from collections.abc import Mapping
from typing import Any

import msgspec

from survey.disclosure.release import (
    Participation,
    Release,
    ReleasedCause,
    ReleasedScale,
    ReleasedVote,
    Span,
)

LADDER = ("few", "minority", "split", "majority", "most")


def make_span(value: float | None = 3.2, tail: str = "") -> Span:
    """Build a rounded value with an interval of a quarter to either side, or a tail without."""
    if value is None or tail:
        return Span(value=value, tail=tail, low=None, high=None)
    return Span(value=value, tail="", low=round(value - 0.3, 1), high=round(value + 0.3, 1))


def make_scale(code: str = "conflict", first: float = 3.2, second: float = 3.2) -> ReleasedScale:
    """Build a scale of a departments layout."""
    return ReleasedScale(
        code=code,
        combined=None,
        departments=(make_span(first), make_span(second)),
        contrast="no_clear_difference",
    )


def make_cause(code: str, level: str = "not_supported", top3: str = "unlikely") -> ReleasedCause:
    """Build a cause of the given level; `first` follows `top3`."""
    return ReleasedCause(
        code=code,
        level=level,
        first=top3,
        top3=top3,
        severity=make_scale(code, first=3.6, second=3.6),
        nominated=("minority", "minority"),
    )


def make_causes(levels: Mapping[str, str]) -> tuple[ReleasedCause, ...]:
    """Build causes in the order given, with the probability word that goes with each level."""
    words = {"supported": "very_likely", "likely": "likely", "widespread": "possible"}
    return tuple(
        make_cause(code, level, words.get(level, "unlikely")) for code, level in levels.items()
    )


def make_votes(words: Mapping[str, tuple[str, ...]]) -> tuple[ReleasedVote, ...]:
    """Build votes from a band word per department."""
    return tuple(ReleasedVote(code=code, votes=votes) for code, votes in words.items())


def make_release(**changes: Any) -> Release:
    """Build a release of 20 and 18 people whose verdict names `goals`, with changes."""
    plain = Release(
        version=1,
        campaign="c4mp41gn",
        wave=1,
        organisation="Ромашка",
        kit="marketing-sales",
        kit_version="1.0.0",
        kit_hash="0" * 64,
        manifest="m" * 43,
        opened="2026-03-02",
        closed="2026-03-13",
        c=2,
        k=7,
        departments=("marketing", "sales"),
        department_names=("Маркетинг", "Продажи"),
        layout="departments",
        verdict="named",
        participation=Participation(roster=(20, 18), at_least=(16, 16)),
        bands=(LADDER, LADDER),
        conflict=make_scale(),
        outcomes=(),
        causes=make_causes({"goals": "supported"}),
        items=(),
        mirror=(),
        costs=(),
        votes=(),
        comments=(),
        stable="stable",
        reasons=(),
        checkups=(),
        versions=(),
    )
    return msgspec.structs.replace(plain, **changes)
