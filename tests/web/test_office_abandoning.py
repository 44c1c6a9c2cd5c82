"""HR ends a campaign without results: beyond doubt, once, and everybody is told the same."""

from collections.abc import Mapping

import pytest
from sqlalchemy import text

from survey.campaigns.letters import INVITATION_LETTER
from survey.store.errands import add_errands
from tests.conftest import OpenStudy
from tests.web.hr import Hr

pytestmark = pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)

WANTED = {"unread": "yes", "nothing": "yes", "title": " весна "}


async def _read(hr: Hr, query: str) -> list[tuple[object, ...]]:
    async with hr.database.reading() as session:
        return [tuple(row) for row in await session.execute(text(query))]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"unread": ""}, "Поставьте обе галочки"),
        ({"nothing": ""}, "Поставьте обе галочки"),
        ({"title": "Весна 2"}, "название опроса не совпало"),
        ({"title": ""}, "название опроса не совпало"),
    ],
)
async def test_half_a_will_changes_nothing_and_leaves_the_form_open(
    busy_hr: Hr, own_study: OpenStudy, changed: Mapping[str, str], sentence: str
) -> None:
    reply = await busy_hr.send(f"/campaigns/{own_study.campaign}/abandon", {**WANTED, **changed})

    assert reply.status_code == 400
    assert sentence in reply.text
    assert '<details class="step" id="abandon" open>' in reply.text
    assert await _read(busy_hr, "SELECT state FROM campaign") == [("open",)]


async def test_a_campaign_is_given_up_once_and_nothing_more_goes_out(
    busy_hr: Hr, own_study: OpenStudy
) -> None:
    page = f"/campaigns/{own_study.campaign}"
    async with busy_hr.database.session() as session:
        await add_errands(
            session, kind=INVITATION_LETTER, campaign=own_study.campaign, subjects=["x"]
        )

    replies = [await busy_hr.send(f"{page}/abandon", WANTED) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    assert await _read(busy_hr, "SELECT state FROM campaign") == [("ending",)]
    noted = await _read(busy_hr, "SELECT action FROM audit_event WHERE campaign IS NOT NULL")
    assert noted == [("campaign_abandoned",)]
    kinds = await _read(busy_hr, "SELECT kind FROM errand WHERE campaign <> ''")
    assert kinds == [("closing",)]
    shown = await busy_hr.read(page)
    assert "Опрос закончен без результатов" in shown.text
    for gone in ("release.json", "report/ru", "plan"):
        assert (await busy_hr.read(f"{page}/{gone}")).status_code == 404
