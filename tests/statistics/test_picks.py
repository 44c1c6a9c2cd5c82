import numpy as np
import pytest

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats
from survey.statistics.picks import LOUDNESS, Picks, excess, pull, weigh

SEVERITIES = np.array([2.2, 2.4, 2.6, 2.8, 3.0, 3.2, 3.4, 3.6])


def following(*, people: int = 30, slope: float = LOUDNESS) -> Floats:
    """Counts of people who pick by loudness only."""
    share = 1.0 / (1.0 + np.exp(1.4 - slope * (SEVERITIES - 2.9)))
    return np.tile(people * share, (2, 1))


def weighed(counts: Floats, people: int = 30) -> Picks:
    return weigh(counts, np.full(2, float(people)), SEVERITIES)


def test_picks_that_follow_loudness_exceed_nothing() -> None:
    assert np.abs(excess(weighed(following()))).max() < 0.1


def test_another_slope_of_loudness_is_learnt() -> None:
    # Both ends would stand 1.1 logits off a line of the prior's slope.
    counts = following(people=300, slope=LOUDNESS + 0.8)

    assert np.abs(excess(weighed(counts, 300))).max() < 1.5


def test_what_is_picked_beyond_its_loudness_stands_out_and_bends_nothing() -> None:
    counts = following()
    counts[:, 4] = 24

    found = excess(weighed(counts))

    assert found.argmax() == 4
    assert found[4] > 3
    assert np.abs(np.delete(found, 4)).max() < 1


def test_more_people_make_the_same_excess_surer() -> None:
    small, large = following(people=10), following(people=40)
    small[:, 4] += 3
    large[:, 4] += 12

    assert excess(weighed(large, 40))[4] > 1.2 * excess(weighed(small, 10))[4]


def test_where_picks_scatter_beyond_chance_the_same_excess_says_less() -> None:
    calm, scattered = following(people=60), following(people=60)
    calm[:, 4] = scattered[:, 4] = 36
    scattered[:, [0, 2, 6]] *= 0.4

    assert weighed(scattered, 60).appeal > 2 * weighed(calm, 60).appeal
    assert excess(weighed(scattered, 60))[4] < 0.8 * excess(weighed(calm, 60))[4]


def test_what_is_picked_more_is_no_sign_of_scatter() -> None:
    counts = following(people=60)
    before = weighed(counts, 60).appeal
    counts[:, [4, 6]] = 50

    assert weighed(counts, 60).appeal < before + 0.05


def test_departments_count_half_and_half() -> None:
    counts = following()
    counts[0, 4] += 10
    turned = excess(weigh(counts[::-1], np.full(2, 30.0), SEVERITIES))

    assert turned == pytest.approx(excess(weighed(counts)))


def test_under_loudness_and_chance_the_excess_is_about_standard_normal() -> None:
    rng = np.random.default_rng(1)
    utility = 1.5 * (SEVERITIES - 2.9) + rng.standard_normal((400, 2, 30, 8))
    best = np.argsort(-(utility + rng.gumbel(size=utility.shape)), axis=3)[..., :3]
    counts = np.array([[np.bincount(side.ravel(), minlength=8) for side in one] for one in best])

    z = np.concatenate([excess(weighed(one.astype(float))) for one in counts])

    # In 3 200 values; 5 % of a standard normal lie above 1.645.
    assert (z > 1.645).mean() < 0.06
    assert np.std(z) < 1.05


def test_the_pull_is_flat_along_level_and_pulled_towards_the_prior_slope() -> None:
    found = pull(weighed(following()))

    assert found.matrix @ np.ones(8) == pytest.approx(np.zeros(8), abs=1e-4)
    # Haldane's half picks alone flatten the slope a little.
    assert np.abs(found.vector).max() < 0.25
    assert np.linalg.eigvalsh(found.matrix).min() > -1e-9


def test_a_handful_of_constructs_gives_no_line() -> None:
    with pytest.raises(NotEstimable):
        weigh(np.ones((2, 3)), np.full(2, 9.0), np.full(3, 3.0))
