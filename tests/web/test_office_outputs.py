"""The office's pages and downloads of a finished campaign say nothing beside the Release.

The same campaign gets two releases of other answers: its pages must not differ by a byte.
"""

import re

import pytest
from icalendar import Calendar
from sqlalchemy import text

from reports.owners import compose_owners
from survey.exports.owners import build_sheets
from survey.planning.estimates import CAPACITY, GREATEST_MOST, PLAN_DAYS
from survey.planning.planned import Planned, prepare
from survey.reporting.printed import decode
from survey.store.database import Session
from survey.store.releases import RELEASE, add_release
from tests.outputs.reading import numbers, read_page
from tests.outputs.test_outputs import KIT, make_release
from tests.web.hr import Hr, load_campaign, write_draft

# Every address under a campaign's page that gives something away. Who adds an export adds its
# reader to tests/outputs: a new line here without one is a promise that nobody keeps.
GIVEN = {
    *("/release.json", "/report/{language:str}", "/owners/{language:str}"),
    "/editions/{edition:str}/{language:str}",
    *("/plan", "/plan.csv", "/plan.ics", "/earlier", "/brief"),
    # Nothing of a result: forms of drafts, the letter on trial, lists, the poster.
    *("", "/edit", "/codes", "/roster", "/letter", "/poster.pdf"),
}


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
    # The next wave comes after the 90 days of a plan.
    assert told <= days | {"90"}
    assert read.blocks


async def test_every_address_that_gives_something_away_is_known(hr: Hr) -> None:
    prefix = "/office/campaigns/{campaign:str}"

    given = {
        route.path.removeprefix(prefix)
        for route in hr.app.routes
        if route.path.startswith(prefix) and "GET" in getattr(route, "methods", ())
    }

    assert given == GIVEN


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_plan_holds_days_hours_and_counts_of_the_plan_and_no_other_number(
    hr: Hr,
) -> None:
    page = await write_draft(hr, (3, 3))
    found = await load_campaign(hr)
    content = make_release(40)
    async with hr.database.session() as session:
        await _finish(session, found.id, content)
    printed = decode(content)
    planned = prepare(printed.release, KIT, "ru")

    told = read_page((await hr.read(f"{page}/plan")).text).blocks
    files = {
        "page": " ".join(block.text for block in told),
        "table": (await hr.read(f"{page}/plan.csv")).text,
        "owners": compose_owners(build_sheets(planned, printed.hash), "ru"),
        "calendar": _read_calendar((await hr.read(f"{page}/plan.ics")).content),
    }

    allowed = _allow(planned)
    left = {
        name: sorted(set(numbers(_strip_words(text))) - allowed) for name, text in files.items()
    }
    assert not any(left.values()), left


def _allow(planned: Planned) -> set[str]:
    """List what the plan says in numbers: days, hours and their sums, limits, counts."""
    days = planned.schedule
    dates = [*(a.day for a in days.actions), days.begins, days.ends, *days.reviews]
    told = [part for day in dates for part in (day.year, day.month, day.day)]
    efforts = [*(a.hours for a in days.actions), *(x.hours for x in days.loads), days.hours]
    told += [hours for effort in efforts for hours in (effort.low, effort.high)]
    told += [*CAPACITY.values(), *days.costs.values(), *range(1, GREATEST_MOST + 1), PLAN_DAYS]
    return {str(number) for number in told} | {f"{number:02}" for number in told}


def _strip_words(text: str) -> str:
    """Leave out the kit's sentences, whose numbers are free."""
    for sentence in sorted(KIT.words["ru"].values(), key=len, reverse=True):
        text = text.replace(sentence, "")
    return re.sub(r"<(style|link|meta)[^>]*>|PDF|CSV", "", text.replace("\u00a0", " "))


def _read_calendar(content: bytes) -> str:
    events = Calendar.from_ical(content).walk("VEVENT")
    lines = [f"{each['summary']} {each['description']}" for each in events]
    days = [each.decoded("dtstart").isoformat() for each in events]
    return " ".join((*lines, *days)).replace("\n", " ")


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
