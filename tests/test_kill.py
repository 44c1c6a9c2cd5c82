"""Keep the server's deaths: `kill -9` loses no acknowledged ballot and breaks no close.

One campaign on each database: the server is killed twice at random while people cast, and twice in
the middle of the close; each time it is only started again. What was acknowledged is known from the
people's own devices, what is there from the database.
"""

import asyncio
import contextlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import httpx
import msgspec
import pytest

from survey.ballots import base64url, manifest
from survey.ballots.keys import Keyring
from survey.cli.demo.server import Server, run_server
from survey.disclosure.release import Release
from survey.store.box import StoredBallot
from survey.unsealing import Opened, open_ballots
from tests.conftest import copy_template
from tests.postgres import Postgres
from tests.privacy.evidence import Archive, PostgresArchive, SqliteArchive, Value
from tests.privacy.people import Person, fill, invite
from tests.town import Town, found_town, load_real_kit, run_apart

DEATHS = 2
LONGEST_LIFE = 0.8
CHANGES_OF_MIND = 300
PATIENCE_SECONDS = 120

Rows = list[tuple[Value, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What was there after everything.

    box: the ballots' rows just before the close; opened: what the tally reads in them. states: of
    the campaign when the server was killed in the close. left: rows of each participants' table.
    """

    people: tuple[Person, ...]
    box: tuple[StoredBallot, ...]
    opened: Opened
    states: tuple[str, ...]
    releases: Rows
    left: dict[str, int]
    keys: bool


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def aftermath(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Aftermath]:
    """A campaign that the server did not survive once."""
    home = tmp_path_factory.mktemp("home")
    if request.param == "sqlite":
        with found_town(home) as town:
            yield _play(town, SqliteArchive(home=home), {})
    else:
        server: Postgres = request.getfixturevalue("postgres")
        name = copy_template(server, "empty")
        with found_town(home, database=server.url(name)) as town:
            archive = PostgresArchive(home=home, server=server, database=name)
            yield _play(town, archive, {"ACCORD_DATABASE": server.url(name)})
        asyncio.run(server.execute(f"DROP DATABASE {name} WITH (FORCE)"))


def test_every_acknowledged_ballot_is_in_the_box_once(aftermath: Aftermath) -> None:
    acknowledged = {each.nullifier for each in aftermath.people if each.casts}

    names = Counter(ballot.nullifier for ballot in aftermath.box)

    assert acknowledged <= set(names)
    assert set(names.values()) == {1}


def test_what_lies_in_the_box_is_the_last_acknowledged_ballot_or_a_later_one(
    aftermath: Aftermath,
) -> None:
    stored = {ballot.nullifier: base64url.encode(ballot.sealed) for ballot in aftermath.box}

    for person in aftermath.people:
        if person.casts:
            last = person.tried.index(person.casts[-1].sealed)
            assert stored[person.nullifier] in person.tried[last:]


def test_every_ballot_in_the_box_counts(aftermath: Aftermath) -> None:
    assert aftermath.opened.spoiled == 0
    assert aftermath.opened.unsealed == len(aftermath.box)
    assert len(aftermath.opened.responses) == len(_find_filled(aftermath))


def test_a_close_that_was_killed_is_finished_with_one_release(aftermath: Aftermath) -> None:
    ((content, checksum),) = aftermath.releases
    assert isinstance(content, bytes)
    release = msgspec.json.decode(content, type=Release)

    counted = Counter(ballot.department for ballot in _find_filled(aftermath))

    assert sha256(content).hexdigest() == checksum
    # Published as "at least" a multiple of c + 2 (anonymity.md, section 3, rule 11).
    step = release.c + 2
    due = tuple(counted[code] // step * step for code in release.departments)
    assert release.participation.at_least == due


def test_the_close_was_killed_before_its_end(aftermath: Aftermath) -> None:
    assert aftermath.states[0] in ("stopped", "released")


def test_a_close_that_was_killed_leaves_nothing(aftermath: Aftermath) -> None:
    assert set(aftermath.left.values()) == {0}
    assert not aftermath.keys


def _find_filled(aftermath: Aftermath) -> list[StoredBallot]:
    """Leave out the blanks of those who saw the server die before it had their answers."""
    blanks = {person.tried[0] for person in aftermath.people if person.tried}
    return [each for each in aftermath.box if base64url.encode(each.sealed) not in blanks]


def _play(town: Town, archive: Archive, settings: dict[str, str]) -> Aftermath:
    people = invite(town.links)
    teams = [
        [each for each in people if each.department == code] for code in ("marketing", "sales")
    ]
    first = [*teams[0][:3], *teams[1][:3]]
    run_apart(_answer(town.server.address, first))
    with ExitStack() as lives:
        server = town.server
        for death in range(3, 3 + DEATHS):
            _kill_during(server, first, [team[death] for team in teams])
            server = _live_again(lives, town, settings)
        run_apart(_answer(server.address, [*teams[0][3 + DEATHS :], *teams[1][3 + DEATHS :]]))
        box, opened = _open_box(town, archive)
        town.director.act(town.page, "close")
        states = []
        for passed in (("open",), ("open", "stopped")):
            states.append(_kill_after(server, archive, passed))
            server = _live_again(lives, town, settings)
        _wait_for(archive, "SELECT 1 FROM errand WHERE kind = 'closing'")
    return Aftermath(
        people=people,
        box=box,
        opened=opened,
        states=tuple(states),
        releases=archive.read("SELECT bytes, sha256 FROM release"),
        left={
            table: len(archive.read(f"SELECT * FROM {table}"))
            for table in ("ballot", "invitee", "invitation", "token_hash")
        },
        keys=Keyring(town.home / "keys").holds(town.campaign),
    )


async def _answer(server: str, people: list[Person]) -> None:
    kit = load_real_kit()
    async with asyncio.TaskGroup() as coming:
        for person in people:
            coming.create_task(person.take_part(server, fill(kit, person, "usual")[0]))


def _kill_during(server: Server, voters: list[Person], newcomers: list[Person]) -> None:
    """Kill the server at some moment while all of these cast."""
    with ThreadPoolExecutor(1) as thread:
        casting = thread.submit(asyncio.run, _cast_until_death(server.address, voters, newcomers))
        time.sleep(random.uniform(0, LONGEST_LIFE))
        kill(server)
        casting.result()


async def _cast_until_death(server: str, voters: list[Person], newcomers: list[Person]) -> None:
    kit = load_real_kit()

    async def hesitate(person: Person) -> None:
        async with person.connect(server) as client:
            for _ in range(CHANGES_OF_MIND):
                await person.change_mind(client, fill(kit, person, "usual")[0])

    ways = [hesitate(each) for each in voters]
    ways += [each.take_part(server, fill(kit, each, "usual")[0]) for each in newcomers]
    for ended in await asyncio.gather(*ways, return_exceptions=True):
        if ended is not None and not isinstance(ended, httpx.TransportError):
            raise ended


def _kill_after(server: Server, archive: Archive, passed: tuple[str, ...]) -> str:
    """Kill the server once the campaign has left these states; tell in which it then was."""
    names = ", ".join(f"'{state}'" for state in passed)
    _wait_for(archive, f"SELECT 1 FROM campaign WHERE state IN ({names})", pause=0.005)
    kill(server)
    return str(archive.read("SELECT state FROM campaign")[0][0])


def kill(server: Server) -> None:
    """End a server that we started, with its worker, without letting it say goodbye."""
    family = [server.process.pid, *_find_children(server.process.pid)]
    for pid in family:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    server.process.wait(PATIENCE_SECONDS)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(_is_alive(pid) for pid in family):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _find_children(parent: int) -> list[int]:
    """Find the processes that a process started, and theirs."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        if _read_stat(int(entry.name))[1:2] == [str(parent)]:
            found += [int(entry.name), *_find_children(int(entry.name))]
    return found


def _is_alive(pid: int) -> bool:
    return _read_stat(pid)[:1] not in ([], ["Z"])


def _read_stat(pid: int) -> list[str]:
    """Return state, parent and more of a process; nothing when there is none."""
    try:
        # The name before them stands in brackets and may hold anything.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _live_again(lives: ExitStack, town: Town, settings: dict[str, str]) -> Server:
    port = int(town.server.address.rsplit(":", 1)[1])
    return lives.enter_context(run_server(town.home, port, **settings))


def _open_box(town: Town, archive: Archive) -> tuple[tuple[StoredBallot, ...], Opened]:
    """Count the box as the tally will, with the key that lies in the installation."""
    names = ("nullifier", "campaign", "department", "prepared", "signature", "sealed")
    rows = archive.read(f"SELECT {', '.join(names)} FROM ballot ORDER BY nullifier")
    box = msgspec.convert(
        [dict(zip(names, row, strict=True)) for row in rows],
        tuple[StoredBallot, ...],
        builtin_types=(bytes,),
    )
    ((frozen,),) = archive.read("SELECT manifest FROM campaign")
    assert isinstance(frozen, bytes)
    terms = manifest.decode(frozen)
    key = Keyring(town.home / "keys").load_seal_key(town.campaign)
    return box, open_ballots(box, terms, load_real_kit(), key)


def _wait_for(archive: Archive, query: str, *, pause: float = 0.2) -> None:
    """Wait until there is no such row any more."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while archive.read(query):
        assert time.monotonic() < deadline, query
        time.sleep(pause)
