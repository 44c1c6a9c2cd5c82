import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.errors import NotEstimable
from survey.statistics.pressure import chances_of_top, draw_severities, pressure, rank


def test_pressure_needs_a_link_and_a_problem() -> None:
    slopes = np.array([[0.5, -0.5, 0.5, 0.5]])
    severities = np.array([[4.0, 4.0, 3.0, 3.5]])

    # max(beta, 0) * (M - 2) where M > 3
    found = pressure(slopes, severities, problem=3.0, good=2.0)

    assert found.tolist() == [[1.0, 0.0, 0.0, 0.75]]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 8))
def test_scores_sum_to_a_hundred_and_chances_to_their_places(seed: int, p: int) -> None:
    draws = np.maximum(np.random.default_rng(seed).normal(0.0, 1.0, (60, p)), 0.0)

    found = rank(draws)

    assert sum(found.scores) == pytest.approx(100.0 if draws.any() else 0.0)
    assert sum(found.top1) == pytest.approx(1.0)
    assert sum(found.top3) == pytest.approx(min(3.0, p))
    assert all(first <= third + 1e-12 for first, third in zip(found.top1, found.top3, strict=True))


def test_without_any_pressure_all_scores_are_zero() -> None:
    assert rank(np.zeros((10, 4))).scores == (0.0, 0.0, 0.0, 0.0)


def test_ties_share_their_place() -> None:
    draws = np.array([[3.0, 1.0, 1.0, 0.0]])

    assert chances_of_top(draws, 1) == (1.0, 0.0, 0.0, 0.0)
    assert chances_of_top(draws, 2) == (1.0, 0.5, 0.5, 0.0)


def test_drawn_severities_have_the_spread_of_students_t() -> None:
    found = draw_severities(
        np.array([3.0]),
        np.array([0.5]),
        np.array([10.0]),
        draws=40_000,
        rng=np.random.default_rng(1),
    )

    # Var t_10 = 10 / 8
    assert found.mean() == pytest.approx(3.0, abs=0.02)
    assert found.std() == pytest.approx(0.5 * np.sqrt(10 / 8), abs=0.02)


def test_no_place_and_no_draws_are_refused() -> None:
    with pytest.raises(NotEstimable):
        chances_of_top(np.zeros((3, 2)), 3)
    with pytest.raises(NotEstimable):
        rank(np.full((3, 2), np.nan))
