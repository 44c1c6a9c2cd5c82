"""Keep the rules of the staff's edition: what everybody may read of a plan; know no wording."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.document import Card, Cause, Report
from reports.headlines import is_ranked

# How many rows of measures and causes the second page holds at its usual size, and with air.
MOST_ROWS, FEW_ROWS = 8, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A measure that everybody is told of. day: YYYY-MM-DD, "" where no days are planned."""

    card: Card
    day: str
    cadence: str


def list_beginning(report: Report) -> tuple[Begun, ...]:
    """List the measures in the order of their days, without those still to be decided.

    A disputed measure may cost somebody a post: colleagues must not read it as decided before the
    company's head has said so.
    """
    open_to_all = {card.code: card for card in report.cards if not card.disputed}
    if report.agenda is None:
        return tuple(Begun(card=card, day="", cadence="") for card in open_to_all.values())
    return tuple(
        Begun(card=open_to_all[bar.code], day=bar.day, cadence=bar.cadence)
        for bar in report.agenda.bars
        if bar.code in open_to_all
    )


def choose_meaning(report: Report) -> str:
    """Choose what to say about how far the answer reaches."""
    unranked = report.verdict == "insufficient" and not is_ranked(report)
    return "unranked" if unranked else report.verdict


def choose_density(beginning: Sequence[Begun], causes: Sequence[Cause]) -> str:
    """Choose how closely the second page is set, so that it stays one page and is no half of it."""
    rows = len(beginning) + len(causes)
    return "dense" if rows > MOST_ROWS else "roomy" if rows <= FEW_ROWS else ""
