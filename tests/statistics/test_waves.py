import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from survey.errors import NotEstimable
from survey.statistics.population import department_mean
from survey.statistics.severity import combine
from survey.statistics.waves import (
    Wave,
    chance_rank_improved,
    compare_waves,
    different_people,
    left_problem,
    wave_of_both,
    wave_of_department,
)

BEFORE = np.array([4.0, 3, 5, 4, 4, 3, 5, 4])
AFTER = np.array([2.0, 3, 2, 3, 1, 2, 3])


def wave(scores: np.ndarray[tuple[int], np.dtype[np.float64]], roster: int) -> Wave:
    return wave_of_department(department_mean(scores, roster, 0.0))


def test_without_the_correction_a_change_is_welchs_contrast() -> None:
    expected = stats.ttest_ind(AFTER, BEFORE, equal_var=False)
    interval = expected.confidence_interval(0.95)

    (found,) = compare_waves([(wave(BEFORE, 20), wave(AFTER, 20))])

    assert (found.df, found.p) == pytest.approx((expected.df, expected.pvalue))
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert (found.q, found.word) == (found.p, "lower")


def test_a_family_of_changes_is_corrected_and_small_ones_are_not_called() -> None:
    one = Wave(mean=3.0, standard_error=0.05, df=30.0, n=31)
    slight = Wave(mean=3.29, standard_error=0.05, df=30.0, n=31)
    unsure = Wave(mean=3.9, standard_error=0.9, df=30.0, n=31)
    clear = Wave(mean=3.6, standard_error=0.05, df=30.0, n=31)

    found = compare_waves([(one, slight), (one, unsure), (one, clear)])

    words = [change.word for change in found]
    assert words == ["no_clear_change", "no_clear_change", "higher"]
    assert found[0].q == pytest.approx(min(found[0].p * 3 / 2, found[1].p))


def test_both_departments_together_change_as_one() -> None:
    means = [department_mean(scores, 10, 0.75) for scores in (BEFORE, BEFORE - 1, AFTER, AFTER)]
    first, second = combine(means[0], means[1]), combine(means[2], means[3])

    (found,) = compare_waves([(wave_of_both(first, 8), wave_of_both(second, 7))])

    assert found.estimate == pytest.approx(second.mean - first.mean)


def test_waves_of_fewer_than_five_or_without_spread_are_not_compared() -> None:
    few = Wave(mean=3.0, standard_error=0.1, df=3.0, n=4)
    flat = Wave(mean=3.0, standard_error=0.0, df=9.0, n=10)
    with pytest.raises(NotEstimable):
        compare_waves([(few, few)])
    with pytest.raises(NotEstimable):
        compare_waves([(flat, flat)])


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30))
def test_whoever_left_the_problem_lies_within_the_bounds(people: list[tuple[bool, bool]]) -> None:
    n = len(people)
    before, after = (sum(one[place] for one in people) / n for place in (0, 1))
    left = sum(was and not still for was, still in people) / n

    bounds = left_problem(before, after)

    assert bounds.low - 1e-12 <= left <= bounds.high + 1e-12


def test_the_bounds_are_those_of_frechet() -> None:
    found = left_problem(0.75, 0.5)

    # At least .25 left; no more than the half that is out of it now.
    assert (found.low, found.high) == (0.25, 0.5)


def test_shares_beyond_one_are_refused() -> None:
    with pytest.raises(NotEstimable):
        left_problem(1.2, 0.5)


def test_a_rank_improves_when_others_overtake() -> None:
    first = np.array([[9.0, 5, 1], [9, 5, 1]])
    second = np.array([[4.0, 5, 1], [9, 1, 1]])

    # First construct: 1st -> 2nd, then unchanged; second: 2nd -> 1st, then shares the last place.
    assert chance_rank_improved(first, second) == pytest.approx((0.5, 0.5, 0.0))
    # Three that share their place have rank 2; two behind a first one have 2.5.
    tied = chance_rank_improved(np.ones((1, 3)), np.array([[5.0, 1, 1]]))
    assert tied == (0.0, 1.0, 1.0)
    with pytest.raises(NotEstimable):
        chance_rank_improved(first, second[:1])


def test_other_people_are_called_so() -> None:
    assert not different_people(20, 16)
    assert different_people(20, 15)
    assert different_people(20, 20, stayed=15)
    assert not different_people(20, 20, stayed=16)
    with pytest.raises(NotEstimable):
        different_people(0, 5)
