"""Build the pieces that releases of the printed report are made of; each has a usual content."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from survey.catalogue.kit import Kit
from survey.catalogue.load import load_kit
from survey.disclosure.release import (
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
from tests.releases import LADDER

KIT_FOLDER: Path = REPOSITORY / "questionnaires" / "marketing-sales"
REACH = 0.45
NAMED = (
    "handoff", "goals", "leadership", "planning", "communication", "status", "metrics", "feedback",
    "roles", "data", "support", "language", "horizon", "strategy", "respect", "empathy", "safety",
)  # fmt: skip
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


def cause(code: str, level: str, severity: ReleasedScale) -> ReleasedCause:
    first, top3 = CHANCES.get(level, ("unlikely", "unlikely"))
    picked = ("split", "majority") if level == "supported" else ("minority", "few")
    return ReleasedCause(
        code=code, level=level, first=first, top3=top3, severity=severity, nominated=picked
    )


def items(shift: int) -> tuple[ReleasedItem, ...]:
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


def mirror() -> tuple[ReleasedMirror, ...]:
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


def costs(units: int, ladder: Sequence[str] = LADDER) -> tuple[ReleasedCost, ...]:
    high, low = (ladder[-1], ladder[-2])[:units], (ladder[0], ladder[0])[:units]
    return (
        ReleasedCost(code="hours_lost", high=high, low=low),
        ReleasedCost(code="deals_lost", high=low, low=high),
    )


def no_costs() -> tuple[ReleasedCost, ...]:
    few, most = (LADDER[0], LADDER[0]), (LADDER[-1], LADDER[-2])
    return tuple(
        ReleasedCost(code=code, high=few, low=most) for code in ("hours_lost", "deals_lost")
    )


def votes(units: int, ladder: Sequence[str] = LADDER) -> tuple[ReleasedVote, ...]:
    return votes_of((ladder,) * units)


def votes_of(ladders: Sequence[Sequence[str]]) -> tuple[ReleasedVote, ...]:
    """Give most votes to the definition of a lead, some to others, hardly any to the rest."""
    wanted: Mapping[str, float] = {"lead_definition": 0.9, "joint_meetings": 0.6, "shared_kpi": 0.4}
    return tuple(
        ReleasedVote(
            code=code,
            votes=tuple(ladder[int(wanted.get(code, 0.0) * len(ladder))] for ladder in ladders),
        )
        for code in kit().votable
    )


def comments() -> tuple[ReleasedComments, ...]:
    obstacles, works, proposals = kit().open_questions
    return (
        ReleasedComments(question=obstacles, met=True, texts=QUOTES),
        ReleasedComments(question=works, met=False, texts=()),
        ReleasedComments(question=proposals, met=False, texts=()),
    )
