import numpy as np
import pytest

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats
from survey.statistics.quality import (
    careless,
    even_odd,
    inner_spread,
    longest_run,
    person_total,
    read_signs,
)

SCALES = np.repeat(np.arange(8), 3)
TURNED = np.tile([False, True, False], 8)


def honest(n: int) -> Floats:
    """Keyed answers of people who agree on what is worse, each with a level of his own."""
    rng = np.random.default_rng(1)
    worse = np.repeat(rng.normal(0.0, 1.0, 8), 3)
    codes = 3.0 + worse + rng.normal(0.0, 0.4, (n, 1)) + rng.normal(0.0, 0.5, (n, 24))
    return np.clip(np.rint(codes), 1.0, 5.0)


def raw(keyed: Floats) -> Floats:
    return np.where(TURNED, 6.0 - keyed, keyed)


def test_honest_people_are_not_marked() -> None:
    keyed = honest(40)

    assert not careless(raw(keyed), keyed, SCALES).any()


def test_who_ticks_one_column_against_reversed_items_is_marked() -> None:
    keyed = honest(40)
    keyed[0] = np.where(TURNED, 1.0, 5.0)

    assert careless(raw(keyed), keyed, SCALES).tolist() == [True] + [False] * 39


def test_who_answers_at_random_is_sometimes_marked() -> None:
    keyed = honest(60)
    keyed[:30] = np.random.default_rng(2).integers(1, 6, (30, 24))

    marks = careless(raw(keyed), keyed, SCALES)

    assert marks[:30].mean() > 0.2
    assert not marks[30:].any()


def test_a_run_is_counted_over_gaps() -> None:
    nan = np.nan
    rows = np.array([[1, 1, nan, 1, 2, 2], [1, 2, 3, 4, 5, 1], [nan] * 6])

    assert longest_run(rows).tolist() == [3, 1, 0]


def test_the_spread_inside_scales_is_a_mean_of_standard_deviations() -> None:
    keyed = np.array([[1.0, 5.0, 3.0, 3.0]])

    # sd(1, 5) = 2.828427, sd(3, 3) = 0
    assert inner_spread(keyed, np.array([0, 0, 1, 1])) == pytest.approx([1.4142136])


def test_correlations_with_oneself_and_with_others_are_those_of_numpy() -> None:
    keyed = honest(5)
    odd = keyed.reshape(5, 8, 3)[:, :, ::2].mean(axis=2)
    even = keyed.reshape(5, 8, 3)[:, :, 1]

    assert even_odd(keyed, SCALES)[0] == pytest.approx(np.corrcoef(odd[0], even[0])[0, 1])
    others = keyed[1:].mean(axis=0)
    assert person_total(keyed)[0] == pytest.approx(np.corrcoef(keyed[0], others)[0, 1])


def test_answers_that_do_not_match_their_items_are_refused() -> None:
    with pytest.raises(NotEstimable):
        careless(np.ones((2, 3)), np.ones((2, 3)), np.array([0, 0]))


def test_the_variability_is_that_of_answers_before_keying() -> None:
    keyed = honest(5)

    signs = read_signs(raw(keyed), keyed, SCALES)

    # R careless::irv: sd over items
    assert signs.variability == pytest.approx(np.std(raw(keyed), axis=1, ddof=1))
    assert signs.flagged.tolist() == careless(raw(keyed), keyed, SCALES).tolist()
