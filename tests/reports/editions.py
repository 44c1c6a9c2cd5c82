"""Build the releases that the printed report is looked at with: one for every kind of answer."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from survey.disclosure.release import (
    Participation,
    Release,
    ReleasedCause,
    ReleasedComments,
    ReleasedCost,
    ReleasedItem,
)
from tests.releases import make_release
from tests.reports import pieces

# Severity in either department, place by place; the middle of the scale is 3.
SEVERITIES = (
    (3.75, 4.0), (3.5, 4.25), (3.75, 3.5), (3.5, 3.25), (3.25, 3.5), (4.0, 2.5), (3.25, 3.25),
    (3.0, 3.25), (3.0, 3.0), (2.75, 3.0), (2.5, 3.25), (2.75, 2.75), (2.5, 2.5), (2.5, 2.25),
    (2.25, 2.25), (2.0, 2.25), (1.75, 2.0),
)  # fmt: skip
LEVELS = {
    "named": ("supported", "supported", "likely", "widespread", "widespread", "one_sided"),
    "likely": ("likely", "likely", "widespread", "widespread", "widespread", "one_sided"),
    "insufficient": (*("widespread",) * 5, "one_sided"),
    "no_conflict": (),
    "too_few": (),
}


def make_edition(name: str, language: str = "ru") -> Release:
    """Build the release of that name: one of EDITIONS, of a company that speaks the language."""
    if language == "ru":
        return EDITIONS[name]()
    names = {"organisation": "North Wind Ltd", "department_names": ("Marketing", "Sales")}
    return msgspec.structs.replace(EDITIONS[name](), **names)


def _full(verdict: str, shift: float = 0.0, **changes: Any) -> Release:
    pairs = [(first + shift, second + shift) for first, second in SEVERITIES]
    levels = [*LEVELS[verdict], *("not_supported",) * len(pieces.NAMED)]
    causes = tuple(
        pieces.cause(code, level, pieces.scale(code, *pair))
        for code, level, pair in zip(pieces.NAMED, levels, pairs, strict=False)
    )
    plain: dict[str, Any] = {
        "kit_hash": pieces.kit().hash,
        "organisation": "АО «Северный ветер»",
        "verdict": verdict,
        "participation": Participation(roster=(16, 20), at_least=(16, 16)),
        "conflict": pieces.scale("conflict", 3.5 + shift, 3.75 + shift),
        "outcomes": (
            pieces.scale("conflict_work", 3.25 + shift, 3.5 + shift),
            pieces.scale("conflict_process", 3.75 + shift, 4.25 + shift),
            pieces.scale("conflict_people", 3.0 + shift, 3.25 + shift),
            pieces.scale("collaboration", 2.75 + shift, 3.75 + shift),
        ),
        "causes": causes,
        "items": (pieces.items(0)[:9], pieces.items(2)[:9]),
        "mirror": pieces.mirror(),
        "costs": pieces.costs(2),
        "votes": pieces.votes(2),
        "comments": pieces.comments(),
        "stable": "stable",
        "checkups": CHECKUPS,
        "versions": (("accord", "0.1.0"), ("numpy", "2.3.1"), ("scipy", "1.16.0")),
    }
    return make_release(**{**plain, **changes})


def _combined() -> Release:
    ladder = ("fewer", "more_than_half")
    causes = tuple(
        ReleasedCause(
            code=cause.code,
            level="",
            first="",
            top3="",
            severity=pieces.together(cause.code, sum(SEVERITIES[place]) / 2, pieces.coarse),
            nominated=("fewer",),
        )
        for place, cause in enumerate(pieces.kit().causes)
    )
    items = tuple(
        ReleasedItem(id=item.id, agree=ladder[place % 2], disagree=ladder[(place + 1) % 2])
        for place, item in enumerate(item for cause in pieces.kit().causes for item in cause.items)
    )
    return _full(
        "insufficient",
        layout="combined",
        participation=Participation(roster=(8, 7), at_least=(8,)),
        bands=(ladder,),
        c=2,
        k=7,
        conflict=pieces.together("conflict", 3.4, pieces.coarse),
        outcomes=tuple(
            pieces.together(code, value, pieces.coarse)
            for code, value in (
                ("conflict_work", 3.4),
                ("conflict_process", 3.6),
                ("conflict_people", 2.5),
                ("collaboration", 3.2),
            )
        ),
        causes=causes,
        items=(items,),
        mirror=(),
        costs=pieces.costs(1, ladder),
        votes=pieces.votes(1, ladder),
        comments=tuple(
            ReleasedComments(question=q, met=False, texts=()) for q in pieces.kit().open_questions
        ),
        stable="",
        reasons=("department_too_small", "too_few_for_links"),
    )


def _small() -> Release:
    """Seven and nine people: both departments are shown, nothing may be ranked, few words."""
    ladder = ("fewer", "more_than_half")
    first, second = ("minority", "split", "majority"), ladder
    causes = tuple(
        ReleasedCause(
            code=cause.code,
            level="",
            first="",
            top3="",
            severity=pieces.scale(cause.code, *SEVERITIES[place], pieces.coarse),
            nominated=("minority", "fewer"),
        )
        for place, cause in enumerate(pieces.kit().causes)
    )
    return _full(
        "insufficient",
        participation=Participation(roster=(12, 9), at_least=(8, 4)),
        bands=(first, second),
        conflict=pieces.scale("conflict", 3.5, 2.5, pieces.coarse),
        outcomes=(
            pieces.scale("conflict_work", 3.5, 3.5, pieces.coarse),
            pieces.scale("conflict_process", 3.5, 2.5, pieces.coarse),
        ),
        causes=causes,
        items=(),
        votes=pieces.votes_of((first, second)),
        costs=(
            ReleasedCost(
                code="hours_lost", high=("minority", "fewer"), low=("majority", "more_than_half")
            ),
        ),
        comments=(),
        stable="",
        reasons=("low_response", "too_few_for_links"),
    )


def _too_few() -> Release:
    return _full(
        "too_few",
        layout="nothing",
        participation=Participation(roster=(16, 20), at_least=()),
        bands=(),
        conflict=None,
        outcomes=(),
        causes=(),
        items=(),
        mirror=(),
        costs=(),
        votes=(),
        comments=(),
        stable="",
    )


CHECKUPS = (
    ("opening", "keys_private", "green"),
    ("opening", "keys_apart", "green"),
    ("opening", "https", "green"),
    ("opening", "mail", "yellow"),
    ("daily", "keys_private", "green"),
    ("daily", "https", "green"),
    ("daily", "log_quiet", "red"),
    ("closing", "keys_private", "green"),
    ("closing", "https", "green"),
)
EDITIONS: Mapping[str, Callable[[], Release]] = {
    "named": lambda: _full("named", items=(pieces.items(0), pieces.items(2))),
    "likely": lambda: _full("likely", stable="changes"),
    "insufficient": lambda: _full(
        "insufficient", reasons=("too_few_nominations",), stable="changes"
    ),
    "no_conflict": lambda: _full("no_conflict", shift=-1.5, costs=pieces.no_costs()),
    "combined": _combined,
    "small": _small,
    "too_few": _too_few,
}
