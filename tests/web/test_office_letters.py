"""HR writes to participants, and of letters only what is true is said."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from survey.store.errands import add_errands
from tests.conftest import OpenStudy
from tests.web.hr import Hr, employ, write_draft

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_sqlite = pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("days", "mail", "sentence"),
    [
        (0, "", "письма никому не отправлены: они лежат файлами"),
        (0, "127.0.0.1", "Ждут отправки 18 писем."),
        (3, "", "утром письма лягут файлами"),
        (3, "127.0.0.1", "Письма уйдут утром первого дня"),
    ],
)
@sqlite_only
async def test_of_the_letters_only_what_is_true_is_said(
    database_url: str, tmp_path: Path, days: int, mail: str, sentence: str
) -> None:
    # Nobody listens on this port: letters wait.
    variables = {"ACCORD_SMTP_HOST": mail, "ACCORD_SMTP_PORT": "9"}
    opens = (datetime.now(UTC).date() + timedelta(days)).isoformat()
    async with employ(tmp_path, database_url, **variables) as hr:
        page = await write_draft(hr, (9, 9), opens=opens)
        await hr.send(f"{page}/open", {"understood": "yes"})

        shown = (await hr.read(page)).text

    assert sentence in shown
    assert "отданы почтовому серверу" not in shown


@on_sqlite
async def test_hr_writes_to_people_once_a_day_and_sees_that_it_did(
    busy_hr: Hr, own_study: OpenStudy
) -> None:
    page, told = f"/campaigns/{own_study.campaign}", "легли файлами в ту же папку"
    before = (await busy_hr.read(page)).text
    replies = [await busy_hr.send(f"{page}/remind") for _ in range(3)]

    assert {reply.headers["location"] for reply in replies} == {f"/office{page}#letters"}
    after = (await busy_hr.read(page)).text
    assert (told in before, told in after) == (False, True)
    assert (f'action="/office{page}/remind"' in after, "/announce" in after) == (False, True)
    async with busy_hr.database.session() as session:
        asked = text("SELECT count(*) FROM audit_event WHERE action = 'campaign_remind'")
        assert (await session.execute(asked)).scalar_one() == 1
        yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
        await session.execute(text("UPDATE audit_event SET moment = :day"), {"day": yesterday})
    again = (await busy_hr.read(page)).text
    assert told not in again
    assert "Последний раз:" in again


@on_sqlite
async def test_nobody_is_reminded_before_the_first_letter(
    busy_hr: Hr, own_study: OpenStudy
) -> None:
    later = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    async with busy_hr.database.session() as session:
        await session.execute(text("UPDATE campaign SET opens = :day"), {"day": later})

    reply = await busy_hr.send(f"/campaigns/{own_study.campaign}/remind")

    assert reply.status_code == 403
    assert "напоминать пока рано" in reply.text
    assert "/remind" not in (await busy_hr.read(f"/campaigns/{own_study.campaign}")).text


@on_sqlite
async def test_letters_that_failed_are_counted_and_reminders_are_not(
    busy_hr: Hr, own_study: OpenStudy
) -> None:
    failed = {"invitation": "a", "closing_note": "b", "reminder": "cdefg"}
    async with busy_hr.database.session() as session:
        for kind, subjects in failed.items():
            await add_errands(session, kind=kind, campaign=own_study.campaign, subjects=subjects)
        await session.execute(text("UPDATE errand SET state = 'failed'"))

    page = f"/campaigns/{own_study.campaign}"
    shown = (await busy_hr.read(page)).text
    assert "Не удалось отправить 2 письма" in shown
    await busy_hr.send(f"{page}/retry")

    assert "Не удалось" not in (await busy_hr.read(page)).text


@on_sqlite
async def test_printed_letters_are_kept_nowhere_and_their_links_open(
    busy_hr: Hr, own_study: OpenStudy
) -> None:
    before = {path for path in own_study.keys.parent.rglob("*") if path.is_file()}

    reply = await busy_hr.send(f"/campaigns/{own_study.campaign}/letters.pdf", {"everybody": "yes"})

    nobody = await busy_hr.send(f"/campaigns/{own_study.campaign}/letters.pdf")

    assert "Печатать некому" in nobody.text
    assert reply.content.startswith(b"%PDF-")
    assert reply.headers["content-disposition"].startswith("attachment;")
    after = {path for path in own_study.keys.parent.rglob("*") if path.is_file()}
    assert {path.name for path in after - before} <= {"accord.db-wal", "accord.db-shm"}
