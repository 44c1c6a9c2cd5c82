"""Where a campaign has a guardian, everything on paper and in the mail says who that is."""

import io
import re
from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
from pypdf import PdfReader

from survey.ballots.keys import new_seal_key
from survey.ballots.manifest import encode
from survey.campaigns.codes import Code
from survey.campaigns.draft import NamedGuardian
from survey.campaigns.letters import INVITATION_LETTER, Letter
from survey.jobs.codes import Printer
from survey.jobs.letters import print_sheet
from survey.jobs.poster import print_poster
from survey.jobs.trial import write_trial
from survey.store.campaigns import Campaign, require_campaign
from tests.corridor import MARKETING, Study

pytestmark = pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)
SITE = "https://survey.company.example"
# Braces are text.
NAME, ROLE = "Ольга Преображенская-Ким", "{0} председатель профкома"
SAID = re.compile("торой ключ от .{1,30} хранител.* holds the second key")
ASKED = re.compile("Спросите его лично.* [Aa]sk (the guardian )?in person")
# What stands last on each of them: nothing may be pushed off the page.
LAST = {
    "_letter": "tell somebody you trust",
    "_codes": "questionnaire is left",
    "_poster": "/rights",
}


def _letter(campaign: Campaign) -> bytes:
    letter = Letter(
        kind=INVITATION_LETTER,
        campaign=campaign,
        department=MARKETING,
        name="Анна Ли",
        email=None,
        fragment=f"{'A' * 27}.{MARKETING}.{'B' * 43}",
    )
    return print_sheet([letter], base_url=SITE, minutes=12)


def _codes(campaign: Campaign) -> bytes:
    printer = Printer(campaign=campaign, base_url=SITE, minutes=12)
    code = Code(department=MARKETING, digits="1" * 24, fragment=f"{'1' * 24}.{MARKETING}.x")
    return printer.print_codes([code], "ru")


def _poster(campaign: Campaign) -> bytes:
    return print_poster(campaign, base_url=SITE, minutes=12)


@pytest.mark.parametrize(("draw", "pages"), [(_letter, 1), (_codes, 2), (_poster, 1)])
async def test_paper_names_the_guardian_and_without_one_is_silent(
    study: Study, draw: Callable[[Campaign], bytes], pages: int
) -> None:
    async with study.database.reading() as session:
        campaign = await require_campaign(session, study.campaign)
    guarded = msgspec.structs.replace(
        study.manifest,
        guardian_key=new_seal_key().modulus,
        guardian_name=NAME,
        guardian_role=ROLE,
    )

    with_one = PdfReader(io.BytesIO(draw(replace(campaign, manifest=encode(guarded))))).pages
    without = PdfReader(io.BytesIO(draw(campaign))).pages

    told = " ".join(" ".join(page.extract_text() for page in with_one).split())
    assert len(with_one) == len(without) == pages
    assert SAID.search(told)
    assert ASKED.search(told)
    for sentence in (LAST[draw.__name__], NAME, ROLE):
        assert sentence in told
    silent = " ".join(" ".join(page.extract_text() for page in without).split())
    assert not any(word in silent for word in ("хранител", "guardian"))


async def test_the_letter_that_hr_tries_names_whom_hr_named(study: Study) -> None:
    async with study.database.reading() as session:
        campaign = replace(await require_campaign(session, study.campaign), manifest=None)

    trial = write_trial(campaign, SITE, 12, NamedGuardian(name="Ольга Ким", role="профсоюз"))

    assert "это Ольга Ким (профсоюз)" in trial.text
    assert "guardian" not in write_trial(campaign, SITE, 12).text
