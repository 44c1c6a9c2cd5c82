import numpy as np
import pytest
from scipy import stats

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats
from survey.statistics.brunner_munzel import (
    brunner_munzel,
    permuted_brunner_munzel,
    tendency,
)

# Pain scores of two treatments, from the documentation of R's brunnermunzel.
FIRST = np.array([1.0, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1])
SECOND = np.array([3.0, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4])


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def test_the_pain_scores_give_the_figures_of_r() -> None:
    found = brunner_munzel(FIRST, np.append(SECOND, np.nan))

    assert found.statistic == pytest.approx(3.137467, abs=1e-6)
    assert found.p == pytest.approx(0.005786, abs=1e-6)
    assert found.superiority == pytest.approx(0.788961, abs=1e-6)


def test_permuted_pain_scores_are_those_of_r() -> None:
    found = permuted_brunner_munzel(FIRST, SECOND, rng=rng())

    # brunnermunzel.permutation.test: .008038
    assert found.p == pytest.approx(0.008038, abs=0.002)
    assert found.statistic == pytest.approx(3.137467, abs=1e-6)
    assert found.way == "random"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_parting_counts_as_scipy_counts_it(seed: int) -> None:
    codes = np.random.default_rng(seed).integers(1, 6, 9).astype(np.float64)
    a, b = codes[:4], codes[4:]

    def away(one: Floats, two: Floats) -> float:
        with np.errstate(all="ignore"):
            return abs(float(stats.brunnermunzel(one, two, distribution="normal").statistic))

    ours = permuted_brunner_munzel(a, b, rng=rng())

    theirs = stats.permutation_test(
        (a, b), away, vectorized=False, n_resamples=9_999, alternative="greater"
    )
    assert ours.way == "exact"
    assert ours.p == pytest.approx(float(theirs.pvalue))


def test_groups_that_do_not_overlap_are_only_permuted() -> None:
    low, high = np.array([1.0, 1, 2, 2]), np.array([3.0, 4, 4, 5, 5])

    found = permuted_brunner_munzel(low, high, rng=rng())

    # Two of the C(9, 4) = 126 partings set the groups apart.
    assert found.p == pytest.approx(2 / 126)
    assert (found.statistic, found.superiority) == (None, 1.0)
    with pytest.raises(NotEstimable):
        brunner_munzel(low, high)


def test_equal_groups_have_no_tendency() -> None:
    assert brunner_munzel(np.ones(3), np.ones(4)).p == 1.0
    assert permuted_brunner_munzel(np.ones(3), np.ones(4), rng=rng()).p == 1.0


def test_small_groups_are_permuted_and_large_ones_are_not() -> None:
    many = np.tile([1.0, 2, 3, 4, 5], 4)

    assert tendency(FIRST, SECOND, rng=rng()).way == "random"
    assert tendency(many[:5], many[:6], rng=rng()).way == "exact"
    assert tendency(many, many[:17], rng=rng()).way == "t"
    assert tendency(np.ones(15), np.full(15, 2.0), rng=rng()).way == "random"


def test_one_score_is_no_group() -> None:
    with pytest.raises(NotEstimable):
        permuted_brunner_munzel(np.array([1.0, np.nan]), SECOND, rng=rng())
