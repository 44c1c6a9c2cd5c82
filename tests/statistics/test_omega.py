import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats
from survey.statistics.omega import omega_total, spearman_brown
from survey.statistics.reliability import reliability
from tests.statistics.attitude import attitude


def with_covariance(covariance: Floats) -> Floats:
    """Give data whose covariance is exactly this one."""
    rng = np.random.default_rng(1)
    k = len(covariance)
    raw = rng.normal(size=(40, k))
    raw -= raw.mean(axis=0)
    raw = raw @ np.linalg.inv(np.linalg.cholesky(np.cov(raw.T)).T)
    return np.asarray(raw @ np.linalg.cholesky(covariance).T)


def of_loadings(loadings: list[float], noise: list[float]) -> Floats:
    return np.outer(loadings, loadings) + np.diag(noise)


@pytest.mark.parametrize(
    ("loadings", "noise"),
    [
        ([0.8, 0.6, 0.5], [0.4, 0.7, 0.5]),
        ([0.8, -0.6, 0.5], [0.4, 0.7, 0.5]),
        ([0.8, 0.6, 0.5, 0.9, 0.4], [0.4, 0.7, 0.5, 0.3, 1.0]),
    ],
)
def test_items_of_one_factor_give_back_their_loadings(
    loadings: list[float], noise: list[float]
) -> None:
    covariance = of_loadings(loadings, noise)

    found = omega_total([with_covariance(covariance)])

    # (sum of loadings)^2 / variance of the sum, by construction
    assert found.omega == pytest.approx(sum(loadings) ** 2 / covariance.sum(), abs=1e-6)
    standard = np.array(loadings) / np.sqrt(np.diag(covariance))
    assert found.loadings == pytest.approx(standard, abs=1e-5)
    assert not found.heywood


def test_minres_is_where_principal_axes_come_to_rest() -> None:
    data = attitude()
    r = np.corrcoef(data.T)

    found = omega_total([data])

    loadings = np.array(found.loadings)
    values, vectors = np.linalg.eigh(r - np.diag(1.0 - loadings**2))
    assert np.abs(vectors[:, -1]) * np.sqrt(values[-1]) == pytest.approx(loadings, abs=1e-6)
    # statsmodels 0.14, Factor(attitude, n_factor=1, method="pa"): the same (sum of loadings)^2
    assert found.standardised == pytest.approx(0.8489157864, abs=1e-9)


def test_equal_loadings_make_omega_alpha() -> None:
    data = with_covariance(of_loadings([0.7] * 4, [0.5, 0.5, 0.5, 0.5]))

    assert omega_total([data]).omega == pytest.approx(reliability([data]).alpha, abs=1e-6)


@pytest.mark.parametrize("columns", [[0, 1, 2], [0, 1, 2, 3]])
def test_a_heywood_case_falls_back_to_alpha_and_says_so(columns: list[int]) -> None:
    # rating, complaints, privileges: r12 r23 / r13 = 1.08 > 1
    data = attitude()[:, columns]
    if len(columns) == 4:
        data = data.copy()
        data[:, 3] = data[:, 1] + 1e-3 * np.arange(30)

    found = omega_total([data])

    assert found.heywood
    assert found.omega == pytest.approx(reliability([data]).alpha)


def test_departments_on_different_levels_do_not_raise_omega() -> None:
    data = attitude()

    assert omega_total([data, data + 50.0]).omega == pytest.approx(omega_total([data]).omega)


@given(st.floats(0.01, 0.99), st.floats(1.0, 8.0))
def test_stepping_up_and_down_again_gives_the_correlation_back(r: float, k: float) -> None:
    assert spearman_brown(spearman_brown(r, k), 1.0 / k) == pytest.approx(r)


def test_two_items_have_the_reliability_of_spearman_and_brown() -> None:
    # 2 * .6 / 1.6
    assert spearman_brown(0.6) == pytest.approx(0.75)
    with pytest.raises(NotEstimable):
        spearman_brown(-1.0)


@pytest.mark.parametrize("rows", [attitude()[:, :2], attitude()[:3], np.ones((9, 3))])
def test_without_items_rows_or_variance_there_is_no_omega(rows: Floats) -> None:
    with pytest.raises(NotEstimable):
        omega_total([rows])
