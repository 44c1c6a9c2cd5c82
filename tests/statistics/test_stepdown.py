import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.errors import NotEstimable
from survey.statistics.stepdown import step_down


def test_the_hand_example_is_stepped_down() -> None:
    observed = np.array([3.0, 1.0, 2.0])
    permuted = np.array([[0.0, 4.0, 0.0], [5.0, 0.0, 1.0], [3.5, 0.5, 1.5]])

    found = step_down(observed, permuted, np.ones(3, dtype=np.bool_))

    # maxima over all: 4, 5, 3.5 -> 3 reach 3; without the first: 4, 1, 1.5 -> 1 reaches 2;
    # the second construct alone: 4, 0, .5 -> 1 reaches 1. (1 + count) / 4, kept monotone.
    assert found.tolist() == [1.0, 1.0, 1.0]


def test_a_test_that_is_passed_no_longer_counts_for_the_weaker_ones() -> None:
    observed = np.array([9.0, 1.0, 2.0])
    permuted = np.array([[8.0, 0.0, 0.0], [8.0, 0.0, 0.0], [0.0, 1.5, 0.0]])

    found = step_down(observed, permuted, np.ones(3, dtype=np.bool_))

    # nobody reaches 9; without the first nobody reaches 2; 1.5 reaches 1. (1 + count) / 4
    assert found.tolist() == [0.25, 0.5, 0.25]


def test_only_the_family_is_tested_and_counts() -> None:
    observed = np.array([3.0, 9.0, -np.inf])
    permuted = np.array([[0.0, 4.0, -np.inf]] * 19)

    found = step_down(observed, permuted, np.array([True, False, True]))

    assert found.tolist() == [0.05, 1.0, 1.0]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_a_larger_statistic_never_has_a_larger_p(seed: int, p: int) -> None:
    rng = np.random.default_rng(seed)
    observed = rng.normal(1.0, 1.0, p)

    found = step_down(observed, rng.normal(0.0, 1.0, (99, p)), np.ones(p, dtype=np.bool_))

    assert np.all(np.diff(found[np.argsort(-observed)]) >= 0)
    assert np.all((found >= 0.01) & (found <= 1.0))


def test_without_permutations_there_is_no_p() -> None:
    with pytest.raises(NotEstimable):
        step_down(np.ones(2), np.ones((0, 2)), np.ones(2, dtype=np.bool_))
