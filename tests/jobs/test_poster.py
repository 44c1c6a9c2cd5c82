import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from survey.errors import NotFound
from survey.jobs.letters import compute_code
from survey.jobs.poster import print_poster
from survey.store.campaigns import require_campaign
from tests.corridor import Study
from tests.jobs.post import links_in

pytestmark = pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)
SITE = "https://survey.company.example"


async def test_a_poster_says_days_code_and_rights_on_one_page_and_opens_no_ballot(
    study: Study,
) -> None:
    async with study.database.reading() as session:
        campaign = await require_campaign(session, study.campaign)

    (page,) = PdfReader(io.BytesIO(print_poster(campaign, base_url=SITE, minutes=11.2))).pages

    told = " ".join(page.extract_text().split())
    assert "с 10 марта 2026 по 24 марта 2026" in told
    assert "from 10 March 2026 to 24 March 2026" in told
    assert "около 12 минут" in told
    assert campaign.manifest is not None
    assert compute_code(campaign.manifest) in told
    assert set(links_in(told)) == {f"{SITE}/s/{study.campaign}/rights"}


async def test_what_was_never_opened_has_no_poster(study: Study) -> None:
    async with study.database.reading() as session:
        campaign = await require_campaign(session, study.campaign)

    with pytest.raises(NotFound):
        print_poster(replace(campaign, manifest=None), base_url=SITE, minutes=11)
