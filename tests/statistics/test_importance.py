import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import linalg

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats
from survey.statistics.importance import bootstrap_weights, relative_weights
from survey.statistics.lmg import lmg
from tests.statistics.attitude import attitude

X, Y = attitude()[:, 1:], attitude()[:, 0]


def r_squared(X: Floats, y: Floats) -> float:
    X, y = X - X.mean(axis=0), y - y.mean()
    residual = y - X @ np.linalg.lstsq(X, y, rcond=None)[0]
    return 1.0 - float(residual @ residual) / float(y @ y)


def drawn(n: int, p: int, seed: int) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p)) + rng.normal(size=(n, 1))
    return X, X @ rng.normal(size=p) + rng.normal(size=n)


def test_relative_weights_are_johnsons() -> None:
    found = relative_weights(X, Y)

    # Johnson's formula with the matrix square root of SciPy.
    r = np.asarray(np.corrcoef(X.T), dtype=np.float64)
    root = np.asarray(linalg.sqrtm(r)).real
    slopes = np.linalg.solve(root, [np.corrcoef(x, Y)[0, 1] for x in X.T])
    assert found.weights == pytest.approx((root**2 @ slopes**2).tolist(), abs=1e-9)
    # R: summary(lm(rating ~ ., attitude))$r.squared
    assert found.r_squared == pytest.approx(0.732602, abs=1e-6)
    assert sum(found.shares) == pytest.approx(1.0)
    assert not found.regularised


def test_lmg_is_that_of_pingouin_and_relaimpo() -> None:
    found = lmg(X, Y)

    # pingouin 0.7.0, linear_regression(..., relimp=True)
    expected = (0.3708161943, 0.0509037930, 0.1557659902, 0.1203450794, 0.0065887225, 0.0281822131)
    assert found.weights == pytest.approx(expected, abs=1e-9)
    assert found.r_squared == pytest.approx(0.732602, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 6), st.integers(12, 40), st.integers(0, 10_000))
def test_weights_of_both_kinds_sum_to_r_squared_in_any_order(p: int, n: int, seed: int) -> None:
    X, y = drawn(n, p, seed)
    turned = np.random.default_rng(seed).permutation(p)

    fair, relative = lmg(X, y), relative_weights(X, y)

    assert sum(fair.weights) == pytest.approx(fair.r_squared)
    assert fair.r_squared == pytest.approx(r_squared(X, y))
    assert min(fair.weights) >= -1e-12
    assert lmg(X[::-1, turned], y[::-1]).weights == pytest.approx(
        [fair.weights[place] for place in turned]
    )
    if n > p + 4:
        assert sum(relative.weights) == pytest.approx(fair.r_squared)
        assert relative_weights(X[::-1, turned], y[::-1]).weights == pytest.approx(
            [relative.weights[place] for place in turned]
        )


def test_departments_on_different_levels_explain_nothing_by_that() -> None:
    X, y = drawn(60, 3, 1)
    groups = np.repeat([0, 1], 30)
    lifted, raised = X + 9.0 * groups[:, None], y + 5.0 * groups

    assert lmg(lifted, raised, groups).weights == pytest.approx(lmg(X, y, groups).weights)
    assert relative_weights(lifted, raised, groups).weights == pytest.approx(
        relative_weights(X, y, groups).weights
    )
    low = bootstrap_weights(X, y, groups, rng=np.random.default_rng(1), resamples=50)
    high = bootstrap_weights(lifted, raised, groups, rng=np.random.default_rng(1), resamples=50)
    assert high.low == pytest.approx(low.low)


def test_a_copy_and_a_constant_take_nothing_with_them() -> None:
    X, y = drawn(40, 3, 2)
    more = np.column_stack([X, X[:, 0], np.ones(40)])

    fair, relative = lmg(more, y), relative_weights(more, y)

    assert fair.weights[4] == pytest.approx(0.0, abs=1e-12)
    assert relative.weights[4] == 0.0
    assert fair.weights[0] == pytest.approx(fair.weights[3])
    assert relative.weights[0] == pytest.approx(relative.weights[3])
    assert sum(relative.weights) == pytest.approx(sum(fair.weights))
    assert fair.r_squared == pytest.approx(r_squared(X, y))


def test_incomplete_people_are_dropped_before_n_is_taken() -> None:
    holed = np.vstack([X, np.where(X[:2] > 0, np.nan, X[:2])])

    assert lmg(holed, np.append(Y, [1.0, 2.0])) == lmg(X, Y)
    assert relative_weights(holed, np.append(Y, [1.0, 2.0])) == relative_weights(X, Y)


def test_hardly_more_people_than_constructs_is_said() -> None:
    X, y = drawn(9, 6, 3)

    assert relative_weights(X, y).regularised


def test_resampled_moments_are_those_of_resampled_people() -> None:
    X, y = drawn(40, 4, 4)

    found = bootstrap_weights(X, y, rng=np.random.default_rng(7), resamples=400)

    rng = np.random.default_rng(7)
    plain = []
    for start in (0, 250):
        drawn_rows = rng.integers(0, 40, size=(min(250, 400 - start), 40))
        plain += [relative_weights(X[rows], y[rows]).weights for rows in drawn_rows]
    low, high = np.quantile(plain, [0.025, 0.975], axis=0)
    assert found.low == pytest.approx(low.tolist(), abs=1e-9)
    assert found.high == pytest.approx(high.tolist(), abs=1e-9)


def test_resamples_that_hardly_differ_in_a_construct_are_weighed_by_eigenvectors() -> None:
    X, y = drawn(45, 4, 6)
    # Nearly a copy, but what it adds makes y; and one that a third of the resamples find constant.
    hidden = np.random.default_rng(8).normal(size=45)
    X[:, 3], y = X[:, 0] + 1e-3 * hidden, hidden + 0.5 * y
    X[:, 2] = np.where(np.arange(45) == 7, 4.0, 13.0 / 3.0)

    found = bootstrap_weights(X, y, rng=np.random.default_rng(7), resamples=250)

    rows = np.random.default_rng(7).integers(0, 45, size=(250, 45))
    plain = [relative_weights(X[people], y[people]).weights for people in rows]
    low, high = np.quantile(plain, [0.025, 0.975], axis=0)
    assert found.low == pytest.approx(low.tolist(), abs=1e-9)
    assert found.high == pytest.approx(high.tolist(), abs=1e-9)


def test_what_cannot_be_shared_out_is_refused() -> None:
    X, y = drawn(30, 4, 5)
    with pytest.raises(NotEstimable):
        bootstrap_weights(X[:11], y[:11], rng=np.random.default_rng(1))
    with pytest.raises(NotEstimable):
        relative_weights(X, np.ones(30))
    with pytest.raises(NotEstimable):
        lmg(X, np.ones(30))
    with pytest.raises(NotEstimable):
        lmg(np.ones((30, 21)), y)
    with pytest.raises(NotEstimable):
        lmg(X[:5], y)
