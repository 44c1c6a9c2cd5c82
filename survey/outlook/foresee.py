"""Tell what a campaign can and cannot establish before it opens, from sizes alone; no answer.

Everything follows from how many people there are and how many answer: the rules of disclosure,
the width of intervals, and recorded rates of finding a cause.
"""

from collections.abc import Sequence
from math import ceil, sqrt

import msgspec
from scipy.special import stdtrit

from survey.disclosure import bands, grid, policy
from survey.errors import BadInput
from survey.outlook.power import Chance, find_chance, load_power

SPREAD, RELIABILITY = 0.8, 0.75
"""Usual spread (1-5) and reliability of means of three items."""

SCALE_WIDTH = 4.0
LEAST_RESPONSE, LEAST_FOR_BOUNDS = 0.5, 0.6
"""Below these shares of a department nothing is called supported: the silent could turn it
round. The second keeps worst-case bounds within 1.6 points of 4."""

USUAL_RESPONSE = 0.75
"""Three of four answer where nothing else is said; the worlds of the benchmark answer so too."""

MOST = 100_000


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One department: people, answers expected, and how fine its results will be.

    half_width : of a mean's 95 % interval, exact; released : the same as the report tells it, to
    the step, None where no number is told; worst_case : width between what the silent could make
    of a mean; words : how many words tell how many people; step : of a released mean.
    """

    people: int
    answers: int
    half_width: float | None
    released: float | None
    worst_case: float
    words: int
    step: float | None


class Needed(msgspec.Struct, frozen=True, kw_only=True):
    """Answers a department needs; None where it has fewer people.

    results : for results of each department · ranks : for links, order and priority ·
    supported : for a cause to be called supported.
    """

    results: int | None
    ranks: int | None
    supported: int | None


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """What to expect. layout : departments, combined, nothing; ranks : whether causes get an order.

    c : insiders withstood; k : answers a department needs; chance : None without an order.
    capped : so few will answer that nothing can be called supported.
    """

    c: int
    k: int
    layout: str
    ranks: bool
    capped: bool
    sides: tuple[Side, Side]
    needed: tuple[Needed, Needed]
    chance: Chance | None


def foresee(people: Sequence[int], answers: Sequence[int], c: int | None = None) -> Outlook:
    """Foresee a campaign.

    Parameters
    ----------
    people, answers : two numbers each
        Members of either department, and how many of them answer.
    c : int, optional
        Insiders to withstand; else what the rule of disclosure demands.

    Raises
    ------
    BadInput
        Not two departments, nobody in one, or more answers than people.

    References
    ----------
    docs/disclosure.md, docs/methods.md
    """
    if len(people) != 2 or len(answers) != 2:
        raise BadInput("not_two_departments", departments=len(people))
    pairs = list(zip(people, answers, strict=True))
    if any(not 0 <= n <= size or not 0 < size <= MOST for size, n in pairs):
        raise BadInput(
            "impossible_sizes",
            people=", ".join(map(str, people)),
            answers=", ".join(map(str, answers)),
        )
    chosen = policy.policy_for(people, c)
    layout = policy.layout_of(answers, chosen)
    ranks = layout == policy.DEPARTMENTS and policy.may_rank(answers)
    low_response = any(n < LEAST_RESPONSE * size for size, n in pairs)
    silent = sum(1.0 - n / size for size, n in pairs) / 2.0
    sides = [_foresee_side(size, n, chosen, layout) for size, n in pairs]
    needed = [_needed(size, chosen) for size in people]
    return Outlook(
        c=chosen.c,
        k=chosen.k,
        layout=layout,
        ranks=ranks,
        capped=ranks and (low_response or silent > 1.0 - LEAST_FOR_BOUNDS + 1e-9),
        sides=(sides[0], sides[1]),
        needed=(needed[0], needed[1]),
        chance=find_chance(min(answers), load_power()) if ranks else None,
    )


def expect(people: int, share: float = USUAL_RESPONSE) -> int:
    """Tell how many answers such a share of a department is; half a person counts as one."""
    return ceil(share * people)


def find_margin(worlds: int) -> int:
    """Give the half width of a 95 % interval of a rate of so many worlds at most, in points."""
    return round(100 * 1.96 * sqrt(0.25 / worlds))


def _foresee_side(people: int, n: int, chosen: policy.Policy, layout: str) -> Side:
    alone = layout == policy.DEPARTMENTS
    told = alone and grid.tail_of(n, chosen.c) < grid.MIDDLE
    return Side(
        people=people,
        answers=n,
        half_width=_half_width(n, people) if n > 1 else None,
        released=_released(n, people, chosen) if told else None,
        worst_case=SCALE_WIDTH * (1.0 - n / people),
        words=len(bands.ladder(n, chosen.c)) if alone else 0,
        step=float(grid.step_of(n)) if told else None,
    )


def _half_width(n: int, people: int) -> float:
    """Give t * spread * sqrt((1 - f * reliability) / n)."""
    error = SPREAD * ((1.0 - n / people * RELIABILITY) / n) ** 0.5
    return float(stdtrit(n - 1, 0.975) * error)


def _released(n: int, people: int, chosen: policy.Policy) -> float:
    reach = grid.margin(n, chosen.c, people, grid.SCORE_SPREAD, grid.SCORE_RELIABILITY)
    return reach + float(grid.step_of(n)) / 2.0


def _needed(people: int, chosen: policy.Policy) -> Needed:
    def within(n: int) -> int | None:
        return n if n <= people else None

    ranks = max(policy.RANKS_FROM, chosen.k)
    return Needed(
        results=within(chosen.k),
        ranks=within(ranks),
        supported=within(max(ranks, ceil(LEAST_FOR_BOUNDS * people))),
    )
