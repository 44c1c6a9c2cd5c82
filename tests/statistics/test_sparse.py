from itertools import combinations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats
from survey.statistics.picks import Pull
from survey.statistics.sparse import (
    DENSE,
    EFFECT,
    EFFECT_SPREAD,
    NOISE,
    SIZES,
    Effects,
    draw_effects,
    prior_odds,
)
from survey.statistics.standard import Standard
from tests.statistics.worlds import prepared


def drawn(
    data: Standard, *, odds: Floats | None = None, pull: Pull | None = None, draws: int = 2_000
) -> Effects:
    known = np.zeros(data.X.shape[1]) if odds is None else odds
    return draw_effects(data, known, draws=draws, rng=np.random.default_rng(5), pull=pull)


def test_the_planted_link_acts_and_the_others_hardly_do() -> None:
    found = drawn(prepared())

    assert found.acts[0] > 0.99
    assert found.acts[1:].max() < 0.5
    assert found.insight is None


def test_chances_are_those_of_all_sets_weighed_one_by_one() -> None:
    data = prepared(n=20, p=4, link=0.2)
    found = drawn(data, draws=40_000)

    # The same model written out: y is normal with mean X_S EFFECT and the covariance of noise,
    # of small slopes of everything and of the spread of effects, in the space without the halo.
    m = data.X.mean(axis=1)
    space = np.linalg.svd(np.eye(20) - np.outer(m, m) / (m @ m))[0][:, :19]
    # Centring by department has taken two directions out already; with the halo n - 3 are left.
    centred = np.stack([data.groups == 0, data.groups == 1], axis=1).astype(float)
    flat = space.T @ centred
    space = space @ np.linalg.svd(np.eye(19) - flat @ np.linalg.pinv(flat))[0][:, :17]
    X, y = space.T @ data.X, space.T @ data.y
    weights = {}
    for size in range(5):
        sets = list(combinations(range(4), size))
        for members in sets:
            mine = X[:, list(members)]
            for noise in NOISE:
                spread = noise * (np.eye(17) + DENSE * X @ X.T)
                spread = spread + EFFECT_SPREAD**2 * mine @ mine.T
                density = multivariate_normal.logpdf(y, EFFECT * mine.sum(axis=1), spread)
                weights[members, float(noise)] = SIZES[size] / len(sets) * np.exp(density)
    total = sum(weights.values())
    for j in range(4):
        held = sum(weight for (members, _), weight in weights.items() if j in members)
        chosen = (found.slopes[:, j] != 0).mean()
        assert chosen == pytest.approx(held / total, abs=0.012)


def test_prior_odds_move_what_the_answers_leave_open() -> None:
    odds = np.array([0.0, 0.0, 2.0, 0.0, -2.0, 0.0])

    found = drawn(prepared(link=0.0, n=20), odds=odds)

    assert found.acts.argmax() == 2
    assert found.acts.argmin() == 4


def test_being_picked_is_evidence_as_far_as_there_is_insight() -> None:
    data = prepared(n=24)
    agreeing = Pull(matrix=np.eye(6), vector=np.array([4.0, 0, 0, 0, 0, 0]))
    silent = Pull(matrix=np.eye(6), vector=np.zeros(6))

    told, untold = drawn(data, pull=agreeing), drawn(data, pull=silent)

    assert told.insight is not None
    assert untold.insight is not None
    assert told.insight > untold.insight
    assert told.acts[0] >= untold.acts[0]


def test_order_of_constructs_and_of_people_change_nothing_but_noise() -> None:
    data = prepared(n=30, link=0.3)
    turned = np.array([3, 1, 5, 0, 2, 4])
    rows = np.random.default_rng(1).permutation(30)
    moved = Standard(
        X=data.X[rows][:, turned],
        y=data.y[rows],
        groups=data.groups[rows],
        imputed=data.imputed[turned],
    )

    found = drawn(moved, draws=20_000).acts

    assert found == pytest.approx(drawn(data, draws=20_000).acts[turned], abs=0.02)


def test_departments_may_be_swapped() -> None:
    data = prepared(n=30)
    swapped = Standard(X=data.X, y=data.y, groups=1 - data.groups, imputed=data.imputed)

    assert np.array_equal(drawn(swapped).slopes, drawn(data).slopes)


def test_turning_everything_round_turns_links_against_it() -> None:
    """Scores read the other way round leave no construct that feeds the conflict."""
    data = prepared()
    turned = Standard(X=-data.X, y=data.y, groups=data.groups, imputed=data.imputed)

    assert drawn(turned).acts[0] < 0.05


def test_the_same_seed_gives_the_same_draws() -> None:
    assert np.array_equal(drawn(prepared()).slopes, drawn(prepared()).slopes)


def test_loud_ones_act_more_often_but_not_the_loudest_nor_those_of_one_side() -> None:
    odds = prior_odds(np.array([-0.5, 0.5, 1.5, 0.5]), np.array([0.0, 0.0, 0.0, -1.0]))

    assert odds[1] > max(odds[0], odds[2], odds[3])


def test_people_who_do_not_differ_in_their_mood_show_no_effects() -> None:
    data = prepared(n=20)
    flat = data.X - data.X.mean(axis=1, keepdims=True)

    with pytest.raises(NotEstimable):
        drawn(Standard(X=flat, y=data.y, groups=data.groups, imputed=data.imputed))
