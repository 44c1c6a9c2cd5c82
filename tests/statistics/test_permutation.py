import numpy as np
import pytest

from survey.errors import NotEstimable
from survey.statistics.permutation import RIDGE, RIDGE_FROM, specific_links
from survey.statistics.standard import Standard
from tests.statistics.worlds import prepared


def test_the_planted_link_exceeds_all_its_permutations_and_the_others_do_not() -> None:
    found = specific_links(prepared(), permutations=499, rng=np.random.default_rng(1))

    assert found.observed[0] > found.permuted[:, 0].max()
    reached = (found.permuted >= found.observed).mean(axis=0)
    assert np.all(reached[1:] > 0.01)


@pytest.mark.parametrize("n", [30, 60])
def test_statistics_are_partial_correlations(n: int) -> None:
    """Undo the studentising by ranks: order and ratio of gaps must be those of a plain loop."""
    data = prepared(n=n)
    found = specific_links(data, permutations=2_000, rng=np.random.default_rng(1))

    for j in range(6):
        rest = np.delete(data.X, j, axis=1)
        if n < RIDGE_FROM:
            mood = rest.mean(axis=1)
            fit = np.outer(mood, mood) / (mood @ mood)
        else:
            gram = rest.T @ rest + RIDGE * (n - 2) * np.eye(5)
            fit = rest @ np.linalg.solve(gram, rest.T)
        x, y = data.X[:, j] - fit @ data.X[:, j], data.y - fit @ data.y
        expected = x @ y / np.sqrt((x @ x) * (y @ y))
        # The permutations are recomputed from the same residuals, one by one.
        m = data.X.mean(axis=1)
        slope = m @ data.y / (m @ m)
        rng = np.random.default_rng(2)
        drawn = []
        for _ in range(400):
            mixed = np.concatenate(
                [rng.permutation((data.y - slope * m)[data.groups == side]) for side in (0, 1)]
            )
            star = slope * m + mixed
            star = star - fit @ star
            drawn.append(x @ star / np.sqrt((x @ x) * (star @ star)))
        z = (expected - np.mean(drawn)) / np.std(drawn)
        assert found.observed[j] == pytest.approx(z, abs=0.12 * abs(z) + 0.15)


def test_chunks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    data = prepared(n=20)
    whole = specific_links(data, permutations=50, rng=np.random.default_rng(3))
    monkeypatch.setattr("survey.statistics.permutation.CHUNK", 20 * 7)

    pieces = specific_links(data, permutations=50, rng=np.random.default_rng(3))

    assert pieces.permuted.shape == whole.permuted.shape
    assert pieces.observed == pytest.approx(whole.observed, abs=0.5)


def test_a_construct_without_variance_is_not_tested() -> None:
    data = prepared(n=60)
    flat = data.X.copy()
    flat[:, 2] = 0.0
    data = Standard(X=flat, y=data.y, groups=data.groups, imputed=data.imputed)

    found = specific_links(data, permutations=99, rng=np.random.default_rng(1))

    assert found.observed[2] == -np.inf
    assert np.isfinite(np.delete(found.observed, 2)).all()


def test_two_constructs_have_no_others_to_be_freed_of() -> None:
    with pytest.raises(NotEstimable, match="constructs=2"):
        specific_links(prepared(p=2), permutations=9, rng=np.random.default_rng(1))
