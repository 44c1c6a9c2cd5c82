"""A copy of the database: whole under load, without a key, and honest when it is of no more use."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from sqlalchemy import text

from survey.cli.hold import hold_installation, let_go
from survey.settings import load_settings
from survey.store.copying import copy_database
from tests.cli.accord import accord
from tests.conftest import OpenStudy
from tests.corridor import Study

pytestmark = pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)


def _keys(folder: Path) -> list[bytes]:
    """Every key in the folder, as its file has it and as numbers."""
    found: list[bytes] = []
    for file in folder.rglob("*.pem"):
        pem = file.read_bytes()
        key = load_pem_private_key(pem, password=None)
        assert isinstance(key, RSAPrivateKey)
        numbers = key.private_numbers()
        found += [
            pem.splitlines()[5],
            *(each.to_bytes(192, "big") for each in (numbers.p, numbers.q)),
        ]
    return found


def test_a_backup_holds_no_key_and_says_so_when_it_cannot_be_counted(
    own_study: OpenStudy, tmp_path: Path
) -> None:
    keys, copy = tmp_path / "keys", tmp_path / "elsewhere" / "copy.db"
    copy.parent.mkdir()

    made = accord(tmp_path, "backup", str(copy))

    assert made.exit_code == 0, made.output
    assert copy.stat().st_mode & 0o777 == 0o600
    found = _keys(keys)
    assert len(found) == 9
    assert not any(key in copy.read_bytes() for key in found)
    shutil.rmtree(tmp_path / "data")
    back = accord(tmp_path, "restore", str(copy))
    assert back.exit_code == 0, back.output
    assert "его можно продолжать" in back.stdout
    shutil.rmtree(tmp_path / "data")
    shutil.rmtree(keys)
    lost = accord(tmp_path, "restore", str(copy))
    assert lost.exit_code == 1
    assert "посчитать нельзя" in lost.stdout
    assert "посчитать нельзя" in accord(tmp_path, "doctor").stdout


async def test_a_copy_made_under_load_shows_one_moment(study: Study, tmp_path: Path) -> None:
    stopping = asyncio.Event()

    async def write() -> int:
        count = 0
        while not stopping.is_set():
            count += 1
            async with study.database.session() as session:
                for column in ("title", "organisation"):
                    statement = text(f"UPDATE campaign SET {column} = :n")
                    await session.execute(statement, {"n": str(count)})
        return count

    writing = asyncio.create_task(write())
    for number in range(3):
        await asyncio.sleep(0.05)
        await copy_database(study.database, tmp_path / f"{number}.db")
    stopping.set()

    assert await writing > 3
    for number in range(3):
        with closing(sqlite3.connect(tmp_path / f"{number}.db")) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            title, organisation = copy.execute(
                "SELECT title, organisation FROM campaign"
            ).fetchone()
        assert title == organisation


def test_nothing_is_written_over_anything(own_study: OpenStudy, tmp_path: Path) -> None:
    copy, broken = tmp_path / "copy.db", tmp_path / "broken.db"
    accord(tmp_path, "backup", str(copy))
    before = (tmp_path / "data" / "accord.db").read_bytes()
    broken.write_bytes(copy.read_bytes()[:9000])

    twice = accord(tmp_path, "backup", str(copy))
    over = accord(tmp_path, "restore", str(copy))
    held = hold_installation(load_settings({"ACCORD_HOME": str(tmp_path)}))
    running = accord(tmp_path, "restore", str(copy))
    let_go(held)
    empty = tmp_path / "empty"
    damaged = accord(empty, "restore", str(broken))
    server = accord(tmp_path, "backup", "x.db", ACCORD_DATABASE="postgresql+asyncpg://a@b/c")

    for done, told in (
        (twice, "уже есть"),
        (over, "Сначала уберите её"),
        (running, "Сначала остановите его"),
        (damaged, "испорчен"),
        (server, "pg_dump"),
    ):
        assert done.exit_code == 3
        assert told in done.stderr
    assert (tmp_path / "data" / "accord.db").read_bytes() == before
    assert not (empty / "data" / "accord.db").exists()
