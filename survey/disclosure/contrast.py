"""Keep how two released values are compared; never see a value that is not released [9]."""

from fractions import Fraction
from math import hypot

from survey.disclosure import grid
from survey.disclosure.facts import Unit
from survey.disclosure.release import Span

HIGHER_FIRST, HIGHER_SECOND = "higher_first", "higher_second"
SELF_HIGHER, SELF_LOWER = "self_higher", "self_lower"
NO_DIFFERENCE = "no_clear_difference"


def contrast(first: Span, second: Span, *, least: Fraction, reach: float) -> str:
    """Say which of two released values is higher, where that is clear.

    Parameters
    ----------
    least
        The coarser grid's step: a smaller difference is rounding (rulings.md 10).
    reach
        Half width of the 95 % interval of a difference, a function of sizes alone.
    """
    sign = _sign(first, second, least, reach)
    return {1: HIGHER_FIRST, -1: HIGHER_SECOND, 0: NO_DIFFERENCE}[sign]


def gap(own: Span, other: Span, *, least: Fraction, reach: float) -> str:
    """Say whether a view of oneself is clearly kinder than another view, both released values.

    Spans are keyed, high = bad: the kinder view, "self_higher", has the lower value.
    """
    sign = _sign(other, own, least, reach)
    return {1: SELF_HIGHER, -1: SELF_LOWER, 0: NO_DIFFERENCE}[sign]


def least_of(first: Unit, second: Unit) -> Fraction:
    """Give the coarser step of two units."""
    return max(grid.step_of(first.n), grid.step_of(second.n))


def reach_of(first: Unit, second: Unit, *, spread: float, reliability: float) -> float:
    """Give the half width of a difference of two units' means, from sizes and rosters alone."""
    return hypot(
        grid.margin(first.n, first.c, first.roster, spread, reliability),
        grid.margin(second.n, second.c, second.roster, spread, reliability),
    )


def _sign(first: Span, second: Span, least: Fraction, reach: float) -> int:
    # A tail counts as its edge, the least that it says; "below" and "not below the middle" may
    # lie side by side, so nothing follows from them.
    if first.value is None or second.value is None:
        return 0
    difference = Fraction(first.value).limit_denominator(100)
    difference -= Fraction(second.value).limit_denominator(100)
    if abs(difference) < least or abs(difference) <= reach:
        return 0
    return 1 if difference > 0 else -1
