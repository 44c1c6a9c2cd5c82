"""Shrunk partial correlations, held against slow definitions, and the pairs that stand out."""

import numpy as np
import pytest

from survey.errors import NotEstimable
from survey.statistics.structure import partial_correlations, unusualness
from tests.statistics.attitude import attitude

ATTITUDE = attitude()


def test_shrinkage_is_that_of_schafer_and_strimmer_written_out_pair_by_pair() -> None:
    n, p = ATTITUDE.shape
    x = (ATTITUDE - ATTITUDE.mean(axis=0)) / ATTITUDE.std(axis=0, ddof=1)
    above = below = 0.0
    for i in range(p):
        for j in range(p):
            if i != j:
                w = x[:, i] * x[:, j]
                above += n / (n - 1) ** 3 * float(((w - w.mean()) ** 2).sum())
                below += float(np.corrcoef(ATTITUDE[:, i], ATTITUDE[:, j])[0, 1] ** 2)

    found = partial_correlations(ATTITUDE, np.zeros(n, dtype=np.int64))

    assert found.shrinkage == pytest.approx(above / below, abs=1e-12)
    shrunk = np.array((1 - found.shrinkage) * np.corrcoef(ATTITUDE, rowvar=False))
    np.fill_diagonal(shrunk, 1.0)
    # Partial correlation by regression: that of what the five others leave of either.
    rest = [2, 3, 4, 5, 6]
    inner = np.linalg.inv(shrunk[np.ix_(rest, rest)])
    left = shrunk[:2, :2] - shrunk[:2, rest] @ inner @ shrunk[rest, :2]
    expected = left[0, 1] / np.sqrt(left[0, 0] * left[1, 1])
    assert found.partial[0, 1] == pytest.approx(expected, abs=1e-12)


def test_departments_are_pooled_within_so_that_their_levels_make_no_link() -> None:
    rng = np.random.default_rng(3)
    scores, groups = rng.standard_normal((60, 7)), np.repeat([0, 1], 30)
    apart = scores + 50.0 * groups[:, None]

    level, lifted = partial_correlations(scores, groups), partial_correlations(apart, groups)

    np.testing.assert_allclose(lifted.partial, level.partial, atol=1e-9)


def test_it_exists_with_more_constructs_than_people_and_shrinks_noise_away() -> None:
    scores = np.random.default_rng(5).standard_normal((12, 20))

    found = partial_correlations(scores, np.repeat([0, 1], 6))

    assert found.shrinkage > 0.8
    assert np.abs(found.partial[np.triu_indices(20, 1)]).max() < 0.2


def test_a_chain_stands_out_and_a_mood_behind_all_answers_does_not() -> None:
    rng = np.random.default_rng(7)
    n = 4_000
    mood = rng.standard_normal((n, 1))
    scores = mood + rng.standard_normal((n, 10))
    scores[:, 1] += 0.4 * (scores[:, 0] - mood[:, 0])

    partial = partial_correlations(scores, np.zeros(n, dtype=np.int64)).partial
    unusual = unusualness(partial)

    pairs = np.sort(partial[np.triu_indices(10, 1)])
    assert pairs[0] > 0.0  # the mood lifts every pair
    assert unusual[0, 1] > 5.0
    assert abs(unusual[2, 3]) < 3.0


@pytest.mark.parametrize(
    ("scores", "code"),
    [
        (np.ones((20, 7)), "no_variance"),
        (np.arange(4.0)[:, None] * np.ones(7), "too_few_for_partials"),
        (np.full((20, 7), np.nan), "too_few_for_partials"),
    ],
)
def test_what_cannot_be_estimated_says_why(scores: np.ndarray, code: str) -> None:
    with pytest.raises(NotEstimable) as why:
        partial_correlations(scores, np.repeat([0, 1], len(scores) // 2))

    assert why.value.code == code
