from fractions import Fraction

import pytest
from scipy.stats import t

from survey.disclosure import grid
from survey.disclosure.release import Span


@pytest.mark.parametrize(
    "n, step", [(5, "1/2"), (14, "1/2"), (15, "1/4"), (29, "1/4"), (30, "1/10")]
)
def test_the_step_is_finer_the_more_people_answered(n: int, step: str) -> None:
    assert grid.step_of(n) == Fraction(step)


# ceil_step((m * 1 + 3 + 5c) / n), m = n - c, by hand: anonymity.md section 3 rule 4.
@pytest.mark.parametrize(
    "n, c, tail",
    [
        (5, 1, "5/2"),  # 12/5 = 2.4
        (7, 1, "2"),  # 14/7 = 2
        (7, 2, "3"),  # 18/7 = 2.57
        (8, 2, "5/2"),  # 19/8 = 2.375
        (9, 3, "3"),  # 24/9 = 2.67
        (12, 2, "2"),  # 23/12 = 1.92
        (15, 2, "7/4"),  # 26/15 = 1.73
        (30, 2, "7/5"),  # 41/30 = 1.37
    ],
)
def test_the_tail_starts_where_one_may_agree_beside_all_others(n: int, c: int, tail: str) -> None:
    assert grid.tail_of(n, c) == Fraction(tail)


@pytest.mark.parametrize(
    "value, rounded",
    [("13/4", "3"), ("11/4", "3"), ("10/3", "7/2"), ("8/3", "5/2"), ("3", "3"), ("15/4", "7/2")],
)
def test_halfway_rounds_towards_the_middle_from_both_sides(value: str, rounded: str) -> None:
    assert grid.round_step(Fraction(value), Fraction(1, 2)) == Fraction(rounded)


def test_a_value_at_the_tail_is_told_as_its_edge_without_an_interval() -> None:
    low = grid.span(Fraction(1), n=12, c=2, roster=15)
    high = grid.span(Fraction(5), n=12, c=2, roster=15)

    assert low == Span(value=2.0, tail="low", low=None, high=None)
    assert high == Span(value=4.0, tail="high", low=None, high=None)


@pytest.mark.parametrize(
    "mean, tail", [("299/100", "below"), ("3", "not_below"), ("5", "not_below")]
)
def test_the_fewest_are_told_only_on_which_side_of_the_middle_they_lie(
    mean: str, tail: str
) -> None:
    told = grid.span(Fraction(mean), n=7, c=2, roster=9)

    assert told == Span(value=None, tail=tail, low=None, high=None)


def test_an_interval_has_the_width_that_sizes_give_it() -> None:
    # statistics.md 2.5 with spread 1 and reliability .75 taken beforehand, and half a step.
    reach = float(t.ppf(0.975, 19)) * ((1 - 0.75 * 20 / 25) / 20) ** 0.5 + 0.125

    told = grid.span(Fraction(3), n=20, c=2, roster=25)

    assert told.low is not None
    assert told.high is not None
    assert 3 - reach - 0.1 < told.low <= 3 - reach
    assert 3 + reach <= told.high < 3 + reach + 0.1


def test_an_interval_never_leaves_the_scale() -> None:
    told = grid.span(Fraction(3, 2), n=60, c=1, roster=4000)

    assert told.low is not None
    assert told.low >= 1.0


def test_an_interval_is_rounded_outwards() -> None:
    assert grid.outwards(2.41, 3.59) == (2.4, 3.6)
    assert grid.outwards(2.4, 3.6) == (2.4, 3.6)


def test_the_width_of_an_interval_tells_no_more_of_n_than_the_number_published() -> None:
    widths = {n: grid.margin(n, 2, 40, 1.0, 0.75) for n in range(16, 24)}

    assert widths[16] == widths[17] == widths[18] == widths[19]
    assert widths[20] == widths[21] == widths[22] == widths[23]
    assert widths[16] > widths[20]
