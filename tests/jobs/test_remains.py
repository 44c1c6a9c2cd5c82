import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from survey.jobs.remains import Marks, find_proof, prove_purge
from survey.settings import Settings
from survey.store.accounts import load_events
from tests.corridor import NOW, SALES, Study, vote
from tests.tallying import make_room, settle

pytestmark = pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)


async def _close(study: Study, settings: Settings) -> dict[str, str]:
    room = make_room(study, settings)
    await room.close_campaign(study.campaign, NOW)
    await room.close_campaign(study.campaign, NOW)
    async with study.database.reading() as session:
        return dict(await find_proof(session, study.campaign))


async def test_after_a_close_every_place_is_searched_once_and_the_log_says_so(
    study: Study, tmp_path: Path
) -> None:
    await vote(study, SALES, study.tokens[SALES][0])
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "server.log").write_text("Person 3 came")

    found = await _close(study, replace(settle(study), logs=logs))

    assert found == {
        **dict.fromkeys(("database", "journal", "outbox", "keys"), "none"),
        "logs": "found",
    }
    async with study.database.reading() as session:
        assert len(await load_events(session, campaign=study.campaign)) == 5


async def test_what_lies_in_a_free_page_or_a_letter_is_found(study: Study) -> None:
    settings = settle(study)
    assert study.database.file is not None
    mark = b"m" * 32
    with closing(sqlite3.connect(study.database.file)) as opened:
        opened.execute("PRAGMA secure_delete = OFF")
        opened.execute("CREATE TABLE gone (value BLOB)")
        opened.execute("INSERT INTO gone VALUES (?)", (mark * 9,))
        opened.commit()
        opened.execute("DELETE FROM gone")
        opened.commit()
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    settings.outbox.mkdir()
    (settings.outbox / "letter.eml").write_text(f"x{mark.hex()}x")

    found = await prove_purge(
        study.database, study.keyring, settings, study.campaign, Marks(rows=(mark,))
    )

    assert (found["database"], found["outbox"]) == ("found", "found")
    # The keys of an open campaign are there.
    assert found["keys"] == "found"


async def test_without_marks_nothing_is_claimed(study: Study) -> None:
    study.keyring.destroy(study.campaign)

    found = await prove_purge(study.database, study.keyring, settle(study), study.campaign, Marks())

    assert set(found.values()) == {"unseen"}
