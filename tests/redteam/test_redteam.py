"""Keep the short form of the red team: one small campaign a database, and the naive build.

The full run, 20 department-campaigns of 12 on each database, is `make redteam`; its figures are in
docs/measurements/redteam.md.
"""

import numpy as np
import pytest

from tests.postgres import Postgres
from tests.redteam import guard
from tests.redteam.case import Case
from tests.redteam.limits import a41_padding
from tests.redteam.linking import allow
from tests.redteam.matching import Result, attack
from tests.redteam.naive_siege import besiege_naive
from tests.redteam.naive_stage import play_naive
from tests.redteam.places import find_place
from tests.redteam.remains import look_around
from tests.redteam.siege import ATTACKS, CROWDS, LONG, besiege
from tests.redteam.stage import play_accord

PEOPLE = (8, 8)
# In the suite a false alarm is worse than a blunt needle: one in a million runs.
ALARM = 1e-6


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> Postgres | None:
    return None if request.param == "sqlite" else request.getfixturevalue("postgres")


@pytest.fixture(scope="module")
def ours(server: Postgres | None) -> Case:
    with find_place(server) as place:
        return play_accord(place, np.random.default_rng(), people=PEOPLE)


@pytest.fixture(scope="module")
def results(ours: Case) -> list[Result]:
    return attack(ours, np.random.default_rng(), alarm=ALARM)


@pytest.fixture(scope="module")
def naive(server: Postgres | None) -> Case:
    with find_place(server) as place:
        return play_naive(place, np.random.default_rng(1), people=PEOPLE)


def test_chance_explains_thirty_five_links_in_twenty_campaigns() -> None:
    # shared rule of the red team: "20 campaigns fail above 35"; P(Poisson(20) > 35) = 0.0008.
    assert allow(20) == 35


def test_no_attack_links_a_person_to_answers(results: list[Result]) -> None:
    broken = [each for each in results if not each.held and not each.line.stolen]

    assert broken == []


def test_with_the_seal_key_copied_while_open_ballots_open(results: list[Result]) -> None:
    # What the promise does not cover (section 1, sentence 8): it shows that the harness can read.
    control = next(each for each in results if each.line.stolen)

    assert control.links.opened == sum(PEOPLE)


def test_nothing_lies_about(ours: Case, server: Postgres | None) -> None:
    if server is not None:
        return  # every page of both databases is searched by tests/test_privacy.py
    assert [each for each in look_around(ours) if each.faults] == []


def test_the_naive_build_falls_to_what_the_harness_can_see(
    naive: Case, server: Postgres | None
) -> None:
    fallen = {
        each.line.number
        for each in attack(naive, np.random.default_rng(1), alarm=ALARM)
        if not each.held
    }

    assert {"A01", "A08", "A09"} <= fallen
    assert server is None or "A05" in fallen
    assert [each.number for each in look_around(naive) if not each.faults] == []


def test_the_doors_of_the_naive_build_are_open(server: Postgres | None) -> None:
    with find_place(server) as place:
        found = besiege_naive(place)

    assert len(found) == 11
    assert [each.number for each in found if not each.faults] == []


def test_the_doors_hold(server: Postgres | None) -> None:
    # All attacks on one database, the crowds on both; `make redteam` tries everything on both.
    chosen = CROWDS if server is None else ATTACKS.keys() - LONG
    with find_place(server) as place:
        found = besiege(place, np.random.default_rng(), chosen)

    assert {each.number for each in found} == set(chosen)
    assert [each for each in found if each.faults] == []


def test_a_padded_roster_betrays_the_one_real_person_as_the_page_says() -> None:
    betrayed, items = a41_padding(np.random.default_rng())

    assert betrayed == items


def test_no_code_near_participants_rows_tells_an_order() -> None:
    assert guard.list_missing() == []
    assert guard.a40_guard() == []
    assert guard.a40_guard((guard.NAIVE,)) != []
