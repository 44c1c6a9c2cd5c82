from fractions import Fraction

import pytest

from survey.disclosure.contrast import contrast, gap
from survey.disclosure.release import Span

HALF = Fraction(1, 2)


def span(value: float | None, tail: str = "") -> Span:
    return Span(value=value, tail=tail, low=None, high=None)


@pytest.mark.parametrize(
    "first, second, word",
    [
        (3.5, 2.5, "higher_first"),
        (2.5, 3.5, "higher_second"),
        (3.0, 3.0, "no_clear_difference"),
        (3.5, 3.0, "no_clear_difference"),
    ],
)
def test_departments_differ_when_released_values_leave_the_interval(
    first: float, second: float, word: str
) -> None:
    assert contrast(span(first), span(second), least=HALF, reach=0.6) == word


def test_less_than_a_step_of_the_coarser_grid_is_no_difference() -> None:
    assert contrast(span(3.0), span(2.6), least=HALF, reach=0.1) == "no_clear_difference"


def test_a_tail_counts_as_its_edge() -> None:
    assert contrast(span(4.0, "high"), span(2.0, "low"), least=HALF, reach=0.6) == "higher_first"


def test_two_sides_of_the_middle_may_lie_side_by_side() -> None:
    told = contrast(span(None, "not_below"), span(None, "below"), least=HALF, reach=0.6)

    assert told == "no_clear_difference"


def test_a_gap_says_whether_the_view_of_oneself_is_kinder_which_is_the_lower_value() -> None:
    assert gap(span(2.5), span(4.0), least=HALF, reach=0.6) == "self_higher"
    assert gap(span(4.0), span(2.5), least=HALF, reach=0.6) == "self_lower"
