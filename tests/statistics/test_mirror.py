import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from survey.errors import NotEstimable
from survey.statistics.mirror import mirror_gaps, profile, understanding

# Worked example: A on itself, B on A, A's guess of B.
OWN = np.array([4.0, 4, 5, 3, 4])
SEEN = np.array([2.0, 3, 2, 3, 2, 3])
GUESS = np.array([3.0, 4, 3, 3, 3])

codes = st.integers(1, 5).map(float)


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def test_the_worked_example_gives_its_three_gaps() -> None:
    found = mirror_gaps(OWN, SEEN, GUESS)

    assert found.self_serving.estimate == pytest.approx(1.5)
    assert found.self_serving.t == pytest.approx(3.872983, abs=1e-6)
    assert found.self_serving.p == pytest.approx(0.005346, abs=1e-6)
    assert found.blind_spot.estimate == pytest.approx(0.7)
    assert found.blind_spot.p == pytest.approx(0.044504, abs=1e-6)
    assert found.felt.estimate == pytest.approx(0.8)
    assert found.felt.p == pytest.approx(0.25, abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(codes | st.just(np.nan), codes | st.just(np.nan)), min_size=2, max_size=12),
    st.lists(codes, min_size=2, max_size=12),
)
def test_the_self_serving_gap_is_felt_gap_and_blind_spot(
    pairs: list[tuple[float, float]], seen: list[float]
) -> None:
    own, guess = np.array(pairs).T
    both = ~np.isnan(own) & ~np.isnan(guess)
    assume(both.sum() > 1 and np.ptp(seen) > 0)

    found = mirror_gaps(own, np.array(seen), guess)

    whole = found.felt.estimate + found.blind_spot.estimate
    assert found.self_serving.estimate == pytest.approx(whole, abs=1e-12)


@pytest.mark.parametrize(
    ("gap", "blind", "kind"),
    [
        (0.1, -0.2, "agree_and_know"),
        (0.1, -0.9, "agree_and_do_not_know"),
        (-1.5, 0.2, "differ_and_know"),
        (1.5, 0.5, "differ_and_do_not_know"),
    ],
)
def test_understanding_is_one_of_four(gap: float, blind: float, kind: str) -> None:
    assert understanding(self_serving=gap, blind_spot=blind) == kind


def test_a_profile_has_the_shape_of_spearman() -> None:
    guesses, views = np.array([3.0, 2.5, 4.1, 3.6, np.nan]), np.array([2.0, 2.6, 3.1, 3.0, 5.0])

    found = profile(guesses, views, rng=rng())

    assert found.topics == 4
    assert found.elevation == pytest.approx(np.mean([1.0, -0.1, 1.0, 0.6]))
    assert found.shape == pytest.approx(stats.spearmanr(guesses[:4], views[:4]).statistic)
    # rho .8; of 24 pairings one gives 1 and three give .8, mirrored below
    assert found.p == pytest.approx(8 / 24)


def test_equal_views_of_all_topics_have_no_shape() -> None:
    found = profile(np.array([1.0, 2, 3]), np.ones(3), rng=rng())

    assert (found.elevation, found.shape, found.p) == (1.0, None, None)


def test_two_topics_make_no_profile() -> None:
    with pytest.raises(NotEstimable):
        profile(np.array([1.0, 2, np.nan]), np.array([1.0, 2, 3]), rng=rng())
