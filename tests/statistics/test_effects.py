import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.errors import NotEstimable
from survey.statistics.effects import cliffs_delta, hedges_g

# Worked example of Hogarty & Kromrey (1999), as in R's effsize.
TREATMENT = np.array([10.0, 10, 20, 20, 20, 30, 30, 30, 40, 50])
CONTROL = np.array([10.0, 20, 30, 40, 40, 50])

codes = st.lists(st.integers(1, 5).map(float), min_size=2, max_size=9).map(np.array)


def test_cliffs_delta_is_that_of_effsize() -> None:
    found = cliffs_delta(CONTROL, TREATMENT, student=True)

    # effsize: delta -0.25, 95 % -0.7265846 .. 0.3890062
    assert found.delta == pytest.approx(-0.25)
    assert (found.low, found.high) == pytest.approx((-0.7265846, 0.3890062), abs=1e-6)
    assert found.superiority == pytest.approx(0.375)


def test_the_normal_interval_is_inside_students() -> None:
    normal, student = (
        cliffs_delta(CONTROL, TREATMENT),
        cliffs_delta(CONTROL, TREATMENT, student=True),
    )

    assert student.low < normal.low < normal.delta < normal.high < student.high


def test_groups_that_do_not_overlap_have_an_interval_up_to_the_edge() -> None:
    found = cliffs_delta(np.array([1.0, 1, 2, 2]), np.array([3.0, 4, 5, np.nan]))

    assert (found.delta, found.high) == (1.0, 1.0)
    # Delta moved inwards to 11/12, its variance at the floor (1 - d^2) / 11 = .0145202, put into
    # Feng's formula by hand: (.146412 - .067336) / .215501.
    assert found.low == pytest.approx(0.36694, abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(codes, codes)
def test_delta_turns_round_with_its_groups_and_lies_in_its_interval(
    first: np.ndarray[tuple[int], np.dtype[np.float64]],
    second: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> None:
    one, other = cliffs_delta(first, second), cliffs_delta(second, first)

    assert one.delta == pytest.approx(-other.delta)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))
    assert -1.0 <= one.low <= one.delta <= one.high <= 1.0


def test_hedges_g_has_the_exact_correction() -> None:
    # d = -3.666667 / pooled 13.8925..., J = Gamma(7) / (sqrt(7) Gamma(6.5)) = .9452...
    a, b = TREATMENT, CONTROL
    pooled = np.sqrt((9 * a.var(ddof=1) + 5 * b.var(ddof=1)) / 14)
    exact = 720.0 / (7.0**0.5 * 287.885277815)  # Gamma(7), Gamma(6.5)

    assert hedges_g(b, a) == pytest.approx(exact * (a.mean() - b.mean()) / pooled, abs=1e-9)
    # pingouin 0.7.0, with the usual approximation of J
    assert hedges_g(b, a) == pytest.approx(-0.3990663, abs=1e-3)


def test_without_people_or_variance_there_is_no_effect_size() -> None:
    with pytest.raises(NotEstimable):
        cliffs_delta(np.array([1.0]), CONTROL)
    with pytest.raises(NotEstimable):
        hedges_g(np.array([1.0, np.nan]), CONTROL)
    with pytest.raises(NotEstimable):
        hedges_g(np.ones(3), np.ones(3))
