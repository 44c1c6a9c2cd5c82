import numpy as np
import pytest

from survey.errors import NotEstimable
from survey.statistics.duplicates import find_duplicates


def test_identical_rows_are_found_with_the_chance_of_a_match() -> None:
    raw = np.array([[1.0, 2, 3], [1, 2, 3], [5, 2, 4], [1, 2, np.nan]])

    found = find_duplicates(raw, least=3)

    assert found.groups == ((0, 1),)
    assert found.pairs == 1
    # Shares 3/4 1/4; 1; 1/2 1/4 1/4 (the gap is an answer of its own): 10/16 * 1 * 6/16
    assert found.chance == pytest.approx(10 / 16 * 6 / 16)
    assert found.expected == pytest.approx(6 * 10 / 16 * 6 / 16)


def test_three_alike_are_three_pairs() -> None:
    assert find_duplicates(np.ones((3, 40))).pairs == 3


def test_rows_of_few_answers_are_not_compared() -> None:
    assert find_duplicates(np.ones((3, 39))).groups == ()
    assert find_duplicates(np.full((3, 60), np.nan)).groups == ()


def test_one_row_has_nothing_to_repeat() -> None:
    with pytest.raises(NotEstimable):
        find_duplicates(np.ones((1, 40)))
