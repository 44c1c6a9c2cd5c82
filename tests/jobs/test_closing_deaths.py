"""The closing's deaths: a process is really killed before every single step of a close.

A step is whatever lasts: a statement or a commit of the database, a sync, a removal or a renaming
of a file. A first close tells the steps. Then, for each of them, a process of its own closes a copy
of the same campaign and dies (SIGKILL) just before it. What must hold afterwards is the promise of
the close: either nothing was destroyed, or the release is verified; and the next try ends with the
same release, byte for byte.
"""

import asyncio
import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine, event, text

from survey.ballots.keys import Keyring
from survey.jobs.closing import ClosingRoom
from survey.settings import load_settings
from survey.store.campaigns import find_campaign
from survey.store.database import Database, open_database
from survey.store.releases import find_release
from tests.conftest import OpenStudy, copy_template
from tests.corridor import KIT, MARKETING, NOW, SALES, Answers, Study, vote
from tests.postgres import Postgres

PEOPLE = ("invitee", "invitation", "token_hash")
BALLOTS = 12
_LASTING = ("fsync", "unlink", "rmdir", "rename", "replace")
# Reading leaves nothing behind: a death before it is a death after the step before.
_READING = ("SELECT", "PRAGMA", "SHOW", "BEGIN", "SET ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy of a campaign in which everybody has voted."""

    home: Path
    database: str
    campaign: str

    def close(self) -> None:
        """Close the campaign, in whatever process this is."""
        asyncio.run(self._close())

    async def _close(self) -> None:
        settings = load_settings({"ACCORD_HOME": str(self.home), "ACCORD_DATABASE": self.database})
        database = open_database(self.database)
        keyring = Keyring(self.home / "keys")
        room = ClosingRoom(
            database=database, keyring=keyring, kits={KIT.code: KIT}, settings=settings
        )
        try:
            await room.close_campaign(self.campaign, NOW)
        finally:
            await database.close()

    def look(self) -> tuple[str, bytes | None, dict[str, int], bool]:
        """Tell state, release, rows and whether every key is there."""
        return asyncio.run(self._look())

    async def _look(self) -> tuple[str, bytes | None, dict[str, int], bool]:
        database = open_database(self.database)
        try:
            async with database.reading() as session:
                found = await find_campaign(session, self.campaign)
                release = await find_release(session, self.campaign, 1)
                rows = {
                    table: len((await session.execute(text(f"SELECT 1 FROM {table}"))).all())
                    for table in (*PEOPLE, "ballot")
                }
        finally:
            await database.close()
        assert found is not None
        rows["letter"] = len(list((self.home / "outbox").glob("*")))
        files = {path.name for path in (self.home / "keys" / self.campaign).glob("*.pem")}
        return found.state, release.bytes if release else None, rows, len(files) == 3


@pytest.fixture
async def voted(study: Study, own_study: OpenStudy) -> OpenStudy:
    """An open campaign in which all twelve have voted; nobody has its database open."""
    for department in (MARKETING, SALES):
        for token in study.tokens[department]:
            await vote(study, department, token, Answers(comment="канарейка"))
    await study.database.close()
    return own_study


def test_a_close_that_is_killed_before_any_of_its_steps_destroys_nothing_or_is_finished(
    voted: OpenStudy, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    make = _copier(voted, tmp_path, request)
    first = make("first")
    steps = _run(first, None, tmp_path / "steps")
    _, release, _, _ = first.look()
    untouched = make("untouched").look()[2]
    assert untouched["ballot"] == BALLOTS
    kinds = {step.split()[0] for step in steps}
    assert {"INSERT", "UPDATE", "DELETE", "commit", "unlink", "fsync", "rmdir", "scrub"} <= kinds
    # Every step on one database; on the other those at which its own work becomes lasting.
    chosen = list(range(len(steps)))
    if voted.database.startswith("postgresql"):
        chosen = [place for place in chosen if steps[place] in ("commit", "scrub")]

    for place in chosen:
        copy, step = make(f"death{place}"), steps[place]
        _run(copy, place, tmp_path / "steps")

        state, written, rows, keys = copy.look()
        told = f"killed before {place}: {step}: {state}, {rows}"
        if state in ("open", "stopped"):
            assert keys, told
            assert rows == untouched, told
        else:
            assert written == release, told
        copy.close()
        state, written, rows, keys = copy.look()
        assert (state, written) == ("purged", release), told
        assert set(rows.values()) == {0}, told
        assert not keys, told


def _run(copy: Copy, death: int | None, notes: Path) -> list[str]:
    """Close in a process of its own that dies before a step, or does not; return its steps."""
    child = os.fork()
    if child == 0:
        try:
            _die_before(death, notes)
            copy.close()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) == (death is not None)
    return notes.read_text().splitlines()


def _die_before(death: int | None, notes: Path) -> None:
    steps: list[str] = []
    open_notes = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)

    written = [False]

    def reach(step: str) -> None:
        # What comes before the stop is doctor's, in a database of its own that goes away.
        if not steps and not step.startswith("UPDATE campaign"):
            return
        if len(steps) == death:
            os.kill(os.getpid(), signal.SIGKILL)
        steps.append(step)
        os.write(open_notes, f"{step}\n".encode())

    def execute(*call: object) -> None:
        statement = " ".join(str(call[2]).split())
        if not statement.upper().startswith(_READING):
            written[0] = True
            reach(statement[:60])

    def commit(*_: object) -> None:
        if written[0]:
            reach("commit")
        written[0] = False

    event.listen(Engine, "before_cursor_execute", execute)
    event.listen(Engine, "commit", commit)
    for name in _LASTING:
        setattr(os, name, _watch(name, getattr(os, name), reach))
    Database.scrub = _watch("scrub", Database.scrub, reach)  # type: ignore[method-assign]


def _watch(name: str, act: Callable[..., Any], reach: Callable[[str], None]) -> Callable[..., Any]:
    def watched(*given: object, **more: object) -> Any:
        what = given[0] if given and isinstance(given[0], str | Path) else ""
        reach(f"{name} {Path(str(what)).name}".strip())
        return act(*given, **more)

    return watched


def _copier(
    voted: OpenStudy, folder: Path, request: pytest.FixtureRequest
) -> Callable[[str], Copy]:
    server: Postgres | None = None
    if voted.database.startswith("postgresql"):
        server = request.getfixturevalue("postgres")

    def make(name: str) -> Copy:
        home = folder / name
        shutil.copytree(voted.keys, home / "keys")
        (home / "outbox").mkdir()
        (home / "outbox" / f"{voted.campaign}-letter.eml").touch()
        if server is None:
            (home / "data").mkdir(mode=0o700)
            file = home / "data" / "accord.db"
            shutil.copyfile(voted.database.removeprefix("sqlite+aiosqlite:///"), file)
            file.chmod(0o600)
            url = f"sqlite+aiosqlite:///{file}"
        else:
            template = urlsplit(voted.database).path.removeprefix("/")
            url = server.url(copy_template(server, template))
        return Copy(home=home, database=url, campaign=voted.campaign)

    return make
