"""Keep the stage: a campaign on the real server, scripted people, and a poller that copies it."""

import asyncio
import sqlite3
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.random import Generator

from survey.ballots.ballot import encode_ballot
from tests.privacy.evidence import Archive, Evidence, PostgresArchive, SqliteArchive
from tests.privacy.story import Story
from tests.redteam.case import ACCORD, Actor, Case, Glimpse, Sight
from tests.redteam.lenses import Lens, look_at_accord
from tests.redteam.places import Place
from tests.redteam.script import COLLECT, DAILY, HOURLY, write_script
from tests.redteam.voters import Voter, invite_voters, view_answers
from tests.town import Town, found_town, load_real_kit, run_apart

# A close that fails is tried again after a while.
PATIENCE_SECONDS = 240
PEOPLE = (12, 12)
TRIES = 5


@dataclass(slots=True, kw_only=True)
class Poller:
    """Copies the database while people answer, and keeps of each copy what an attacker needs."""

    archive: Archive
    lens: Lens
    glimpses: list[Glimpse] = field(default_factory=list)
    copies: dict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    torn: int = 0

    def copy(self, at: float, act: str) -> None:
        """Copy once; a file that was being written is copied again, as a poller would."""
        for _ in range(TRIES):
            try:
                sight = self.lens(self.archive.seize(pages=False))
                break
            except sqlite3.DatabaseError:
                self.torn += 1
        else:
            raise RuntimeError("no copy of the database could be read")
        for ballot in sight.ballots:
            if ballot.sealed:
                self.copies[ballot.key].add(ballot.sealed)
        self.glimpses.append(
            Glimpse(
                at=at,
                act=act,
                taken=frozenset(name for name, trace in sight.people.items() if trace.taken),
                kept=frozenset(ballot.key for ballot in sight.ballots),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Played:
    """What happened while the campaign was open; the last day went from morning to evening."""

    morning: Evidence
    evening: Evidence
    night: Evidence
    collected: tuple[int, ...]
    began: float


def play_accord(
    place: Place, rng: Generator, *, people: tuple[int, int] = PEOPLE, papers: bool = False
) -> Case:
    """Play a campaign on a fresh installation of the product, from the letters to the end."""
    with found_town(place.home, people, database=place.url) as town:
        archive = make_archive(place)
        voters, letters = invite_voters(
            place.home / "outbox", town.server.address, load_real_kit(), rng
        )
        poller = Poller(archive=archive, lens=look_at_accord)
        played = _play(archive, poller, voters, rng)
        keys = read_keys(place.home)
        archive.grow_old()
        close(town, archive)
        outputs = _bring_out(town, papers=papers)
        closed = archive.seize()
    sights = {name: _look(getattr(played, name)) for name in ("evening", "night")}
    return Case(
        build=ACCORD,
        database=place.kind,
        actors=_unmask(voters, played.collected),
        glimpses=tuple(poller.glimpses),
        evening=played.evening,
        night=played.night,
        closed=closed,
        sights={**sights, "closed": _look(closed)},
        copies={name: frozenset(copies) for name, copies in poller.copies.items()},
        letters=letters,
        keys_open=keys,
        release=outputs["release.json"],
        papers=outputs,
        story=_tell(voters, played, closed),
        torn=poller.torn,
    )


def make_archive(place: Place) -> SqliteArchive | PostgresArchive:
    """Return what seizes this installation."""
    if place.server is None:
        return SqliteArchive(home=place.home)
    archive = PostgresArchive(home=place.home, server=place.server, database=place.name)
    return archive.begin()


def let_night_fall(archive: Archive) -> None:
    """Let the nightly job run now."""
    ((tonight,),) = archive.read("SELECT id FROM errand WHERE kind = 'night'")
    archive.execute("UPDATE errand SET not_before = 0 WHERE kind = 'night'")
    wait_until_gone(archive, f"SELECT id FROM errand WHERE id = '{tonight!s}'")


def close(town: Town, archive: Archive) -> None:
    """Close the campaign; its last deed is to rewrite the files."""
    town.director.act(town.page, "close")
    wait_until_gone(archive, "SELECT id FROM errand WHERE kind = 'closing'")
    town.director.wait_for(town.page, "purged")


def wait_until_gone(archive: Archive, query: str) -> None:
    """Wait until there is no such row any more."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while _is_there(archive, query):
        if time.monotonic() > deadline:
            log = (archive.home / "server.log").read_text(errors="replace")[-2000:]
            raise TimeoutError(query, archive.read("SELECT * FROM errand"), log)
        time.sleep(0.3)


def _is_there(archive: Archive, query: str) -> bool:
    try:
        return bool(archive.read(query))
    except sqlite3.OperationalError:
        # The files are just being rewritten.
        return True


def read_keys(home: Path) -> dict[str, bytes]:
    """Copy the private keys; beside them lie hashes of what they are pledged to."""
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in (home / "keys").rglob("*.pem")
        if path.is_file()
    }


def _play(archive: Archive, poller: Poller, voters: tuple[Voter, ...], rng: Generator) -> Played:
    mornings, began = [archive.seize(pages=False)], time.time()
    collected: list[int] = []

    async def answer() -> None:
        poller.copy(0.0, HOURLY)
        for event in write_script(len(voters), rng):
            if event.who >= 0:
                voter = voters[event.who]
                await (voter.collect() if event.act == COLLECT else voter.cast())
                if event.act == COLLECT:
                    collected.append(event.who)
            await asyncio.to_thread(poller.copy, event.at, event.act)
            if event.act == DAILY:
                await asyncio.to_thread(let_night_fall, archive)
                mornings.append(await asyncio.to_thread(archive.seize, pages=False))

    run_apart(answer())
    evening = archive.seize()
    let_night_fall(archive)
    return Played(
        morning=mornings[-1],
        evening=evening,
        night=archive.seize(),
        collected=tuple(collected),
        began=began,
    )


def _look(evidence: Evidence) -> Sight:
    return look_at_accord(evidence)


def _unmask(voters: tuple[Voter, ...], collected: tuple[int, ...]) -> tuple[Actor, ...]:
    order = np.argsort(collected)
    return tuple(
        Actor(
            email=voter.email,
            department=voter.person.department,
            token=voter.person.token,
            key=voter.nullifier.hex(),
            secret=encode_ballot(voter.ballot),
            comment=voter.person.comment,
            collected=int(order[who]),
            blinded=voter.person.blinded,
            views=view_answers(voter.ballot),
        )
        for who, voter in enumerate(voters)
    )


def _bring_out(town: Town, *, papers: bool) -> dict[str, bytes]:
    names = ("release.json", "report/ru", "report/en") if papers else ("release.json",)
    return {name: town.director.download(f"{town.page}/{name}") for name in names}


def _tell(voters: tuple[Voter, ...], played: Played, closed: Evidence) -> Story:
    invitee = played.morning.tables["invitee"]
    names = invitee.column("name") + invitee.column("email")
    return Story(
        people=tuple(voters[who].person for who in played.collected),
        names=tuple(str(name) for name in names),
        began=played.began,
        before=played.morning,
        answered=played.evening,
        troubled=played.evening,
        night=played.night,
        closed=closed,
    )
