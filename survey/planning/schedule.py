"""Keep when and by whom a plan is carried out, and what it asks of each; know no person by name."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from survey.catalogue.kit import Kit
from survey.disclosure.release import Release
from survey.planning.choices import Choices
from survey.planning.estimates import (
    COSTS,
    HOURS_HIGH,
    HOURS_LOW,
    PLAN_DAYS,
    ROLES,
    ROLES_OF,
)
from survey.planning.plan import Plan

# Days between two times, by the card's cadence; what is not here has no next time in 90 days.
STEPS = {"weekly": 7, "fortnightly": 14, "monthly": 28}
REVIEWS = (30, 60)
# From ten on, hours are told in steps of five: finer would pretend to know.
_HOURS_STEP, _STEPS_FROM = 5, 10
# Results are shared first; a plan that nobody has set a day for begins on the second Monday.
_DAYS_TO_SHARE = 7
_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Hours as a range, since the middle is an estimate of ours."""

    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A measure with its day. roles: who is in charge, as single roles; hours: of each of them."""

    intervention: str
    day: date
    when: str
    roles: tuple[str, ...]
    cadence: str
    cost: str
    hours: Effort
    is_check: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What the plan asks of a role in 90 days: hours, against what it can spare."""

    role: str
    hours: Effort
    capacity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A plan in days. costs: how many measures of each cost class; hours: of all roles together.

    actions: by day; first_steps: those that begin on the first day of all.
    """

    begins: date
    ends: date
    reviews: tuple[date, ...]
    actions: tuple[Action, ...]
    first_steps: tuple[str, ...]
    loads: tuple[Load, ...]
    costs: Mapping[str, int]
    hours: Effort


def make_schedule(release: Release, kit: Kit, plan: Plan, choices: Choices) -> Schedule:
    """Put a plan on days, from HR's first day or the second Monday after the close."""
    begins = date.fromisoformat(choices.begins) if choices.begins else _usual_start(release.closed)
    cards = {card.code: card for card in kit.interventions}
    actions = []
    spent = dict.fromkeys(ROLES, 0.0)
    for each in plan.recommendations:
        card = cards[each.intervention]
        roles = tuple(dict.fromkeys(role for owner in each.owners for role in ROLES_OF[owner]))
        for role in roles:
            spent[role] += card.owner_hours
        actions.append(
            Action(
                intervention=card.code,
                day=_working_day(begins + timedelta(days=max(each.starts - 1, 0))),
                when=each.when,
                roles=roles,
                cadence=card.cadence,
                cost=card.cost,
                hours=_range(card.owner_hours),
                is_check=not card.primary,
            )
        )
    steps = [action for action in actions if not action.is_check]
    soonest = min((action.day for action in steps), default=None)
    return Schedule(
        begins=begins,
        ends=_working_day(begins + timedelta(days=PLAN_DAYS - 1)),
        reviews=tuple(_working_day(begins + timedelta(days=days - 1)) for days in REVIEWS),
        # The check stays last on its day; all else keeps the plan's order within a day.
        actions=tuple(sorted(actions, key=lambda action: (action.day, action.is_check))),
        first_steps=tuple(action.intervention for action in steps if action.day == soonest),
        loads=tuple(
            Load(role=role, hours=_range(hours), capacity=choices.hours_of(role))
            for role, hours in spent.items()
            if hours
        ),
        costs={cost: n for cost in COSTS if (n := sum(a.cost == cost for a in actions))},
        hours=_range(sum(spent.values())),
    )


def _usual_start(closed: str) -> date:
    earliest = date.fromisoformat(closed) + timedelta(days=_DAYS_TO_SHARE)
    return earliest + timedelta(days=-earliest.weekday() % 7)


def _working_day(day: date) -> date:
    return day + timedelta(days=max(7 - day.weekday(), 0) if day.weekday() >= _SATURDAY else 0)


def _range(hours: float) -> Effort:
    low, high = hours * HOURS_LOW, hours * HOURS_HIGH
    return Effort(low=_round(low, math.floor), high=_round(high, math.ceil))


def _round(hours: float, outwards: Callable[[float], int]) -> int:
    step = _HOURS_STEP if hours >= _STEPS_FROM else 1
    return outwards(hours / step) * step
