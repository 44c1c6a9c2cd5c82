"""Build the releases that the printed report is looked at with: one for every kind of answer."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from survey.catalogue.kit import Kit
from survey.catalogue.load import load_kit
from survey.disclosure.release import (
    Participation,
    Release,
    ReleasedCause,
    ReleasedComments,
    ReleasedCost,
    ReleasedItem,
    ReleasedMirror,
    ReleasedScale,
    ReleasedVote,
    Span,
)
from survey.settings import REPOSITORY
from tests.releases import LADDER, make_release

KIT_FOLDER: Path = REPOSITORY / "questionnaires" / "marketing-sales"
REACH = 0.45

# Severity in either department, place by place; the middle of the scale is 3.
SEVERITIES = (
    (3.75, 4.0), (3.5, 4.25), (3.75, 3.5), (3.5, 3.25), (3.25, 3.5), (4.0, 2.5), (3.25, 3.25),
    (3.0, 3.25), (3.0, 3.0), (2.75, 3.0), (2.5, 3.25), (2.75, 2.75), (2.5, 2.5), (2.5, 2.25),
    (2.25, 2.25), (2.0, 2.25), (1.75, 2.0),
)  # fmt: skip
NAMED = (
    "handoff", "goals", "leadership", "planning", "communication", "status", "metrics", "feedback",
    "roles", "data", "support", "language", "horizon", "strategy", "respect", "empathy", "safety",
)  # fmt: skip
LEVELS = {
    "named": ("supported", "supported", "likely", "widespread", "widespread", "one_sided"),
    "likely": ("likely", "likely", "widespread", "widespread", "widespread", "one_sided"),
    "insufficient": (*("widespread",) * 5, "one_sided"),
    "no_conflict": (),
    "too_few": (),
}
CHANCES = {
    "supported": ("likely", "very_likely"),
    "likely": ("possible", "likely"),
    "widespread": ("unlikely", "possible"),
}
QUOTES = (
    "Заявки с выставки пришли через две недели, когда клиенты уже выбрали других.",
    "Хорошо, что по понедельникам планёрка стала общей: хотя бы знаем, что запускается.",
    "Давайте договоримся, что считать готовым обращением, и запишем это на одной странице.",
    "Отчёты мы заполняем каждую пятницу, но ни разу не видели, чтобы их кто-то открыл 🙂",
)


@cache
def kit() -> Kit:
    """Read the kit that reports are made with."""
    return load_kit(KIT_FOLDER)


def span(value: float) -> Span:
    """Build a value of the grid of 16 people: tails at 1.75 and 4.25, an interval in tenths."""
    if value >= 4.25:
        return Span(value=4.25, tail="high", low=None, high=None)
    if value <= 1.75:
        return Span(value=1.75, tail="low", low=None, high=None)
    low, high = max(1.0, round(value - REACH, 1)), min(5.0, round(value + REACH, 1))
    return Span(value=value, tail="", low=low, high=high)


def coarse(value: float) -> Span:
    """Build a value where so few answered that only the middle is told."""
    tail = "below" if value < 3 else "not_below"
    return Span(value=None, tail=tail, low=None, high=None)


def scale(
    code: str, first: float, second: float, told: Callable[[float], Span] = span
) -> ReleasedScale:
    """Build a scale of a departments layout; apart from one step on, the sides differ."""
    apart = "higher_first" if first - second >= 1 else "no_clear_difference"
    contrast = "higher_second" if second - first >= 1 else apart
    return ReleasedScale(
        code=code, combined=None, departments=(told(first), told(second)), contrast=contrast
    )


def together(code: str, value: float, told: Callable[[float], Span] = span) -> ReleasedScale:
    """Build a scale of a combined layout."""
    return ReleasedScale(code=code, combined=told(value), departments=(), contrast="")


def make_edition(name: str, language: str = "ru") -> Release:
    """Build the release of that name: one of EDITIONS, of a company that speaks the language."""
    if language == "ru":
        return EDITIONS[name]()
    names = {"organisation": "North Wind Ltd", "department_names": ("Marketing", "Sales")}
    return msgspec.structs.replace(EDITIONS[name](), **names)


def _full(verdict: str, shift: float = 0.0, **changes: Any) -> Release:
    pairs = [(first + shift, second + shift) for first, second in SEVERITIES]
    levels = [*LEVELS[verdict], *("not_supported",) * len(NAMED)]
    causes = tuple(
        _cause(code, level, scale(code, *pair))
        for code, level, pair in zip(NAMED, levels, pairs, strict=False)
    )
    plain: dict[str, Any] = {
        "kit_hash": kit().hash,
        "organisation": "АО «Северный ветер»",
        "verdict": verdict,
        "participation": Participation(roster=(16, 20), at_least=(16, 16)),
        "conflict": scale("conflict", 3.5 + shift, 3.75 + shift),
        "outcomes": (
            scale("conflict_work", 3.25 + shift, 3.5 + shift),
            scale("conflict_process", 3.75 + shift, 4.25 + shift),
            scale("conflict_people", 3.0 + shift, 3.25 + shift),
            scale("collaboration", 2.75 + shift, 3.75 + shift),
        ),
        "causes": causes,
        "items": (_items(0)[:9], _items(2)[:9]),
        "mirror": _mirror(),
        "costs": _costs(2),
        "votes": _votes(2),
        "comments": _comments(),
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
            severity=together(cause.code, sum(SEVERITIES[place]) / 2, coarse),
            nominated=("fewer",),
        )
        for place, cause in enumerate(kit().causes)
    )
    items = tuple(
        ReleasedItem(id=item.id, agree=ladder[place % 2], disagree=ladder[(place + 1) % 2])
        for place, item in enumerate(item for cause in kit().causes for item in cause.items)
    )
    return _full(
        "insufficient",
        layout="combined",
        participation=Participation(roster=(8, 7), at_least=(8,)),
        bands=(ladder,),
        c=2,
        k=7,
        conflict=together("conflict", 3.4, coarse),
        outcomes=tuple(
            together(code, value, coarse)
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
        costs=_costs(1, ladder),
        votes=_votes(1, ladder),
        comments=tuple(
            ReleasedComments(question=q, met=False, texts=()) for q in kit().open_questions
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
            severity=scale(cause.code, *SEVERITIES[place], coarse),
            nominated=("minority", "fewer"),
        )
        for place, cause in enumerate(kit().causes)
    )
    return _full(
        "insufficient",
        participation=Participation(roster=(12, 9), at_least=(8, 4)),
        bands=(first, second),
        conflict=scale("conflict", 3.5, 2.5, coarse),
        outcomes=(
            scale("conflict_work", 3.5, 3.5, coarse),
            scale("conflict_process", 3.5, 2.5, coarse),
        ),
        causes=causes,
        items=(),
        votes=_votes_of((first, second)),
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


def _cause(code: str, level: str, severity: ReleasedScale) -> ReleasedCause:
    first, top3 = CHANCES.get(level, ("unlikely", "unlikely"))
    picked = ("split", "majority") if level == "supported" else ("minority", "few")
    return ReleasedCause(
        code=code, level=level, first=first, top3=top3, severity=severity, nominated=picked
    )


def _items(shift: int) -> tuple[ReleasedItem, ...]:
    rated = [item for scale in (*kit().causes, *kit().outcomes) for item in scale.items]
    asked = [item for item in rated if item.format == "frequency"]
    return tuple(
        ReleasedItem(
            id=item.id,
            agree=LADDER[(place * 2 + shift) % 5],
            disagree=LADDER[(place + shift + 1) % 3],
        )
        for place, item in enumerate(asked)
    )


def _mirror() -> tuple[ReleasedMirror, ...]:
    same, higher, lower = "no_clear_difference", "self_higher", "self_lower"
    told = {
        "promises": ((higher, higher), (higher, same), (same, higher)),
        "information": ((same, higher), (same, same), (lower, same)),
        "customers": ((same, same), (lower, same), (higher, same)),
        "help": ((higher, same), (same, same), (same, same)),
    }
    return tuple(
        ReleasedMirror(code=code, self_serving=own, blind_spot=blind, felt_gap=felt)
        for code, (own, blind, felt) in told.items()
    )


def _costs(units: int, ladder: Sequence[str] = LADDER) -> tuple[ReleasedCost, ...]:
    high, low = (ladder[-1], ladder[-2])[:units], (ladder[0], ladder[0])[:units]
    return (
        ReleasedCost(code="hours_lost", high=high, low=low),
        ReleasedCost(code="deals_lost", high=low, low=high),
    )


def _no_costs() -> tuple[ReleasedCost, ...]:
    few, most = (LADDER[0], LADDER[0]), (LADDER[-1], LADDER[-2])
    return tuple(
        ReleasedCost(code=code, high=few, low=most) for code in ("hours_lost", "deals_lost")
    )


def _votes(units: int, ladder: Sequence[str] = LADDER) -> tuple[ReleasedVote, ...]:
    return _votes_of((ladder,) * units)


def _votes_of(ladders: Sequence[Sequence[str]]) -> tuple[ReleasedVote, ...]:
    """Give most votes to the definition of a lead, some to others, hardly any to the rest."""
    wanted: Mapping[str, float] = {"lead_definition": 0.9, "joint_meetings": 0.6, "shared_kpi": 0.4}
    return tuple(
        ReleasedVote(
            code=code,
            votes=tuple(ladder[int(wanted.get(code, 0.0) * len(ladder))] for ladder in ladders),
        )
        for code in kit().votable
    )


def _comments() -> tuple[ReleasedComments, ...]:
    obstacles, works, proposals = kit().open_questions
    return (
        ReleasedComments(question=obstacles, met=True, texts=QUOTES),
        ReleasedComments(question=works, met=False, texts=()),
        ReleasedComments(question=proposals, met=False, texts=()),
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
    "named": lambda: _full("named", items=(_items(0), _items(2))),
    "likely": lambda: _full("likely", stable="changes"),
    "insufficient": lambda: _full(
        "insufficient", reasons=("too_few_nominations",), stable="changes"
    ),
    "no_conflict": lambda: _full("no_conflict", shift=-1.5, costs=_no_costs()),
    "combined": _combined,
    "small": _small,
    "too_few": _too_few,
}
