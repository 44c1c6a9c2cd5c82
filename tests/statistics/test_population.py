import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import NotEstimable
from survey.statistics.population import (
    department_mean,
    share_interval,
    tipping_point,
    worst_case,
    worst_case_share,
)

# R survey, svymean of a simple random sample of 9 out of 12, fpc = 12
SAMPLE = np.array([2.0, 3, 4, 4, 5, 3, 2, 4, 5])


def test_without_noise_of_measurement_the_interval_is_that_of_a_finite_population() -> None:
    known = department_mean(SAMPLE, 12, 1.0)

    # mean 3.555556, SE .188398, t interval 3.121109-3.990002 (R survey)
    assert known.mean == pytest.approx(3.555556, abs=1e-6)
    assert known.standard_error == pytest.approx(0.188398, abs=1e-6)
    assert (known.low, known.high) == pytest.approx((3.121109, 3.990002), abs=1e-6)
    assert (known.bound_low, known.bound_high) == pytest.approx((2.916667, 3.916667), abs=1e-6)


def test_a_census_keeps_the_noise_of_measurement() -> None:
    known = department_mean(SAMPLE, 9, 0.75)

    # (1 - 1 * .75) S^2 / n, with S^2 = 1.2777778
    assert known.standard_error**2 == pytest.approx(0.25 * np.var(SAMPLE, ddof=1) / 9)
    assert known.bound_low == known.bound_high == pytest.approx(known.mean)


def test_missing_scores_are_dropped_before_n_is_taken() -> None:
    with_gaps = np.concatenate([SAMPLE, [np.nan, np.nan]])

    assert department_mean(with_gaps, 12, 0.8) == department_mean(SAMPLE, 12, 0.8)


def test_an_interval_stays_on_the_scale() -> None:
    known = department_mean(np.array([1.0, 1.0, 3.0]), 30, 0.75)

    assert known.low == 1.0


@pytest.mark.parametrize("scores", [[], [3.0], [3.0, 4.0, 4.0]])
def test_a_mean_of_one_or_of_more_than_the_roster_is_not_estimable(scores: list[float]) -> None:
    with pytest.raises(NotEstimable, match="roster=2"):
        department_mean(np.array(scores), 2, 0.75)


@given(
    st.lists(st.integers(4, 20).map(lambda code: code / 4.0), min_size=2, max_size=20),
    st.integers(0, 40),
    st.floats(0.0, 1.0),
)
def test_point_and_worst_case_hold_each_other(
    scores: list[float], silent: int, reliability: float
) -> None:
    known = department_mean(np.array(scores), len(scores) + silent, reliability)

    assert 1.0 <= known.bound_low <= known.mean + 1e-12
    assert known.mean - 1e-12 <= known.bound_high <= 5.0
    assert known.low <= known.mean <= known.high
    assert known.bound_high - known.bound_low == pytest.approx(4.0 * silent / known.roster)


def test_the_worst_case_of_nobody_is_not_estimable() -> None:
    with pytest.raises(NotEstimable):
        worst_case(3.0, 0, 5)


@pytest.mark.parametrize(
    "roster, n, count, low, high",
    # exact 95 %, by inversion of the hypergeometric distribution
    [(12, 9, 6, 0.50, 0.75), (20, 15, 10, 0.55, 0.75), (8, 8, 5, 0.625, 0.625)],
)
def test_a_share_is_bounded_exactly(
    roster: int, n: int, count: int, low: float, high: float
) -> None:
    share = share_interval(count, n, roster)

    assert (share.low, share.high) == pytest.approx((low, high))


def test_an_impossible_count_is_refused() -> None:
    with pytest.raises(NotEstimable, match="count=7, n=6"):
        share_interval(7, 6, 10)


def test_the_tipping_point_is_where_the_mean_meets_the_cut() -> None:
    # 9 of 12 at 3.555556: the other three would need (36 - 32) / 3 = 1.3333
    assert tipping_point(32 / 9, 9, 12) == pytest.approx(4 / 3)
    assert tipping_point(4.5, 9, 12) is None
    assert tipping_point(3.5, 12, 12) is None
    with pytest.raises(NotEstimable):
        tipping_point(3.5, 13, 12)


@given(st.integers(1, 30), st.integers(0, 30), st.data())
def test_a_worst_case_share_holds_the_exact_interval(
    n: int, silent: int, data: st.DataObject
) -> None:
    count = data.draw(st.integers(0, n))

    bounds = worst_case_share(count, n, n + silent)

    exact = share_interval(count, n, n + silent)
    assert bounds.low <= exact.low <= exact.high <= bounds.high
    assert bounds.low <= count / n <= bounds.high


def test_a_count_beyond_the_sample_has_no_worst_case() -> None:
    with pytest.raises(NotEstimable):
        worst_case_share(7, 6, 10)
