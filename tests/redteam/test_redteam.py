"""Keep the short form of the red team: one small campaign a database, and the naive build.

The full run, 20 department-campaigns of 12 on each database, is `make redteam`; its figures are in
docs/measurements/redteam.md.
"""

import numpy as np
import pytest

from tests.postgres import Postgres
from tests.redteam.matching import Result, attack
from tests.redteam.naive_stage import play_naive
from tests.redteam.places import find_place
from tests.redteam.stage import play_accord

PEOPLE = (8, 8)
# In the suite a false alarm is worse than a blunt needle: one in a million runs.
ALARM = 1e-6


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> Postgres | None:
    return None if request.param == "sqlite" else request.getfixturevalue("postgres")


@pytest.fixture(scope="module")
def ours(server: Postgres | None) -> list[Result]:
    with find_place(server) as place:
        case = play_accord(place, np.random.default_rng(), people=PEOPLE)
    return attack(case, np.random.default_rng(), alarm=ALARM)


def test_no_attack_links_a_person_to_answers(ours: list[Result]) -> None:
    links = {(each.line.number, each.line.title): each.links for each in ours if not each.held}

    assert {name for name in links if name[0] != "—"} == set()


def test_with_the_seal_key_copied_while_open_ballots_open(ours: list[Result]) -> None:
    # What the promise does not cover (section 1, sentence 8): it shows that the harness can read.
    control = next(each for each in ours if each.line.stolen)

    assert control.links.opened == sum(PEOPLE)


def test_the_naive_build_falls_to_what_the_harness_can_see(server: Postgres | None) -> None:
    with find_place(server) as place:
        case = play_naive(place, np.random.default_rng(1), people=PEOPLE)

    results = attack(case, np.random.default_rng(1), alarm=ALARM)

    fallen = {each.line.number for each in results if not each.held}
    assert {"A01", "A08", "A09"} <= fallen
    assert server is None or "A05" in fallen
