"""Keep the search for what a close destroyed: marks of rows and ballots, held while it lasts.

A mark is a value that lies in the same record as what must be gone: a row's random id beside a
name, a nullifier beside a ballot. It is random itself, so where it is found, the record is.
"""

import asyncio
import mmap
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from survey.ballots.keys import Keyring
from survey.settings import Settings
from survey.store.accounts import AuditEvent, load_events, record_event
from survey.store.database import Database, Session

NONE, FOUND, UNSEEN = "none", "found", "unseen"
DATABASE, JOURNAL, OUTBOX, KEYS, LOGS = "database", "journal", "outbox", "keys", "logs"
_ACTION = "remains"
_ACTOR = "accord"
# Of each kind at most: a large database is read in seconds, and who is left over is left in a row.
_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What is looked for. rows, ballots: in every place; names: in logs only.

    A name may stand elsewhere by right: in a later wave's list, under HR's letter.
    """

    rows: tuple[bytes, ...] = ()
    ballots: tuple[bytes, ...] = ()
    names: tuple[str, ...] = ()

    def for_files(self) -> tuple[bytes, ...]:
        """Choose marks for every place, plain and in hexadecimal."""
        chosen = (*_choose(self.rows), *_choose(self.ballots))
        return (*chosen, *(mark.hex().encode() for mark in chosen))


async def prove_purge(
    database: Database, keyring: Keyring, settings: Settings, campaign: str, marks: Marks
) -> Mapping[str, str]:
    """Search every place and note in the audit log what came of it; once for a campaign.

    Without marks, after a close that was interrupted, nothing can be looked for: the log says so.
    """
    async with database.reading() as session:
        before = await find_proof(session, campaign)
    if before:
        return before
    places = find_places(database, settings)
    found = await asyncio.to_thread(_search, places, marks)
    if keyring.holds(campaign):
        found[KEYS] = FOUND
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    async with database.session() as session:
        for place, state in found.items():
            action = f"{_ACTION}_{state}_{place}"
            event = AuditEvent(moment=moment, actor=_ACTOR, action=action, campaign=campaign)
            await record_event(session, event)
    return found


async def find_proof(session: Session, campaign: str) -> Mapping[str, str]:
    """Read what was searched after a close and what came of it: place to none, found, unseen."""
    told: dict[str, str] = {}
    for event in reversed(await load_events(session, campaign=campaign)):
        parts = event.action.split("_")
        if event.actor == _ACTOR and parts[0] == _ACTION:
            told[parts[2]] = parts[1]
    return told


def find_places(database: Database, settings: Settings) -> Mapping[str, tuple[Path, ...] | None]:
    """Name the files of each place; None where a database server keeps them from us."""
    file = database.file
    places: dict[str, tuple[Path, ...] | None] = {
        DATABASE: (file,) if file else None,
        JOURNAL: tuple(file.parent.glob(f"{file.name}-*")) if file else None,
        OUTBOX: _list(settings.outbox),
        KEYS: _list(settings.keys),
    }
    if settings.logs:
        places[LOGS] = _list(settings.logs)
    return places


def _search(places: Mapping[str, tuple[Path, ...] | None], marks: Marks) -> dict[str, str]:
    needles = marks.for_files()
    names = tuple(name.encode() for name in marks.names)
    return {
        place: _look(files, (*needles, *names) if place == LOGS else needles)
        for place, files in places.items()
    }


def _look(files: tuple[Path, ...] | None, needles: tuple[bytes, ...]) -> str:
    if files is None or not needles:
        return UNSEEN
    try:
        return FOUND if any(_holds(file, needles) for file in files) else NONE
    except OSError:
        return UNSEEN


def _holds(path: Path, needles: Iterable[bytes]) -> bool:
    with path.open("rb") as file:
        if not path.stat().st_size:
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return any(content.find(needle) >= 0 for needle in needles)


def _list(folder: Path) -> tuple[Path, ...]:
    return tuple(_walk(folder)) if folder.exists() else ()


def _walk(folder: Path) -> Iterator[Path]:
    yield from (each for each in folder.rglob("*") if each.is_file() and not each.is_symlink())


def _choose(marks: tuple[bytes, ...]) -> list[bytes]:
    return secrets.SystemRandom().sample(marks, min(len(marks), _MOST))
