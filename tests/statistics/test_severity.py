import numpy as np
import pytest
from scipy import stats

from survey.errors import NotEstimable
from survey.statistics.population import department_mean
from survey.statistics.severity import chance_above, combine


def test_both_departments_weigh_the_same_whatever_their_sizes() -> None:
    few = department_mean(np.array([1.0, 2.0, 3.0]), 4, 0.75)
    many = department_mean(np.tile([4.0, 5.0], 20), 60, 0.75)

    both = combine(few, many)

    assert both.mean == pytest.approx((2.0 + 4.5) / 2)
    assert both.standard_error == pytest.approx(
        0.5 * np.hypot(few.standard_error, many.standard_error)
    )
    assert both.df == 2
    assert both.bound_low == pytest.approx((few.bound_low + many.bound_low) / 2)


def test_the_order_of_departments_does_not_matter() -> None:
    one = department_mean(np.array([1.0, 2.0, 3.0]), 4, 0.75)
    other = department_mean(np.array([4.0, 5.0]), 3, 0.75)

    assert combine(one, other) == combine(other, one)


def test_the_chance_to_be_above_is_that_of_students_t() -> None:
    expected = stats.t.sf(3.0, df=9, loc=3.4, scale=0.25)

    assert chance_above(3.4, 0.25, 9, 3.0) == pytest.approx(expected)


def test_without_spread_the_mean_is_taken_at_its_word() -> None:
    assert chance_above(3.1, 0.0, 7, 3.0) == 1.0
    assert chance_above(3.0, 0.0, 7, 3.0) == 0.0


def test_without_degrees_of_freedom_there_is_no_chance() -> None:
    with pytest.raises(NotEstimable):
        chance_above(3.0, 0.1, 0, 3.0)
