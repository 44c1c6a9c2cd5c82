"""HR opens a campaign and sees where it stands."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from survey.ballots.manifest import decode
from survey.campaigns.course import participation_while_open
from survey.jobs.letters import compute_code
from survey.store.campaigns import move_campaign, require_campaign
from survey.store.errands import add_errands
from survey.web.office.standing import list_choices
from tests.conftest import OpenStudy
from tests.town import describe_campaign
from tests.web.hr import Hr, employ, load_campaign, write_draft

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_sqlite = pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)


async def test_opening_freezes_what_hr_saw(hr: Hr) -> None:
    page = await write_draft(hr, (9, 10))
    before = (await hr.read(page)).text

    reply = await hr.send(f"{page}/open", {"understood": "yes", "c": "3"})

    assert reply.status_code == 303
    assert "От 2 коллег. Итоги отдела выйдут, если в нём ответят не меньше 7 человек." in before
    assert 'value="3"' in before
    # Eleven answers from a department of nine would never come.
    assert 'value="4"' not in before
    manifest = (await load_campaign(hr)).manifest
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
    page = await write_draft(hr, people)

    reply = await hr.send(f"{page}/open", {"understood": "yes", "c": c})

    assert reply.status_code == 400
    assert sentence in reply.text
    assert (await load_campaign(hr)).state == "draft"


@sqlite_only
async def test_a_red_line_of_the_checkup_stops_the_opening(
    database_url: str, tmp_path: Path
) -> None:
    keys = str(tmp_path / "data" / "keys")
    async with employ(tmp_path, database_url, ACCORD_KEYS=keys) as hr:
        page = await write_draft(hr, (9, 9))
        seen = (await hr.read(page)).text

        reply = await hr.send(f"{page}/open", {"understood": "yes"})

        assert '<li class="red">Папка ключей лежит рядом с базой' in seen
        assert "сначала исправьте красные строки" in reply.text
        assert (await load_campaign(hr)).state == "draft"


@pytest.mark.parametrize("told", [True, False])
@on_sqlite
async def test_a_close_that_has_begun_is_said_and_not_asked_for_again(
    busy_hr: Hr, own_study: OpenStudy, told: bool
) -> None:
    # Taken, and not to be taken again before the lease is over.
    due = int(datetime.now(UTC).timestamp())
    async with busy_hr.database.session() as session:
        await add_errands(
            session,
            kind="closing",
            campaign=own_study.campaign,
            subjects=[own_study.campaign],
            not_before=due + 3600,
        )
        attempts = {"attempts": int(told)}
        await session.execute(text("UPDATE errand SET attempts = :attempts"), attempts)

    shown = (await busy_hr.read(f"/campaigns/{own_study.campaign}")).text

    assert ("Закрытие началось" in shown, "/close" in shown) == (told, not told)


@pytest.mark.parametrize(
    ("people", "offered"),
    [
        ((0, 9), []),
        ((2, 9), []),
        ((3, 4), [(1, 5, False)]),
        ((5, 5), [(1, 5, True)]),
        ((8, 30), [(1, 5, True), (2, 7, True)]),
        ((9, 9), [(2, 7, True), (3, 9, True)]),
        ((40, 50), [(2, 7, True), (3, 9, True), (4, 11, True)]),
    ],
)
def test_only_protection_that_the_roster_allows_is_offered(
    people: tuple[int, int], offered: list[tuple[int, int, bool]]
) -> None:
    choices = list_choices(dict(zip("ab", people, strict=True)))

    assert [(each.c, each.k, each.apart) for each in choices] == offered


@on_sqlite
async def test_the_figure_is_drawn_at_night_and_looking_draws_none(
    busy_hr: Hr, own_study: OpenStudy
) -> None:
    async def told() -> str:
        # The server's own daily look may come and stand above it meanwhile.
        page = (await busy_hr.read(f"/campaigns/{own_study.campaign}")).text
        return page.partition("<h2>Участие</h2>")[2].partition("</section>")[0]

    first = await told()
    async with busy_hr.database.session() as session:
        await session.execute(text("UPDATE invitation SET collected = 1"))
    assert await told() == first

    async with busy_hr.database.session() as session:
        await participation_while_open(session, own_study.campaign, datetime.now(UTC))

    assert "Первое число появится завтра" in first
    assert "не меньше 10" in await told()


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
        ("ending", False, "Ключи, ответы и список людей уничтожаются"),
        ("ending", True, "Уничтожение не закончилось"),
        ("ended", False, "Ответов никто не прочёл, и ничего не опубликовано"),
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
async def test_an_open_campaign_is_not_edited(busy_hr: Hr, own_study: OpenStudy) -> None:
    page = f"/campaigns/{own_study.campaign}"

    shown = await busy_hr.read(f"{page}/edit")
    sent = await busy_hr.send(f"{page}/edit", describe_campaign())

    assert shown.headers["location"] == f"/office{page}"
    assert sent.status_code == 409
    async with busy_hr.database.reading() as session:
        assert (await require_campaign(session, own_study.campaign)).title == "Весна"
