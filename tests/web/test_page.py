import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from sqlalchemy import text

from survey.errors import WrongState
from survey.store.campaigns import (
    ENDED,
    ENDING,
    PURGED,
    STOPPED,
    Campaign,
    move_campaign,
    require_campaign,
)
from survey.store.database import open_database
from survey.web.assets import PARTICIPANT_SCRIPTS, load_assets, script_hash
from survey.web.page import describe
from tests.conftest import OpenStudy
from tests.corridor import KIT, Study

pytestmark = pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)

Client = AsyncTestClient[Litestar]
INLINE = re.compile(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=")


async def _change(study: OpenStudy, **values: str) -> None:
    database = open_database(study.database)
    async with database.session() as session:
        for column, value in values.items():
            statement = text(f"UPDATE campaign SET {column} = :value")
            await session.execute(statement, {"value": value})
    await database.close()


async def test_the_page_asks_every_question_of_the_kit_once(
    client: Client, own_study: OpenStudy
) -> None:
    page = (await client.get(f"/s/{own_study.campaign}")).text

    assert 'data-state="open"' in page
    asked = re.findall(r'data-q="([^"]+)"', page)
    assert sorted(asked) == sorted(question for part in KIT.parts for question in part.questions)


async def test_without_the_optional_part_only_the_core_is_asked(
    client: Client, study: Study, own_study: OpenStudy
) -> None:
    old, new = b'"voting_part":true', b'"voting_part":false'
    async with study.database.session() as session:
        found = text("SELECT manifest FROM campaign")
        frozen = (await session.execute(found)).scalar_one()
        changed = {"manifest": frozen.replace(old, new)}
        await session.execute(text("UPDATE campaign SET manifest = :manifest"), changed)

    page = (await client.get(f"/s/{own_study.campaign}")).text

    asked = set(re.findall(r'data-q="([^"]+)"', page))
    assert asked == {each for part in KIT.parts if not part.optional for each in part.questions}


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "", "ru"),
        ("", "en-GB,en;q=0.9,ru;q=0.5", "en"),
        ("", "de,fr;q=0.5", "ru"),
        ("", "de;q=0.9, EN;q=0.8", "en"),
        ("?lang=en", "ru", "en"),
        ("?lang=ru", "en", "ru"),
        ("?lang=xx", "en", "en"),
        ("?lang=../../etc", "", "ru"),
        ("?lang=en&lang=ru", "en", "ru"),
        ("?lang=%ff%00", "en", "en"),
        ("?lang", "en", "en"),
        ("?other=1", "en", "en"),
    ],
)
async def test_the_page_speaks_the_readers_language(
    client: Client, own_study: OpenStudy, query: str, accepted: str, language: str
) -> None:
    page = await client.get(
        f"/s/{own_study.campaign}{query}", headers={"accept-language": accepted}
    )

    assert f'<html lang="{language}">' in page.text


async def test_the_page_has_no_inline_script_or_style_and_no_foreign_address(
    client: Client, own_study: OpenStudy
) -> None:
    page = (await client.get(f"/s/{own_study.campaign}")).text

    assert not INLINE.search(page)
    loaded = re.findall(r'(?:src|href|action)="([^"#]*)', page)
    own = ("/static/", "?lang=", f"/s/{own_study.campaign}/rights?lang=")
    assert {address for address in loaded if not address.startswith(own)} <= {
        "",
        "data:,",
    }


async def test_what_hr_wrote_is_shown_as_text(client: Client, own_study: OpenStudy) -> None:
    await _change(own_study, letter="<script>alert(1)</script>", signatory='"><img src=x>')

    page = (await client.get(f"/s/{own_study.campaign}")).text

    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


async def test_the_manifest_is_given_as_it_was_frozen(
    client: Client, study: Study, own_study: OpenStudy
) -> None:
    reply = await client.get(f"/s/{own_study.campaign}/manifest")

    async with study.database.reading() as session:
        frozen = await session.execute(text("SELECT manifest FROM campaign"))
        assert reply.content == frozen.scalar_one()
    assert reply.headers["content-type"] == "application/json"


async def test_a_draft_has_no_page(client: Client, own_study: OpenStudy) -> None:
    database = open_database(own_study.database)
    async with database.session() as session:
        await session.execute(text("UPDATE campaign SET state = 'draft', manifest = NULL"))
    await database.close()

    replies = [await client.get(f"/s/{own_study.campaign}{path}") for path in ("", "/manifest")]

    assert [(each.status_code, each.json()) for each in replies] == [
        (404, {"error": "not_found"})
    ] * 2


@pytest.mark.parametrize(
    ("state", "said", "right"),
    [
        (STOPPED, "Опрос закрыт.", "Опрос закрыт,"),
        (PURGED, "Опрос закрыт.", "Опрос закрыт,"),
        (ENDING, "Ответы уничтожаются непрочитанными", "уничтожаются непрочитанными"),
        (ENDED, "Ответы уничтожены, их никто не прочёл", "Отчёта нет и не будет"),
    ],
)
async def test_after_the_close_the_page_and_the_rights_say_how_it_ended(
    client: Client, own_study: OpenStudy, state: str, said: str, right: str
) -> None:
    database = open_database(own_study.database)
    async with database.session() as session:
        await move_campaign(session, own_study.campaign, state)
    await database.close()

    page = (await client.get(f"/s/{own_study.campaign}")).text
    rights = (await client.get(f"/s/{own_study.campaign}/rights")).text

    assert 'data-state="closed"' in page
    assert said in page
    assert right in rights


async def test_before_the_first_day_the_page_says_when(
    client: Client, own_study: OpenStudy
) -> None:
    await _change(own_study, opens="2999-01-05", closes="2999-01-09")

    page = (await client.get(f"/s/{own_study.campaign}")).text

    assert 'data-state="early"' in page
    assert "5 января 2999" in page


@pytest.mark.parametrize("path", ["", "/manifest"])
async def test_looking_changes_nothing_and_tells_nobody_apart(
    client: Client, study: Study, own_study: OpenStudy, path: str
) -> None:
    async def count() -> int:
        async with study.database.reading() as session:
            version: int = (await session.exec_driver_sql("PRAGMA data_version")).scalar_one()
        return version

    # The house does its first errands after it has started: they may write.
    before = await count()
    for _ in range(20):
        await asyncio.sleep(0.5)
        earlier, before = before, await count()
        if before == earlier:
            break

    replies = [
        await client.get(
            f"/s/{own_study.campaign}{path}",
            headers={"cookie": "accord=x", "user-agent": f"agent {each}"},
        )
        for each in range(3)
    ]

    assert await count() == before
    assert len({reply.content for reply in replies}) == 1
    assert not any("set-cookie" in reply.headers for reply in replies)


async def test_the_hash_in_the_manifest_covers_what_is_served(
    client: Client, own_study: OpenStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = script_hash()
    served = {name: (await client.get(f"/static/{name}")).content for name in PARTICIPANT_SCRIPTS}
    assert served == {name: load_assets()[name] for name in PARTICIPANT_SCRIPTS}

    for name in PARTICIPANT_SCRIPTS:
        changed = {**load_assets(), name: load_assets()[name] + b" "}
        monkeypatch.setattr("survey.web.assets.load_assets", lambda changed=changed: changed)

        assert script_hash() != before


async def test_other_words_under_the_frozen_hash_are_not_shown(own_study: OpenStudy) -> None:
    frozen = await _find(own_study)
    now = datetime.now(UTC)
    assert describe(frozen, {KIT.code: KIT}, "en", now).kit_hash == KIT.hash

    for kits in ({KIT.code: replace(KIT, hash="0" * 64)}, {}):
        with pytest.raises(WrongState):
            describe(frozen, kits, "en", now)


async def _find(study: OpenStudy) -> Campaign:
    database = open_database(study.database)
    async with database.reading() as session:
        found = await require_campaign(session, study.campaign)
    await database.close()
    return found
