import numpy as np
import pytest
from scipy import stats

from survey.errors import NotEstimable
from survey.statistics.nominations import PRIOR_MEAN, evidence, excess, insight
from tests.statistics.worlds import prepared

LOUD = np.array([2.0, 2.5, 3.0, 3.5, 4.0])


def test_nominations_that_follow_loudness_only_exceed_nothing() -> None:
    shares = np.sin(0.1 * LOUD) ** 2

    assert excess(shares, LOUD, 30) == pytest.approx(np.zeros(5), abs=1e-9)


def test_what_is_named_beyond_its_loudness_stands_out() -> None:
    shares = np.sin(0.1 * LOUD) ** 2
    shares[1] = 0.6

    found = excess(shares, LOUD, 30)

    assert found.argmax() == 1
    assert found[1] == 4.0


def test_equal_severities_leave_only_the_shares() -> None:
    found = excess(np.array([0.1, 0.2, 0.3, 0.4]), np.full(4, 3.0), 30)

    assert np.all(np.diff(found) > 0)


def test_a_handful_of_constructs_gives_no_line() -> None:
    with pytest.raises(NotEstimable, match="constructs=3"):
        excess(np.full(3, 0.1), np.full(3, 3.0), 30)


def test_nominations_of_the_driver_gain_weight_and_others_lose_it() -> None:
    data = prepared()
    m = data.X.mean(axis=1)
    out = np.eye(len(m)) - np.outer(m, m) / (m @ m)
    X, y = out @ data.X, out @ data.y

    right = insight(X, y, np.array([3.0, 0, 0, 0, 0, 0]))
    wrong = insight(X, y, np.array([-1.0, 0, 0, 0, 0, 3.0]))

    assert right.mean > PRIOR_MEAN > wrong.mean
    assert right.track > wrong.track


def test_nominations_without_any_spread_leave_the_prior() -> None:
    assert insight(np.zeros((9, 4)), np.ones(9), np.ones(4)).mean == PRIOR_MEAN


def test_evidence_is_normal_with_the_tail_of_students_t() -> None:
    z = np.array([-3.0, 0.0, 1.0, 4.0])

    # p_nom = t.sf(z, 8), turned into a normal deviate
    assert evidence(z) == pytest.approx(stats.norm.isf(stats.t.sf(z, 8)))


def test_ties_everywhere_exceed_nothing_and_warn_of_nothing() -> None:
    found = excess(np.full(5, 0.2), np.array([3.0, 3.0, 3.0, 4.0, 4.0]), 30)

    assert found == pytest.approx(np.zeros(5))
