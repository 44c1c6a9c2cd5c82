import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from survey.errors import NotEstimable
from survey.statistics.contrast import false_discovery, paired, sign_flip, welch

# Worked example of perception gaps: A on itself, B on A, A's guess of B.
OWN = np.array([4.0, 4, 5, 3, 4])
SEEN = np.array([2.0, 3, 2, 3, 2, 3])
GUESS = np.array([3.0, 4, 3, 3, 3])


def test_the_perception_gaps_of_the_worked_example_are_found() -> None:
    serving, blind, felt = welch(SEEN, OWN), welch(SEEN, GUESS), paired(GUESS, OWN)

    # R: t.test(own, seen), t.test(guess, seen); exact sign flips
    assert serving.estimate == pytest.approx(1.5)
    assert serving.t == pytest.approx(3.872983, abs=1e-6)
    assert serving.p == pytest.approx(0.005346, abs=1e-6)
    assert (blind.estimate, blind.p) == pytest.approx((0.7, 0.044504), abs=1e-6)
    assert (felt.estimate, felt.p) == pytest.approx((0.8, 0.25), abs=1e-9)
    assert serving.estimate == pytest.approx(felt.estimate + blind.estimate)


def test_welch_is_that_of_scipy_with_its_interval() -> None:
    first, second = np.array([1.0, 2, 2, 5]), np.array([3.0, 4, 4, 4, 1, 5])
    expected = stats.ttest_ind(second, first, equal_var=False)
    interval = expected.confidence_interval(0.95)

    found = welch(first, np.append(second, np.nan))

    assert (found.t, found.p, found.df) == pytest.approx(
        (expected.statistic, expected.pvalue, expected.df)
    )
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(-4, 4), min_size=2, max_size=9))
def test_sign_flips_are_counted_as_by_enumeration(gaps: list[int]) -> None:
    values = np.array(gaps, dtype=np.float64)
    expected = stats.permutation_test(
        (values,), np.mean, permutation_type="samples", n_resamples=10_000
    )

    assert sign_flip(values) == pytest.approx(float(expected.pvalue), abs=1e-9)


def test_thousands_of_sign_flips_agree_with_the_normal_law() -> None:
    gaps = np.tile([1.0, -1.0, 2.0, 0.0, 1.0], 500)[:2_400]
    gaps[::7] *= -1
    z = abs(gaps.sum()) / np.sqrt((gaps**2).sum())

    assert sign_flip(gaps) == pytest.approx(2 * stats.norm.sf(z), rel=0.05)


def test_differences_of_scores_are_not_flipped_as_if_they_were_codes() -> None:
    with pytest.raises(NotEstimable):
        sign_flip(np.array([0.5, 1.0]))


def test_without_variance_or_people_nothing_is_contrasted() -> None:
    with pytest.raises(NotEstimable):
        welch(np.ones(4), np.ones(5))
    with pytest.raises(NotEstimable):
        welch(np.array([1.0, np.nan]), np.array([1.0, 2.0]))
    with pytest.raises(NotEstimable):
        paired(np.array([1.0, np.nan]), np.array([1.0, 2.0]))


def test_rounding_of_thirds_is_no_variance() -> None:
    # All of seven and of eleven people have the score 10/3; their means differ by 9e-16.
    with pytest.raises(NotEstimable):
        welch(np.full(7, 10 / 3), np.full(11, 10 / 3))


def test_false_discovery_reproduces_the_first_example() -> None:
    # Benjamini & Hochberg 1995, table 1; q by R p.adjust
    p = "0.0001 .0004 .0019 .0095 .0201 .0278 .0298 .0344 .0459 .3240 .4262 .5719 .6528 .7590 1"
    q = (
        ".0015 .003 .0095 .035625 .0603 .063857 .063857 .0645 .0765 .486 .581182 .714875 "
        ".753231 .813214 1"
    )

    found = false_discovery(np.array(p.split(), dtype=np.float64))

    assert found == pytest.approx([float(one) for one in q.split()], abs=1e-6)


def test_an_unknown_p_is_no_test() -> None:
    found = false_discovery(np.array([0.01, np.nan, 0.04]))

    assert found[[0, 2]] == pytest.approx([0.02, 0.04])
    assert np.isnan(found[1])
