"""Figures by R of answers made up for it: ties, gaps, a reversed item, unequal departments.

R 4.2.2 with psych 2.2.9, multilevel 2.7, survey 4.1-1 and corpcor 1.6.10, on the data below; where
no package was at hand, base R by the formula of the cited source.
"""

import numpy as np
import pytest

from survey.statistics.agreement import agree, group_reliability
from survey.statistics.brunner_munzel import brunner_munzel, permuted_brunner_munzel
from survey.statistics.contrast import welch
from survey.statistics.effects import cliffs_delta, hedges_g
from survey.statistics.importance import relative_weights
from survey.statistics.lmg import lmg
from survey.statistics.omega import omega_total
from survey.statistics.population import department_mean
from survey.statistics.reliability import reliability
from survey.statistics.scoring import key, scale_scores
from survey.statistics.structure import partial_correlations
from tests.statistics.attitude import attitude

NAN = np.nan
TURNED, LOW, HIGH = np.array([False, True, False, False]), np.ones(4), np.full(4, 5.0)

# Raw codes, as they were ticked; the second item is reversed.
FIRST = np.array(
    [
        [3.0, 3, 3, 3],
        [4, 1, 4, 4],
        [4, 2, 5, 4],
        [4, 1, 2, 3],
        [3, 2, NAN, 4],
        [3, 3, 2, 4],
        [4, 3, 3, 3],
        [1, 3, 4, 3],
        [1, 3, 3, 3],
        [5, 3, 4, 5],
        [4, 2, 4, 4],
    ]
)
SECOND = np.array(
    [
        [3.0, 4, 2, 3],
        [1, 5, 1, 1],
        [3, 4, 2, 1],
        [1, 5, 2, 3],
        [3, 2, 4, 5],
        [NAN, 2, 3, 2],
        [2, 3, 4, 4],
    ]
)
OUTCOME = np.array(
    [2, 4.6, 3.5, 2, 3.6, 4, 3.1, 3.2, 2.5, 1.8, 3.4, 2.6, 1.8, 2.5, 0.8, 3.9, 2.8, 2.3]
)

A, B = key(FIRST, TURNED, LOW, HIGH), key(SECOND, TURNED, LOW, HIGH)
SCORES_A, SCORES_B = scale_scores(A), scale_scores(B)
EVERYBODY, GROUPS = np.vstack([A, B]), np.repeat([0, 1], [11, 7])


def test_a_reversed_item_and_a_gap_give_the_alpha_of_psych() -> None:
    found = reliability([A])

    # psych::alpha(complete rows of A), alpha.ci(…, 10, 4)
    assert (found.alpha, found.standardised) == pytest.approx((0.6081150488, 0.6262274424))
    assert (found.low, found.high) == pytest.approx((-0.03099271371, 0.89067089733))
    assert found.mean_r == pytest.approx(0.2952068191)


def test_unequal_departments_are_pooled_as_residuals_of_r() -> None:
    found = reliability([A, B])

    # C = crossprod(residuals(lm(x ~ g))) / (16 - 2), Feldt with 15 - 1 degrees of freedom
    assert found.alpha == pytest.approx(0.766238326, abs=1e-9)
    assert (found.low, found.high) == pytest.approx((0.4867639827, 0.9123096806))
    assert found.mean_r == pytest.approx(0.4612160179)


def test_omega_of_four_and_of_three_items() -> None:
    four = omega_total([A, B])

    # optim(…, reltol = 1e-16) from where psych::fa(fm = "minres") stops, which is at .7734142
    assert four.omega == pytest.approx(0.7734141867, abs=1e-6)
    assert four.loadings == pytest.approx(
        (0.491650541, 0.6987943908, 0.7183791102, 0.8205916098), abs=1e-5
    )
    # l1 = sqrt(c12 c13 / c23) …, of the rows complete in all four items
    rows = [side[~np.isnan(side).any(axis=1)] for side in (A, B)]
    three = omega_total([side[:, [0, 1, 3]] for side in rows])
    assert three.omega == pytest.approx(0.7083338247, abs=1e-9)
    assert three.loadings == pytest.approx((0.6112401979, 0.7896416724, 0.6345345478))


def test_agreement_is_that_of_multilevel() -> None:
    found = agree(A)

    # rwg.j(ranvar = 2), rwg.j(ranvar = 1.34), rwg.j.lindell, ad.m, ad.m(type = "median")
    assert found.rwg_uniform == pytest.approx(0.8061504668)
    assert found.rwg_skewed == pytest.approx(0.5945325063)
    assert found.lindell == pytest.approx(0.5097222222)
    assert (found.ad_mean, found.ad_median) == pytest.approx((0.79, 0.725))


def test_six_unequal_groups_have_the_icc_of_multilevel() -> None:
    a, b = (side[~np.isnan(side).any(axis=1)] for side in (A, B))
    groups = [a[:, 0], a[:, 2], b[:, 0], b[:, 3], OUTCOME[:4], OUTCOME[11:]]

    found = group_reliability(groups)

    assert (found.icc1, found.icc2) == pytest.approx((0.04090945479, 0.2341214452))


def test_scores_with_ties_are_contrasted_as_in_r() -> None:
    found = welch(SCORES_A, SCORES_B)

    # t.test(second, first)
    assert (found.t, found.df, found.p) == pytest.approx((-2.319837983, 9.094576215, 0.04521424552))
    assert (found.low, found.high) == pytest.approx((-1.958640781, -0.02620770424))
    assert hedges_g(SCORES_A, SCORES_B) == pytest.approx(-1.182764868)


def test_the_tendency_of_tied_scores_is_that_of_brunner_and_munzel() -> None:
    by_student = brunner_munzel(SCORES_A, SCORES_B)
    exact = permuted_brunner_munzel(SCORES_A[:6], SCORES_B, rng=np.random.default_rng(1))

    # Ranks by base R; all combn(13, 6) partings of the first six and the seven
    assert (by_student.statistic, by_student.p) == pytest.approx((-2.603402888, 0.02710597217))
    assert by_student.superiority == pytest.approx(0.2012987013)
    assert exact.way == "exact"
    assert exact.p == pytest.approx(0.0337995338)


def test_cliffs_delta_of_tied_scores_has_the_interval_of_feng() -> None:
    normal = cliffs_delta(SCORES_A, SCORES_B)
    student = cliffs_delta(SCORES_A, SCORES_B, student=True)

    # sign(outer(b, a, "-")); effsize takes Student's quantile
    assert normal.delta == pytest.approx(-0.5974025974)
    assert (normal.low, normal.high) == pytest.approx((-0.8671336657, -0.05672812251))
    assert (student.low, student.high) == pytest.approx((-0.877890464, -0.01170368916))


def test_a_department_of_fourteen_has_the_interval_of_svymean() -> None:
    found = department_mean(SCORES_A, 14, 1.0)

    # svymean(~s, svydesign(id = ~1, fpc = rep(14, 11))), confint with degf
    assert (found.mean, found.standard_error) == pytest.approx((3.492424242, 0.08925717765))
    assert (found.low, found.high) == pytest.approx((3.293546857, 3.691301628))


def test_what_explains_is_shared_out_within_departments_as_by_lm() -> None:
    relative = relative_weights(EVERYBODY, OUTCOME, GROUPS)
    fair = lmg(EVERYBODY, OUTCOME, GROUPS)

    # eigen of cor(residuals of x and y on g); all 16 lm(y ~ g + subset)
    assert relative.weights == pytest.approx(
        (0.02006660176, 0.2053238154, 0.06824374756, 0.03306625082)
    )
    assert fair.weights == pytest.approx(
        (0.01867084354, 0.2084904332, 0.06610459683, 0.03343454201)
    )
    assert fair.r_squared == pytest.approx(0.3267004155)


def test_shrunk_partial_correlations_are_those_of_corpcor() -> None:
    found = partial_correlations(attitude(), np.zeros(30, dtype=np.int64))

    # cor.shrink(attitude), pcor.shrink(attitude)
    assert found.shrinkage == pytest.approx(0.1660396924)
    assert [found.partial[0, 1], found.partial[0, 2], found.partial[5, 6]] == pytest.approx(
        [0.4845734886, 0.003639339825, 0.132145821]
    )
