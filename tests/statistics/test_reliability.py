import numpy as np
import pytest

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats
from survey.statistics.reliability import feldt_interval, reliability, shrunk_alpha
from tests.statistics.attitude import attitude


def test_alpha_of_a_known_data_set_is_that_of_psych() -> None:
    known = reliability([attitude()])

    # R psych::alpha
    assert known.alpha == pytest.approx(0.843143, abs=1e-6)
    assert known.standardised == pytest.approx(0.839084, abs=1e-6)
    assert known.mean_r == pytest.approx(0.426907, abs=1e-6)
    assert (known.low, known.high) == pytest.approx((0.739376, 0.915773), abs=1e-6)
    assert (known.n, known.k) == (30, 7)


def test_feldts_interval_agrees_with_statpsych_in_its_own_degrees_of_freedom() -> None:
    # statpsych::ci.cronbach(.05, .85, 7, 89) takes n (k - 1), not Feldt's (n - 1) (k - 1), as its
    # second degrees of freedom; with ours it agrees to the fourth place.
    expected = (0.7971254, 0.8931436)

    assert feldt_interval(0.85, 89, 7, second_df=89 * 6) == pytest.approx(expected, abs=1e-6)
    assert feldt_interval(0.85, 89, 7) == pytest.approx(expected, abs=1e-4)


def test_departments_on_different_levels_do_not_raise_alpha() -> None:
    low = attitude()

    apart = reliability([low, low + 1_000.0])

    assert apart.alpha == pytest.approx(reliability([low]).alpha)


def test_incomplete_rows_are_dropped_before_n_is_taken() -> None:
    holed = np.vstack([attitude(), np.full((3, 7), np.nan)])

    assert reliability([holed]) == reliability([attitude()])


@pytest.mark.parametrize("rows", [np.ones((1, 3)), np.ones((9, 1)), np.ones((9, 3))])
def test_without_items_rows_or_variance_there_is_no_alpha(rows: Floats) -> None:
    with pytest.raises(NotEstimable):
        reliability([rows])


def test_items_that_cancel_out_once_standardised_have_no_standardised_alpha() -> None:
    # The second item mirrors the first at half its size: r is -1, the sum keeps some variance.
    mirrored = np.array([[1.0, 5.0], [3.0, 4.0], [5.0, 3.0], [3.0, 4.0]])

    found = reliability([mirrored])

    assert found.mean_r == pytest.approx(-1.0)
    assert found.standardised is None


def test_a_shrunk_alpha_lies_between_data_and_prior_and_in_bounds() -> None:
    assert shrunk_alpha(0.45, 15) == pytest.approx(0.55)
    assert shrunk_alpha(0.9, 0) == pytest.approx(0.65)
    assert shrunk_alpha(-5.0, 100) == 0.0
    assert shrunk_alpha(1.0, 10_000) == 0.95
