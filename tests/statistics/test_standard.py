import numpy as np
import pytest

from survey.errors import NotEstimable
from survey.statistics.standard import standardise
from tests.statistics.worlds import planted


def test_scores_are_centred_in_each_department_and_have_a_spread_of_one() -> None:
    scores, outcome, groups = planted(n=40)

    data = standardise(scores + 2.0 * groups[:, None], outcome, groups)

    for side in (0, 1):
        assert data.X[groups == side].mean(axis=0) == pytest.approx(np.zeros(6), abs=1e-12)
    assert (data.X**2).sum(axis=0) / 38 == pytest.approx(np.ones(6))
    assert data.y @ data.y / 38 == pytest.approx(1.0)


def test_a_gap_stands_at_its_departments_mean_and_is_counted() -> None:
    scores, outcome, groups = planted(n=40)
    scores[3, 2] = np.nan

    data = standardise(scores, outcome, groups)

    assert data.X[3, 2] == 0.0
    assert data.imputed[2] == pytest.approx(1 / 40)


def test_a_construct_without_variance_becomes_no_giant() -> None:
    scores, outcome, groups = planted(n=40)
    scores[:, 1] = 3.0
    scores[0, 1] = 3.1

    data = standardise(scores, outcome, groups)

    assert np.abs(data.X[:, 1]).max() < 0.5


def test_an_outcome_that_does_not_vary_has_no_links() -> None:
    scores, _, groups = planted(n=40)

    with pytest.raises(NotEstimable, match="outcome_does_not_vary"):
        standardise(scores, np.where(groups == 0, 2.0, 4.0), groups)


def test_a_construct_that_one_department_did_not_answer_is_refused() -> None:
    scores, outcome, groups = planted(n=40)
    scores[groups == 1, 0] = np.nan

    with pytest.raises(NotEstimable, match="department=1"):
        standardise(scores, outcome, groups)
