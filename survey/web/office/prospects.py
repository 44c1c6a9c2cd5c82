"""Keep what HR's page foretells of a draft: what so many people can establish; know no person."""

from collections.abc import Mapping
from dataclasses import dataclass

from survey.outlook.foresee import USUAL_RESPONSE, Outlook, expect, find_margin, foresee

# Shares of the people who answer, and the key of the words for each.
RESPONSES = (("half", 0.5), ("usual", USUAL_RESPONSE), ("all", 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What to expect if such a part of the people answers.

    when, shown: keys of words. answers: per department. outlook: what `accord plan` tells, too.
    """

    when: str
    shown: str
    answers: tuple[int, int]
    outlook: Outlook

    @property
    def first(self) -> int | None:
        """How often the first of the order is a true cause, in per cent; None without an order."""
        chance = self.outlook.chance
        return round(100 * chance.first) if chance else None

    @property
    def chance(self) -> int | None:
        """How often a cause is supported, in per cent; None where nothing can be supported."""
        chance = self.outlook.chance
        return round(100 * chance.supported) if chance and self.shown == "ranks" else None

    @property
    def false(self) -> int | None:
        """How often a cause is named where there is none, in per cent at most."""
        chance = self.outlook.chance
        return round(100 * chance.false_naming) if chance else None

    @property
    def margin(self) -> int | None:
        """How far these rates may lie from the true ones, in points: of so many worlds."""
        chance = self.outlook.chance
        return find_margin(chance.worlds) if chance else None


def list_prospects(people: Mapping[str, int]) -> tuple[Prospect, ...]:
    """Foretell for half, three quarters and all of the people; nothing while a list is missing."""
    sizes = tuple(people.values())
    if len(sizes) != 2 or min(sizes) < 1:
        return ()
    return tuple(_foretell(when, share, sizes) for when, share in RESPONSES)


def _foretell(when: str, share: float, sizes: tuple[int, ...]) -> Prospect:
    answers = expect(sizes[0], share), expect(sizes[1], share)
    outlook = foresee(sizes, answers)
    return Prospect(when=when, shown=_shown(outlook), answers=answers, outlook=outlook)


def _shown(outlook: Outlook) -> str:
    if not outlook.ranks:
        return outlook.layout
    return "capped" if outlook.capped else "ranks"
