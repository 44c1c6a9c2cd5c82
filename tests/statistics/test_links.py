import numpy as np
import pytest

from survey.errors import NotEstimable
from survey.statistics.arrays import Floats
from survey.statistics.links import draw_links
from survey.statistics.standard import Standard
from tests.statistics.worlds import prepared


def slopes(data: Standard, nominated: Floats | None = None) -> Floats:
    links = draw_links(data, draws=2_000, rng=np.random.default_rng(5), nominated=nominated)
    return links.slopes


def test_the_planted_link_is_the_largest_and_the_others_share_the_halo() -> None:
    found = slopes(prepared()).mean(axis=0)

    assert found.argmax() == 0
    assert found[0] > 3 * np.abs(found[1:]).max()


def test_with_many_answers_links_are_those_of_least_squares() -> None:
    data = prepared(n=4_000)
    expected, *_ = np.linalg.lstsq(data.X, data.y)

    left = data.y - data.X @ expected
    errors = np.sqrt(np.diag(np.linalg.inv(data.X.T @ data.X)) * (left @ left) / 3_992)

    assert slopes(data).mean(axis=0) == pytest.approx(expected, abs=0.02)
    # What the common slope and a shift of all specific links share must cancel in every draw.
    assert slopes(data).std(axis=0) == pytest.approx(errors, rel=0.1)


def test_the_mean_over_draws_is_the_closed_form_of_a_shrunk_regression() -> None:
    data = prepared(n=24)
    drawn = draw_links(data, draws=60_000, rng=np.random.default_rng(0))

    # E[delta | ratio t] = t X'(I + t X X')^-1 y with the halo projected out, mixed over the grid
    m = data.X.mean(axis=1)
    out = np.eye(24) - np.outer(m, m) / (m @ m)
    X, y = out @ data.X, out @ data.y
    weights, means = [], []
    for ratio in np.exp(np.linspace(-6.0, 3.0, 37)):
        kernel = np.eye(24) + ratio * X @ X.T
        left = np.linalg.solve(kernel, y)
        weights.append(-0.5 * (np.linalg.slogdet(kernel)[1] + 21 * np.log(y @ left)))
        means.append(ratio * X.T @ left)
    mass = np.exp(np.array(weights) - max(weights))
    expected = mass @ np.array(means) / mass.sum()

    assert drawn.specific.mean(axis=0) == pytest.approx(expected, abs=0.015)


def test_without_a_specific_link_all_slopes_stay_near_the_common_one() -> None:
    found = slopes(prepared(link=0.0)).mean(axis=0)

    assert np.ptp(found) < 0.1
    assert found.mean() > 0


def test_nominations_that_track_ratings_move_the_slopes_their_way() -> None:
    data = prepared(n=24)
    named = np.array([3.0, 0.0, 0.0, 0.0, 0.0, -0.5])

    with_names = slopes(data, named).mean(axis=0)

    assert with_names[0] > slopes(data).mean(axis=0)[0]


def test_the_same_seed_gives_the_same_draws() -> None:
    assert np.array_equal(slopes(prepared()), slopes(prepared()))


def test_people_who_do_not_differ_in_their_mood_show_no_links() -> None:
    data = prepared(n=20)
    flat = Standard(
        X=data.X - data.X.mean(axis=1, keepdims=True),
        y=data.y,
        groups=data.groups,
        imputed=data.imputed,
    )

    with pytest.raises(NotEstimable):
        slopes(flat)
