"""Keep the seven promises of privacy beside the broken copies in which each is seen to be broken.

One campaign is played on each database and seized at five moments (tests/privacy/story.py). A check
(tests/privacy/checks.py) returns what it finds: nothing in the real thing, something in each copy
that was broken on purpose (tests/privacy/breaks.py). The sentences quoted are those of the promise
that is shown to every participant.
"""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import copy_template
from tests.postgres import Postgres
from tests.privacy import breaks, checks
from tests.privacy.breaks import Broken
from tests.privacy.chatty import overhear
from tests.privacy.evidence import PostgresArchive, SqliteArchive
from tests.privacy.people import invite
from tests.privacy.story import Story, play
from tests.privacy.workshop import PostgresWorkshop, SqliteWorkshop, Workshop
from tests.town import Town, found_town

Break = Callable[[Workshop], Broken]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def workshop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workshop]:
    """A campaign that was played to its end, and where copies of it are made."""
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("copies")
    if request.param == "sqlite":
        with found_town(home) as town:
            story = _play(town, SqliteArchive(home=home))
        yield SqliteWorkshop(folder=folder, story=story, chatter=_chat(story, folder))
    else:
        server: Postgres = request.getfixturevalue("postgres")
        name = copy_template(server, "empty")
        with found_town(home, database=server.url(name)) as town:
            archive = PostgresArchive(home=home, server=server, database=name)
            story = _play(town, archive.begin())
        made = PostgresWorkshop(
            folder=folder, server=server, story=story, chatter=_chat(story, folder), made=[name]
        )
        yield made
        made.clear()


def _play(town: Town, archive: SqliteArchive | PostgresArchive) -> Story:
    links = list(town.links)
    random.shuffle(links)
    return play(town, archive, invite(links))


def _chat(story: Story, folder: Path) -> bytes:
    (folder / "chatty").mkdir()
    return overhear(folder / "chatty", story.people[2])


# --- address ---------------------------------------------------------------------------------


def test_address_no_file_log_or_table_tells_from_where_somebody_came(workshop: Workshop) -> None:
    """Promise 6: "no IP addresses"; 1: "all logs included"."""
    assert checks.find_addresses(workshop.story) == []


@pytest.mark.parametrize(
    "broken", [breaks.access_log, breaks.user_agent_column, breaks.token_column]
)
def test_address_is_found_where_it_is_kept(workshop: Workshop, broken: Break) -> None:
    _require_found(checks.find_addresses, broken(workshop))


# --- clock -----------------------------------------------------------------------------------


def test_clock_nothing_tells_when_somebody_answered(workshop: Workshop) -> None:
    """Promise 1: "nobody, … the whole database … included, can learn which answers are yours"."""
    assert checks.find_clocks(workshop.story) == []


@pytest.mark.parametrize(
    "broken",
    [
        breaks.timestamp_column,
        breaks.time_as_number,
        breaks.file_for_each_answer,
        breaks.thanks_by_mail,
    ],
)
def test_clock_is_found_where_it_ticks(workshop: Workshop, broken: Break) -> None:
    _require_found(checks.find_clocks, broken(workshop))


# --- counter ---------------------------------------------------------------------------------


def test_counter_no_row_of_a_participant_has_a_number(workshop: Workshop) -> None:
    """Promise 1, as for the clock: a number is a clock without hands."""
    assert checks.find_counters(workshop.story) == []


@pytest.mark.parametrize(
    "broken",
    [
        breaks.counting_column,
        breaks.hidden_number,
        breaks.clocked_identifiers,
        breaks.machine_identifiers,
    ],
)
def test_counter_is_found_where_rows_are_numbered(workshop: Workshop, broken: Break) -> None:
    _require_found(checks.find_counters, broken(workshop))


# --- order -----------------------------------------------------------------------------------


def test_order_of_rows_and_pages_has_nothing_to_do_with_the_order_of_answering(
    workshop: Workshop,
) -> None:
    """Promise 1: "its backups … included"; 5: "not whether you filled it in"."""
    assert checks.find_orders(workshop.story) == []


@pytest.mark.parametrize("broken", [breaks.no_night, breaks.rows_as_they_came])
def test_order_is_found_where_nobody_shuffles(workshop: Workshop, broken: Break) -> None:
    _require_found(checks.find_orders, broken(workshop))


# --- weight ----------------------------------------------------------------------------------


def test_weight_every_ballot_and_every_reply_is_as_long_as_any_other(workshop: Workshop) -> None:
    """Promise 2: "nobody can read any answer"; 7: "you can change or withdraw", unseen."""
    assert checks.find_weights(workshop.story) == []


@pytest.mark.parametrize("broken", [breaks.unpadded_ballots, breaks.telling_reply])
def test_weight_is_found_where_it_differs(workshop: Workshop, broken: Break) -> None:
    _require_found(checks.find_weights, broken(workshop))


# --- database file ---------------------------------------------------------------------------


def test_files_hold_no_answer_at_any_time_and_nobody_after_the_close(workshop: Workshop) -> None:
    """Promise 2: "encrypted on your device"; 3: "keys and ballots are destroyed"."""
    assert checks.find_remains(workshop.story) == []


@pytest.mark.parametrize("broken", [breaks.kept_plaintext, breaks.deleted_only, breaks.leftovers])
def test_remains_are_found_where_they_lie(workshop: Workshop, broken: Break) -> None:
    _require_found(checks.find_remains, broken(workshop))


# --- logs ------------------------------------------------------------------------------------


def test_logs_repeat_nothing_of_a_request_even_when_it_fails(workshop: Workshop) -> None:
    """Promise 1: "all logs included"; 6: "no tracking"."""
    assert checks.find_logged(workshop.story) == []


@pytest.mark.parametrize("broken", [breaks.logged_bodies, breaks.logged_time, breaks.logged_key])
def test_logs_that_talk_are_found(workshop: Workshop, broken: Break) -> None:
    _require_found(checks.find_logged, broken(workshop))


def _require_found(check: Callable[[Story], list[str]], broken: Broken) -> None:
    found = check(broken.story)

    assert any(broken.says in each for each in found), (broken.says, found[:5])
