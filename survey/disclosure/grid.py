"""Keep how a mean becomes a rounded, tail-coded value with an interval; never know who answered.

Means are exact fractions, so that the edge of a cell lies where it was proven to lie. The width
of an interval is a function of n and the roster alone: the sample's own spread would be zero
exactly when everybody answered the same (docs/decisions/0007).
"""

from fractions import Fraction
from math import ceil, floor, sqrt

from scipy.special import stdtrit

from survey.disclosure import policy
from survey.disclosure.release import Span

LOW, HIGH = 1, 5
MIDDLE = Fraction(LOW + HIGH, 2)
_AGREE = 4
# How far people of a department lie apart (standard deviation on 1-5) and how much of that is
# true difference: taken beforehand, wide of the 0.8 usual for means of three items
# (statistics.md 2.5 and 2.11). Single items lie further apart and are less reliable.
SCORE_SPREAD, SCORE_RELIABILITY = 1.0, 0.75
ITEM_SPREAD, ITEM_RELIABILITY = 1.2, 0.5
_QUANTILE = 0.975


def step_of(n: int) -> Fraction:
    """Give the step that means of n people are rounded to [4]."""
    if n < 15:
        return Fraction(1, 2)
    return Fraction(1, 4) if n < 30 else Fraction(1, 10)


def edge_of(n: int, c: int) -> Fraction:
    """Give the lowest mean that leaves room for one who agrees among others who all disagree [4].

    (m * 1 + 3 + 5c) / n with m = n - c: the c colluders answered 5, which they know, one other 4,
    everyone else 1. Below this mean the colluders could know that nobody else agreed.
    """
    others = n - c
    return Fraction(others * LOW + (_AGREE - LOW) + c * HIGH, n)


def tail_of(n: int, c: int) -> Fraction:
    """Give T, the edge rounded up to the step: values are told from T to 6 - T [4]."""
    return ceil_step(edge_of(n, c), step_of(n))


def ceil_step(value: Fraction, step: Fraction) -> Fraction:
    """Round up to a multiple of the step."""
    return ceil(value / step) * step


def round_step(value: Fraction, step: Fraction) -> Fraction:
    """Round to the nearest multiple of the step, from halfway towards the middle of the scale."""
    offset = (value - MIDDLE) / step
    nearest = ceil(abs(offset) - Fraction(1, 2)) * step
    return MIDDLE + nearest if offset > 0 else MIDDLE - nearest


def margin(n: int, c: int, roster: int, spread: float, reliability: float) -> float:
    """Give the half width of a 95 % interval of a mean, from n, c and the roster alone [5, 11].

    t * spread * sqrt((1 - f * reliability) / n), f = n / roster (statistics.md 2.5), where n is
    the number that is published as "at least": the exact one would show in the width.
    """
    told = n // (c + policy.SPARE) * (c + policy.SPARE)
    fraction = min(1.0, told / roster)
    error = spread * sqrt((1.0 - fraction * reliability) / told)
    return float(stdtrit(told - 1, _QUANTILE)) * error


def span(mean: Fraction, *, n: int, c: int, roster: int) -> Span:
    """Tell a mean of n people as a rounded, tail-coded value with its interval [4, 5]."""
    step, tail = step_of(n), tail_of(n, c)
    if tail >= MIDDLE:
        side = "below" if mean < MIDDLE else "not_below"
        return Span(value=None, tail=side, low=None, high=None)
    value = round_step(mean, step)
    if value <= tail:
        return Span(value=float(tail), tail="low", low=None, high=None)
    if value >= 6 - tail:
        return Span(value=float(6 - tail), tail="high", low=None, high=None)
    reach = margin(n, c, roster, SCORE_SPREAD, SCORE_RELIABILITY) + float(step) / 2
    low, high = outwards(float(value) - reach, float(value) + reach)
    return Span(value=float(value), tail="", low=max(float(LOW), low), high=min(float(HIGH), high))


def outwards(low: float, high: float) -> tuple[float, float]:
    """Round an interval outwards to tenths."""
    return floor(round(low * 10, 6)) / 10, ceil(round(high * 10, 6)) / 10
