"""HR names an earlier survey: only what fits, and only released values meet."""

from datetime import date
from typing import Any

import msgspec
import pytest

from survey.disclosure.encoding import encode_release
from survey.disclosure.release import Release
from survey.errors import NotFound, Refused, WrongState
from survey.reporting.waves import find_named, forget_earlier, list_offers, name_earlier
from survey.store.campaigns import Campaign, Department, add_campaign, require_campaign
from survey.store.database import Database, Session
from survey.store.releases import add_release
from tests.plans import KIT
from tests.reports.editions import make_edition

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NOW, BEFORE = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"


def make_campaign(campaign: str, opens: str, closes: str, **changes: Any) -> Campaign:
    """Build a campaign of the company that the fixtures of releases are about."""
    release = make_edition("named")
    first, second = release.department_names
    plain = {
        "id": campaign,
        "organisation": release.organisation,
        "title": campaign,
        "kit": KIT.code,
        "languages": KIT.languages,
        "opens": date.fromisoformat(opens),
        "closes": date.fromisoformat(closes),
        "time_zone": "UTC",
        "letter": "",
        "signatory": "A",
        "voting_part": True,
        "wave": 1,
        "state": "purged",
        "kit_hash": KIT.hash,
        "c": 2,
        "manifest": None,
        "stopped": date.fromisoformat(closes),
        "checkups": (),
        "departments": (
            Department(code=release.departments[0], name=first),
            Department(code=release.departments[1], name=second),
        ),
    }
    return Campaign(**{**plain, **changes})


async def add_survey(
    session: Session, campaign: Campaign, release: Release | None = None, **changes: Any
) -> Campaign:
    """Write a campaign, and if it is over its release."""
    await add_campaign(session, campaign)
    if campaign.state in ("released", "purged"):
        days = {"opened": campaign.opens.isoformat(), "closed": campaign.closes.isoformat()}
        told = {**days, "kit_hash": campaign.kit_hash, "campaign": campaign.id, **changes}
        plain = release or msgspec.structs.replace(make_edition("named"), **told)
        await add_release(session, campaign.id, campaign.wave, encode_release(plain))
    return campaign


@pytest.mark.parametrize(
    ("campaign", "release", "misfit"),
    [
        ({}, {}, ""),
        # Case and spaces are no other company.
        ({"organisation": "  {organisation}  "}, {}, ""),
        ({"organisation": "Лютик"}, {}, "other_organisation"),
        ({"kit_hash": "0" * 64}, {}, "other_kit"),
        (
            {
                "departments": (
                    Department(code="marketing", name="Закупки"),
                    Department(code="sales", name="Склад"),
                )
            },
            {},
            "other_departments",
        ),
        ({}, {"closed": "2026-03-05"}, "not_earlier"),
        ({}, {"layout": "combined"}, "other_layout"),
        ({}, {"layout": "nothing"}, "nothing_released"),
    ],
)
async def test_only_a_survey_that_fits_can_be_named(
    database: Database, campaign: dict[str, Any], release: dict[str, Any], misfit: str
) -> None:
    if "organisation" in campaign:
        name = make_edition("named").organisation.upper()
        campaign = {"organisation": campaign["organisation"].format(organisation=name)}
    async with database.session() as session:
        now = await add_survey(session, make_campaign(NOW, "2026-03-02", "2026-03-13"))
        before = make_campaign(BEFORE, "2025-09-01", "2025-09-12", **campaign)
        await add_survey(session, before, **release)

        (offer,) = await list_offers(session, now, KIT.hash)

        assert (offer.campaign.id, offer.misfit) == (BEFORE, misfit)
        if misfit:
            with pytest.raises(Refused) as caught:
                await name_earlier(session, now, BEFORE, KIT.hash)
            assert caught.value.code == misfit
            assert await find_named(session, now) is None
        else:
            await name_earlier(session, now, BEFORE, KIT.hash)
            named = await find_named(session, now)
            assert named is not None
            assert named.printed is not None
            assert (named.campaign.id, named.misfit) == (BEFORE, "")


async def test_a_draft_after_a_survey_is_its_next_wave_until_it_is_opened(
    database: Database,
) -> None:
    async with database.session() as session:
        await add_survey(session, make_campaign(BEFORE, "2025-09-01", "2025-09-12", wave=3))
        draft = make_campaign(NOW, "2026-03-02", "2026-03-13", state="draft", kit_hash=None)
        await add_survey(session, draft)

        await name_earlier(session, draft, BEFORE, KIT.hash)

        assert (await require_campaign(session, NOW)).wave == 4
        await forget_earlier(session, draft)
        assert (await require_campaign(session, NOW)).wave == 1
        assert await find_named(session, draft) is None


@pytest.mark.parametrize("state", ["open", "stopped", "ending", "ended"])
async def test_while_people_answer_nothing_is_named(database: Database, state: str) -> None:
    async with database.session() as session:
        await add_survey(session, make_campaign(BEFORE, "2025-09-01", "2025-09-12"))
        now = await add_survey(session, make_campaign(NOW, "2026-03-02", "2026-03-13", state=state))

        with pytest.raises(WrongState):
            await name_earlier(session, now, BEFORE, KIT.hash)
        with pytest.raises(WrongState):
            await forget_earlier(session, now)


async def test_a_survey_that_is_not_there_or_not_over_cannot_be_named(database: Database) -> None:
    async with database.session() as session:
        now = await add_survey(session, make_campaign(NOW, "2026-03-02", "2026-03-13"))
        await add_survey(session, make_campaign(BEFORE, "2025-09-01", "2025-09-12", state="open"))

        for earlier in (BEFORE, "cccccccccccccccc", NOW):
            with pytest.raises(NotFound):
                await name_earlier(session, now, earlier, KIT.hash)
