"""Build the parts of a report that its headlines speak of; all that is not named is usual."""

from dataclasses import fields, replace
from typing import Any

from reports.document import (
    Card,
    Cause,
    Department,
    Mirror,
    Report,
    Scale,
    Value,
)

NOTHING = Value(value=None, tail="below", low=None, high=None)


def value(
    at: float | None, tail: str = "", low: float | None = None, high: float | None = None
) -> Value:
    return Value(value=at, tail=tail, low=low, high=high)


def scale(first: Value, second: Value, contrast: str = "no_clear_difference") -> Scale:
    return Scale(code="s", title="s", combined=None, departments=(first, second), contrast=contrast)


def cause(title: str, level: str, severity: Scale | None = None) -> Cause:
    return Cause(
        code=title,
        place=1,
        title=title,
        about="",
        both="",
        rival="",
        level=level,
        first="",
        top3="",
        severity=severity or scale(value(3.5), value(3.5)),
        nominated=(),
        measures=(),
    )


def card(title: str, **changes: Any) -> Card:
    words = {name.name: "" for name in fields(Card) if name.type is str}
    given = {**words, "code": title, "title": title, "when": "30"}
    plain = Card(
        **given,
        causes=(),
        owners=("both_heads",),
        reasons=(),
        disputed=False,
        sources=(),
        estimated=(),
        mains=(),
        support=(),
    )
    return replace(plain, **changes)


def report(**changes: Any) -> Report:
    plain = Report(
        release="f" * 64,
        manifest="m",
        campaign="c",
        organisation="o",
        kit_title="k",
        kit_version="1",
        reworded=False,
        wave=1,
        opened="2026-03-02",
        closed="2026-03-13",
        c=2,
        k=7,
        departments=(Department(code="a", name="A"), Department(code="b", name="B")),
        layout="departments",
        verdict="named",
        participation=(),
        bands=(("few", "minority", "split", "majority", "most"),) * 2,
        conflict=scale(value(3.5), value(3.5)),
        outcomes=(),
        causes=(),
        mirror=(),
        costs=(),
        proposals=(),
        comments=(),
        cards=(),
        basis="named",
        statements=(),
        stable="stable",
        reasons=(),
        checkups=(),
        versions=(),
    )
    return replace(plain, **changes)


def mirror(*sides: str) -> Mirror:
    return Mirror(code="m", title="m", self_serving=sides, blind_spot=sides, felt_gap=sides)
