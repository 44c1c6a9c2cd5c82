"""Keep the frozen types of a plan in days and hours; no person and no answer.

Hours and days are facts of the kit and of HR's decisions, marked as estimates where printed.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Hours in 90 days, as a range around an estimate."""

    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A measure on the days of the plan. start: days after the first one; day: YYYY-MM-DD.

    every: days until it happens again, 0 for what happens once or has no beat within the plan;
    roles: who is in charge, as single roles; hours: of each of them.
    """

    code: str
    title: str
    start: int
    day: str
    every: int
    cadence: str
    roles: tuple[str, ...]
    hours: Hours
    is_check: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What the plan asks of one role, against the hours that it can spare."""

    role: str
    hours: Hours
    capacity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """The plan by day. begins, ends, reviews: YYYY-MM-DD; length: days from begin to end.

    review_days: days after the first one; costs: a cost class in words and how many measures.
    """

    begins: str
    ends: str
    length: int
    reviews: tuple[str, ...]
    review_days: tuple[int, ...]
    bars: tuple[Bar, ...]
    loads: tuple[Load, ...]
    costs: tuple[tuple[str, int], ...]
    hours: Hours
