import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from survey.errors import NotEstimable
from survey.statistics.agreement import agree, group_reliability, rwg

# Five people, four items; figures by R multilevel: rwg.j, rwg.j.lindell, ad.m.
HAND = np.array([[4.0, 5, 4, 4], [4, 4, 4, 5], [5, 5, 4, 4], [3, 4, 4, 4], [4, 4, 5, 5]])


def test_agreement_of_the_hand_matrix_is_that_of_multilevel() -> None:
    known = agree(HAND)

    assert known.rwg_uniform == pytest.approx(0.953737, abs=1e-6)
    assert known.lindell == pytest.approx(0.8375, abs=1e-6)
    assert known.ad_mean == pytest.approx(0.42, abs=1e-6)
    assert known.ad_median == pytest.approx(0.35, abs=1e-6)
    # The same formula against a slightly skewed null, variance 1.34: 4 q / (4 q + 1 - q),
    # q = 1 - .325 / 1.34 = .757463.
    assert known.rwg_skewed == pytest.approx(4 * 0.7574627 / (4 * 0.7574627 + 0.2425373), abs=1e-6)
    assert not known.divided


def test_incomplete_people_are_dropped_before_n_is_taken() -> None:
    assert agree(np.vstack([HAND, [np.nan, 1.0, 1.0, 1.0]])) == agree(HAND)


def test_people_who_differ_more_than_chance_are_divided() -> None:
    known = agree(np.array([[1.0, 1], [5, 5], [1, 1], [5, 5]]))

    assert known.rwg_uniform == 0.0
    assert known.lindell < 0.0
    assert known.divided


def test_two_camps_are_divided_though_they_spread_less_than_chance() -> None:
    known = agree(np.array([[2.0], [2], [3], [4], [4], [3]]))

    assert known.variance < 2.0
    assert known.divided


def test_other_formats_have_their_own_chance_and_no_unchecked_skewed_one() -> None:
    known = agree(HAND, categories=7)

    # (7^2 - 1) / 12 = 4
    assert known.lindell == pytest.approx(1.0 - known.variance / 4.0)
    assert known.rwg_skewed is None


@given(st.floats(0.0, 4.0), st.integers(1, 12))
def test_rwg_stays_between_none_and_full_and_never_falls_with_more_items(
    variance: float, k: int
) -> None:
    assert 0.0 <= rwg(variance, k, 2.0) <= rwg(variance, k + 1, 2.0) <= 1.0


@pytest.mark.parametrize("rows", [np.ones((1, 3)), np.full((4, 2), np.nan), np.ones((4, 0))])
def test_nobody_agrees_alone(rows: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> None:
    with pytest.raises(NotEstimable):
        agree(rows)


def test_unequal_groups_have_the_icc_of_multilevel() -> None:
    known = group_reliability([np.array([3.0, 4, 4, 5, 3]), np.array([1.0, 2, 2, 3, np.nan])])

    assert known.icc1 == pytest.approx(0.678571, abs=1e-6)
    assert known.icc2 == pytest.approx(0.904762, abs=1e-6)
    assert (known.groups, known.size) == (2, 4.5)


def test_icc2_follows_from_the_f_ratio_of_scipy() -> None:
    rng = np.random.default_rng(3)
    groups = [rng.normal(level, 1.0, 6) for level in (0.0, 0.4, 1.0, 2.0)]
    ratio = float(stats.f_oneway(*groups).statistic)

    known = group_reliability(groups)

    # ICC(2) = 1 - 1 / F; ICC(1) = (F - 1) / (F + n - 1) for equal groups of n.
    assert known.icc2 == pytest.approx(1.0 - 1.0 / ratio)
    assert known.icc1 == pytest.approx((ratio - 1.0) / (ratio + 5.0))


def test_without_groups_or_variance_there_is_no_icc() -> None:
    with pytest.raises(NotEstimable):
        group_reliability([np.array([1.0, 2.0])])
    with pytest.raises(NotEstimable):
        group_reliability([np.array([1.0]), np.array([2.0])])
    with pytest.raises(NotEstimable):
        group_reliability([np.ones(3), np.ones(3)])


def test_equal_group_means_have_no_icc2() -> None:
    known = group_reliability([np.array([1.0, 3.0]), np.array([1.0, 3.0])])

    assert known.icc2 is None
    assert known.icc1 == pytest.approx(-1.0)
