"""The office's pages and downloads of a finished campaign say nothing beside the Release.

The same campaign gets two releases of other answers: its pages must not differ by a byte.
"""

import re

from sqlalchemy import text

from survey.store.database import Session
from survey.store.releases import RELEASE, add_release
from tests.outputs.reading import numbers, read_page
from tests.outputs.test_outputs import make_release
from tests.web.hr import Hr, load_campaign, write_draft

# Every address under a campaign's page that gives something away. Who adds an export adds its
# reader to tests/outputs: a new line here without one is a promise that nobody keeps.
GIVEN = {"/release.json", "/report/{language:str}", "/edit", "/codes", ""}


async def test_pages_and_their_sizes_are_the_same_whatever_was_answered(hr: Hr) -> None:
    page = await write_draft(hr, (3, 3))
    campaign = (await load_campaign(hr)).id
    shown: list[dict[str, bytes]] = []
    for seed in (3, 4):
        content = make_release(12, seed, 20)
        async with hr.database.session() as session:
            await _finish(session, campaign, content)

        shown.append(await _read_pages(hr, page))

        assert (await hr.read(f"{page}/release.json")).content == content
    assert shown[0] == shown[1]
    assert "Отчёт" in shown[0][page].decode()


async def test_the_page_of_a_finished_campaign_holds_its_days_and_no_other_number(hr: Hr) -> None:
    page = await write_draft(hr, (3, 3))
    found = await load_campaign(hr)
    async with hr.database.session() as session:
        await _finish(session, found.id, make_release(12))

    read = read_page((await hr.read(page)).text)

    days = {str(part) for day in (found.opens, found.closes) for part in (day.day, day.year)}
    told = {number for block in read.blocks for number in numbers(block.text)}
    assert told <= days
    assert read.blocks


async def test_every_address_that_gives_something_away_is_known(hr: Hr) -> None:
    prefix = "/office/campaigns/{campaign:str}"

    given = {
        route.path.removeprefix(prefix)
        for route in hr.app.routes
        if route.path.startswith(prefix) and "GET" in getattr(route, "methods", ())
    }

    assert given == GIVEN


async def _finish(session: Session, campaign: str, content: bytes) -> None:
    await session.execute(RELEASE.delete())
    await add_release(session, campaign, 1, content)
    await session.execute(text("UPDATE campaign SET state = 'purged'"))


async def _read_pages(hr: Hr, page: str) -> dict[str, bytes]:
    replies = {path: await hr.read(path) for path in (page, "/campaigns")}
    return {
        path: re.sub(rb'name="csrf" value="[^"]+"', b"", reply.content)
        for path, reply in replies.items()
    }
