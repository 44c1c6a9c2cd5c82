import numpy as np
import pytest

from survey.errors import NotEstimable
from survey.statistics.outlying import ledoit_wolf, squared_distances
from tests.statistics.attitude import attitude


def test_shrinkage_is_that_of_scikit_learn() -> None:
    found = ledoit_wolf(attitude())

    # sklearn.covariance.ledoit_wolf(attitude)[1]
    assert found.shrinkage == pytest.approx(0.17752034871, abs=1e-9)
    assert np.trace(found.covariance) == pytest.approx(np.trace(np.cov(attitude().T, ddof=0)))


def test_distances_are_those_of_the_shrunk_covariance() -> None:
    data = attitude()
    inverse = np.linalg.inv(ledoit_wolf(data).covariance)
    gap = data - data.mean(axis=0)

    found = squared_distances(np.vstack([data, np.full((1, 7), np.nan)]))

    assert found[:-1] == pytest.approx(np.diag(gap @ inverse @ gap.T))
    assert np.isnan(found[-1])


def test_more_columns_than_people_still_have_distances() -> None:
    found = squared_distances(np.random.default_rng(1).normal(size=(8, 49)))

    assert np.isfinite(found).all()
    assert (found > 0).all()


def test_without_variance_or_people_there_is_no_distance() -> None:
    with pytest.raises(NotEstimable):
        squared_distances(np.ones((5, 3)))
    with pytest.raises(NotEstimable):
        squared_distances(np.full((5, 3), np.nan))
    with pytest.raises(NotEstimable):
        squared_distances(np.array([[1.0, 2, 3], [2, 3, 5]]))
