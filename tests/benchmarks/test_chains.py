"""The benchmark of "begin here", in its quick form: it plants what it says, and sees faults."""

from collections.abc import Callable

import numpy as np

from tests.benchmarks.chains import CHAIN, check_data, draw_chain, read_world
from tests.benchmarks.designs import load_design
from tests.benchmarks.families import Family, Planted
from tests.benchmarks.worlds import draw_world

DESIGN = load_design("kit")
WORLDS = 24


def test_a_chain_makes_two_causes_neighbours_and_leaves_their_severities_alone() -> None:
    def planter(push: float) -> Callable[..., Planted]:
        def plant_pair(_: Family, p: int, **__: object) -> Planted:
            still, alone = np.full((2, p), 0.5), np.zeros(p, dtype=np.int64)
            return Planted(mu=still, beta=still, cluster=alone, chain=(0, 1, push))

        return plant_pair

    means, links = [], []
    for push in (0.0, 0.9):
        world = draw_world(CHAIN, DESIGN, 400, null=False, seed=1, index=0, planter=planter(push))
        codes = [cause.items[1].id for cause in DESIGN.causes[:3]]
        table = np.array([[r.answers.get(code, np.nan) for code in codes] for r in world.responses])
        full = table[~np.isnan(table).any(axis=1)]
        means.append(full.mean(axis=0))
        links.append(abs(np.corrcoef(full, rowvar=False)[0]))

    np.testing.assert_allclose(means[0], means[1], atol=0.15)
    assert links[1][1] > links[0][1] + 0.1
    assert abs(links[1][2] - links[0][2]) < 0.08


def test_the_answers_agree_with_a_planted_chain_and_seldom_without_one() -> None:
    agreed = {
        kind: sum(
            check_data(kind, DESIGN, 30, seed=1, index=index) == "agrees" for index in range(WORLDS)
        )
        for kind in ("partly", "apart")
    }

    # Rates of many worlds: docs/measurements/structure.md.
    assert agreed["partly"] > agreed["apart"] + WORLDS // 4


def test_begin_here_is_as_right_as_the_link_of_the_kit() -> None:
    told = [read_world("partly", DESIGN, 60, seed=1, index=index) for index in range(6)]

    found = [one for one in told if one.both]
    assert found
    for one in found:
        assert (one.said["right"], one.said["wrong"]) == ("first", "later")
        assert one.said["absent"] in ("silent", "others", "first")
    assert all(one.said["right"] in ("silent", "others") for one in told if not one.both)


def test_the_kinds_differ_in_what_is_planted_and_a_world_comes_again() -> None:
    once, again, other = (
        draw_chain(kind, DESIGN, 15, seed=3, index=2) for kind in ("partly", "partly", "apart")
    )

    assert once == again
    assert once[1] == other[1]
    assert once[0].responses != other[0].responses
