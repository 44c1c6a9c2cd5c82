"""Keep what HR's page foretells of a draft: what so many people can establish; know no person."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from survey.outlook.foresee import Outlook, foresee

# Shares of the people who answer, and the key of the words for each.
RESPONSES = (("half", 0.5), ("usual", 0.75), ("all", 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What to expect if such a part of the people answers.

    when, shown: keys of words. answers: per department. chance: of a supported cause, in per
    cent; None where nothing can be supported.
    """

    when: str
    shown: str
    answers: tuple[int, int]
    chance: int | None


def list_prospects(people: Mapping[str, int]) -> tuple[Prospect, ...]:
    """Foretell for half, three quarters and all of the people; nothing while a list is missing."""
    sizes = tuple(people.values())
    if len(sizes) != 2 or min(sizes) < 1:
        return ()
    return tuple(_foretell(when, share, sizes) for when, share in RESPONSES)


def _foretell(when: str, share: float, sizes: tuple[int, ...]) -> Prospect:
    answers = ceil(share * sizes[0]), ceil(share * sizes[1])
    outlook = foresee(sizes, answers)
    chance = outlook.chance if outlook.ranks and not outlook.capped else None
    return Prospect(
        when=when,
        shown=_shown(outlook),
        answers=answers,
        chance=round(100 * chance.supported) if chance else None,
    )


def _shown(outlook: Outlook) -> str:
    if not outlook.ranks:
        return outlook.layout
    return "capped" if outlook.capped else "ranks"
