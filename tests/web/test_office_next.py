"""What HR is told to do next fits what the survey could say."""

import msgspec
import pytest

from tests.plans import KIT
from tests.reports.editions import make_edition
from tests.test_waves import NOW, add_survey, make_campaign
from tests.web.hr import Hr

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MEASURES, THANKS = "Выберите одну-три меры", "поблагодарите тех, кто ответил"


@pytest.mark.parametrize(
    ("edition", "said", "unsaid"),
    [("named", MEASURES, THANKS), ("too_few", THANKS, MEASURES)],
    ids=["results", "silence"],
)
async def test_without_results_nothing_is_said_of_measures(
    hr: Hr, edition: str, said: str, unsaid: str
) -> None:
    await hr.sign_in()
    release = msgspec.structs.replace(make_edition(edition), campaign=NOW, kit_hash=KIT.hash)
    async with hr.database.session() as session:
        await add_survey(
            session, make_campaign(NOW, release.opened, release.closed), release=release
        )

    page = await hr.read(f"/campaigns/{NOW}")

    assert said in page.text
    assert unsaid not in page.text
