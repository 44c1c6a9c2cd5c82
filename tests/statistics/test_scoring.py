import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import NotEstimable
from survey.statistics.scoring import key, scale_scores, usable

ONE, FIVE = np.ones(3), np.full(3, 5.0)


def test_reversed_items_are_turned_at_the_declared_bounds() -> None:
    raw = np.array([[2.0, 2.0, np.nan]])

    keyed = key(raw, np.array([False, True, True]), ONE, FIVE)

    # Nobody used 1 or 5 here: observed bounds would have left the answer at 2.
    assert keyed[0, :2].tolist() == [2.0, 4.0]
    assert np.isnan(keyed[0, 2])


def test_a_code_outside_the_declared_bounds_is_refused_with_its_numbers() -> None:
    with pytest.raises(NotEstimable, match=r"answer=6\.0, low=1\.0, high=5\.0"):
        key(np.array([[1.0, 6.0, 2.0]]), np.zeros(3, dtype=np.bool_), ONE, FIVE)


def test_a_score_needs_half_of_the_items() -> None:
    nan = np.nan
    keyed = np.array([[1, 2, 3], [4, 5, nan], [5, nan, nan], [nan, nan, nan]])

    scores = scale_scores(keyed)

    # shared rule: at least ceil(3 / 2) = 2 of three items
    assert scores[:2].tolist() == [2.0, 4.5]
    assert np.isnan(scores[2:]).all()


def test_an_answer_is_usable_from_half_of_the_items_on() -> None:
    nan = np.nan

    kept = usable(np.array([[1, 1, nan, nan], [1, nan, nan, nan]]))

    assert kept.tolist() == [True, False]


@given(st.lists(st.integers(1, 5), min_size=3, max_size=3))
def test_keying_twice_gives_the_answers_back(codes: list[int]) -> None:
    turned = np.array([True, False, True])
    raw = np.array([codes], dtype=np.float64)

    assert key(key(raw, turned, ONE, FIVE), turned, ONE, FIVE).tolist() == raw.tolist()
