import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from survey.ballots.manifest import decode
from survey.campaigns.course import participation_while_open
from survey.jobs.letters import compute_code
from survey.store.campaigns import Campaign, load_campaigns, move_campaign, require_campaign
from survey.store.errands import add_errands
from tests.conftest import OpenStudy
from tests.town import describe_campaign, make_roster
from tests.web.hr import Hr, employ

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_sqlite = pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)


async def _load(hr: Hr) -> Campaign:
    async with hr.database.reading() as session:
        (campaign,) = await load_campaigns(session)
    return campaign


async def _draft(hr: Hr, people: tuple[int, int] | None = None, **fields: str) -> str:
    await hr.sign_in()
    reply = await hr.send("/campaigns/new", {**describe_campaign(), **fields})
    assert reply.status_code == 303
    page = reply.headers["location"].removeprefix("/office")
    if people:
        await hr.send(f"{page}/roster", {"list": make_roster(people)})
    return page


async def test_a_new_office_says_how_to_begin(hr: Hr) -> None:
    await hr.sign_in()

    assert "Опросов пока нет" in (await hr.read("/campaigns")).text


@sqlite_only
async def test_the_form_comes_filled_in_as_most_would(hr: Hr) -> None:
    await hr.sign_in()

    page = (await hr.read("/campaigns/new")).text

    today = datetime.now(UTC).year
    assert 'value="Маркетинг"' in page
    assert f'type="date" value="{today}' in page
    assert "Виноватых мы не ищем" in page


async def test_what_hr_writes_is_what_is_kept(hr: Hr) -> None:
    await _draft(hr, letter="Коллеги!\r\n\r\nОтветьте, пожалуйста.\r\n", optional="")

    campaign = await _load(hr)

    assert campaign.letter == "Коллеги!\n\nОтветьте, пожалуйста."
    assert [department.name for department in campaign.departments] == ["Маркетинг", "Продажи"]
    assert not campaign.voting_part


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", " ", "Заполните это поле"),
        ("organisation", "x" * 121, "Слишком длинно"),
        ("organisation", "ООО\r\nBcc: all@example.org", "знаки, которых не видно"),
        ("signatory", "Анна\0", "знаки, которых не видно"),
        ("letter", "Коллеги\0", "знаки, которых не видно"),
        ("letter", "x" * 6001, "Слишком длинно"),
        ("second", " маркетинг ", "должны различаться"),
        ("kit", "none", "Такой анкеты нет"),
        ("opens", "31.12.2026", "Это не дата"),
        ("closes", "", "Это не дата"),
        ("closes", "2020-01-01", "раньше первого"),
        ("closes", "9999-12-31", "не больше трёх месяцев"),
        ("time_zone", "../../etc/passwd", "Такого часового пояса нет"),
        ("time_zone", "Mars/Base", "Такого часового пояса нет"),
    ],
)
@sqlite_only
async def test_a_wrong_field_is_marked_and_the_rest_stays(
    hr: Hr, field: str, value: str, sentence: str
) -> None:
    await hr.sign_in()

    reply = await hr.send("/campaigns/new", {**describe_campaign(), field: value})

    assert reply.status_code == 400
    assert sentence in reply.text
    assert reply.text.count('class="field wrong"') == 1
    assert f'id="{field}-why"' in reply.text
    assert field == "second" or 'value="Продажи"' in reply.text


@sqlite_only
async def test_all_that_is_wrong_is_said_at_once(hr: Hr) -> None:
    await hr.sign_in()

    reply = await hr.send("/campaigns/new", {"opens": "soon", "time_zone": "UTC"})

    assert reply.text.count('class="field wrong"') == 8
    async with hr.database.reading() as session:
        assert await load_campaigns(session) == ()


@sqlite_only
async def test_what_hr_typed_is_shown_as_text(hr: Hr) -> None:
    page = await _draft(hr, title='"><script>alert(1)</script>', first="<i>A</i>")

    for path in ("/campaigns", page, f"{page}/edit"):
        shown = (await hr.read(path)).text
        assert "<script" not in shown
        assert "<i>A" not in shown


@sqlite_only
async def test_a_draft_can_be_changed_and_deleted(hr: Hr) -> None:
    page = await _draft(hr, (1, 1))

    changed = await hr.send(f"{page}/edit", {**describe_campaign(), "title": "Иначе"})
    assert (changed.status_code, (await _load(hr)).title) == (303, "Иначе")
    kept = await hr.send(f"{page}/discard")
    gone = await hr.send(f"{page}/discard", {"understood": "yes"})

    assert kept.status_code == 400
    assert gone.headers["location"] == "/office/campaigns"
    async with hr.database.reading() as session:
        assert await load_campaigns(session) == ()
        assert (await session.execute(text("SELECT count(*) FROM invitee"))).scalar_one() == 0


async def test_opening_freezes_what_hr_saw(hr: Hr) -> None:
    page = await _draft(hr, (9, 10))
    before = (await hr.read(page)).text

    reply = await hr.send(f"{page}/open", {"understood": "yes", "c": "3"})

    assert reply.status_code == 303
    assert "2 коллеги; нужно не меньше 7 ответов от отдела" in before
    assert "4 коллеги; нужно не меньше 11 ответов от отдела" in before
    manifest = (await _load(hr)).manifest
    assert manifest is not None
    frozen = decode(manifest)
    assert (frozen.c, frozen.k) == (3, 9)
    assert [each.roster for each in frozen.departments] == [9, 10]
    assert compute_code(manifest) in (await hr.read(page)).text


@pytest.mark.parametrize(
    ("people", "c", "sentence"),
    [
        ((9, 9), "1", "Защищать нужно не меньше чем от 2"),
        ((9, 9), "0", "Что-то заполнено неверно"),
        ((9, 9), "много", "Что-то заполнено неверно"),
        ((9, 9), "9" * 5000, "Что-то заполнено неверно"),
        ((9, 9), "5", "Людей слишком мало"),
        ((2, 9), "1", "Людей слишком мало"),
        (None, "", "Людей слишком мало"),
    ],
)
@sqlite_only
async def test_what_would_not_protect_is_not_opened(
    hr: Hr, people: tuple[int, int] | None, c: str, sentence: str
) -> None:
    page = await _draft(hr, people)

    reply = await hr.send(f"{page}/open", {"understood": "yes", "c": c})

    assert reply.status_code == 400
    assert sentence in reply.text
    assert (await _load(hr)).state == "draft"


@sqlite_only
async def test_a_red_line_of_the_checkup_stops_the_opening(
    database_url: str, tmp_path: Path
) -> None:
    keys = str(tmp_path / "data" / "keys")
    async with employ(tmp_path, database_url, ACCORD_KEYS=keys) as hr:
        page = await _draft(hr, (9, 9))
        seen = (await hr.read(page)).text

        reply = await hr.send(f"{page}/open", {"understood": "yes"})

        assert '<li class="red">Папка ключей лежит рядом с базой' in seen
        assert "сначала исправьте красные строки" in reply.text
        assert (await _load(hr)).state == "draft"


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
        page = await _draft(hr, (9, 9), opens=opens)
        await hr.send(f"{page}/open", {"understood": "yes"})

        shown = (await hr.read(page)).text

    assert sentence in shown
    assert "отданы почтовому серверу" not in shown


@on_sqlite
async def test_letters_that_failed_are_counted_and_reminders_are_not(
    busy_hr: Hr, own_study: OpenStudy
) -> None:
    for kind in ("invitation", "closing_note", "reminder"):
        async with busy_hr.database.session() as session:
            await add_errands(session, kind=kind, campaign=own_study.campaign, subjects=["x", "y"])
    async with busy_hr.database.session() as session:
        await session.execute(text("UPDATE errand SET state = 'failed' WHERE subject = 'x'"))

    page = f"/campaigns/{own_study.campaign}"
    shown = (await busy_hr.read(page)).text
    assert "Не удалось отправить 2 письма" in shown
    await busy_hr.send(f"{page}/retry")

    assert "Не удалось" not in (await busy_hr.read(page)).text


@on_sqlite
async def test_the_figure_is_drawn_at_night_and_looking_draws_none(
    busy_hr: Hr, own_study: OpenStudy
) -> None:
    page = f"/campaigns/{own_study.campaign}"
    first = (await busy_hr.read(page)).text
    async with busy_hr.database.session() as session:
        await session.execute(text("UPDATE invitation SET collected = 1"))
    assert (await busy_hr.read(page)).text == first

    async with busy_hr.database.session() as session:
        await participation_while_open(session, own_study.campaign, datetime.now(UTC))

    assert "Первое число появится завтра" in first
    assert "не меньше 10" in (await busy_hr.read(page)).text


@on_sqlite
async def test_no_page_of_an_open_campaign_names_anybody(busy_hr: Hr, own_study: OpenStudy) -> None:
    shown = (await busy_hr.read(f"/campaigns/{own_study.campaign}")).text

    assert "Person" not in shown
    assert "@example.org" not in shown


@on_sqlite
async def test_the_slow_hash_is_computed_apart_and_once(
    busy_hr: Hr, own_study: OpenStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    compute_code.cache_clear()
    threads = []

    def count(_manifest: bytes) -> str:
        threads.append(threading.current_thread())
        return "aaaa"

    monkeypatch.setattr("survey.jobs.letters.fingerprint", count)
    for _ in range(3):
        await busy_hr.read(f"/campaigns/{own_study.campaign}")
    compute_code.cache_clear()

    assert len(threads) == 1
    assert threads[0].name.startswith(("asyncio_", "AnyIO"))


@pytest.mark.parametrize(
    ("state", "failed", "sentence"),
    [
        ("open", False, "Закрыть и подсчитать"),
        ("open", True, "Закрыть не получилось"),
        ("stopped", False, "Это займёт около минуты"),
        ("stopped", True, "Запустить ещё раз"),
        ("released", False, "Закончить уничтожение"),
        ("purged", False, "Ключи, бюллетени и список людей уничтожены"),
    ],
)
@on_sqlite
async def test_every_state_has_its_page(
    busy_hr: Hr, own_study: OpenStudy, state: str, failed: bool, sentence: str
) -> None:
    async with busy_hr.database.session() as session:
        await move_campaign(session, own_study.campaign, state)
        if failed:
            await add_errands(
                session, kind="closing", campaign=own_study.campaign, subjects=[own_study.campaign]
            )
            await session.execute(text("UPDATE errand SET state = 'failed'"))

    reply = await busy_hr.read(f"/campaigns/{own_study.campaign}")

    assert reply.status_code == 200
    assert sentence in reply.text


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


@on_sqlite
async def test_an_open_campaign_is_not_edited(busy_hr: Hr, own_study: OpenStudy) -> None:
    page = f"/campaigns/{own_study.campaign}"

    shown = await busy_hr.read(f"{page}/edit")
    sent = await busy_hr.send(f"{page}/edit", describe_campaign())

    assert shown.headers["location"] == f"/office{page}"
    assert sent.status_code == 409
    async with busy_hr.database.reading() as session:
        assert (await require_campaign(session, own_study.campaign)).title == "Весна"
