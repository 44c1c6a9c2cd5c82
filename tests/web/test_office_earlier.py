"""HR names an earlier survey, sees what changed, and everything is printed with it."""

import io
import re

import msgspec
import pytest
from pptx import Presentation

from reports.compose import compose
from survey.disclosure.encoding import encode_release
from survey.disclosure.release import Release
from survey.reporting.printed import Printed, decode
from survey.reporting.report import make_document
from survey.store.database import Session
from survey.store.releases import RELEASE, add_release
from tests.outputs.reading import flat, numbers, read_page
from tests.plans import KIT
from tests.reports.editions import make_edition
from tests.reports.pieces import scale
from tests.test_waves import BEFORE, NOW, add_survey, make_campaign
from tests.web.hr import Hr

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PAGE = f"/campaigns/{NOW}"
RELEASES = {
    BEFORE: msgspec.structs.replace(
        make_edition("named"),
        opened="2025-09-01",
        closed="2025-09-12",
        kit_hash=KIT.hash,
        conflict=scale("conflict", 4.5, 2.0),
    ),
    NOW: msgspec.structs.replace(
        make_edition("named"), kit_hash=KIT.hash, conflict=scale("conflict", 3.0, 3.0)
    ),
}


@pytest.fixture
async def two(hr: Hr) -> Hr:
    """Somebody of HR, signed in, whose office has two surveys that are over."""
    await hr.sign_in()
    async with hr.database.session() as session:
        for campaign, release in RELEASES.items():
            await _put(session, campaign, release)
    return hr


async def test_an_earlier_survey_is_named_shown_and_printed_and_can_be_forgotten(two: Hr) -> None:
    before = await two.read(f"{PAGE}/earlier")
    named = await two.send(f"{PAGE}/earlier", {"earlier": BEFORE})
    after = await two.read(f"{PAGE}/earlier")

    assert "лучше" not in before.text
    assert f'value="{BEFORE}"' in before.text
    assert named.status_code == 303
    told = flat(" ".join(block.text for block in read_page(after.text).blocks))
    assert re.search(r"Конфликт в целом.*4,25 или больше.*3,00.*лучше.*2,00.*3,00.*хуже", told)
    slides = Presentation(io.BytesIO((await two.read(f"{PAGE}/editions/slides/ru")).content))
    texts = [s.text_frame.text for one in slides.slides for s in one.shapes if s.has_text_frame]
    assert any("прошлой волны" in text for text in texts)

    await two.send(f"{PAGE}/earlier", {"earlier": ""})
    slides = Presentation(io.BytesIO((await two.read(f"{PAGE}/editions/slides/ru")).content))
    texts = [s.text_frame.text for one in slides.slides for s in one.shapes if s.has_text_frame]
    assert not any("С прошлой волны" in text for text in texts)


async def test_the_pages_of_results_hold_no_number_that_the_report_lacks(two: Hr) -> None:
    await two.send(f"{PAGE}/earlier", {"earlier": BEFORE})

    pages = [(await two.read(f"{PAGE}/{page}")).text for page in ("earlier", "brief")]

    document = make_document(_print(NOW), KIT, "ru", earlier=_print(BEFORE))
    allowed = _numbers(compose(document, "ru")) | {"1", "5"}
    for page in pages:
        assert _numbers(page) <= allowed
        assert len(_numbers(page)) > 3


async def test_what_does_not_fit_is_said_and_the_report_is_printed_without(two: Hr) -> None:
    await two.send(f"{PAGE}/earlier", {"earlier": BEFORE})
    combined = msgspec.structs.replace(RELEASES[BEFORE], layout="combined")
    async with two.database.session() as session:
        await session.execute(RELEASE.delete().where(RELEASE.c.campaign == BEFORE))
        await add_release(session, BEFORE, 1, encode_release(combined))

    for page in (PAGE, f"{PAGE}/earlier"):
        assert "в другом только общие" in (await two.read(page)).text
    refused = await two.send(f"{PAGE}/earlier", {"earlier": BEFORE})
    printed = await two.read(f"{PAGE}/editions/slides/en")

    assert refused.status_code == 403
    assert printed.status_code == 200


async def test_a_survey_is_run_again_with_the_same_names_and_becomes_the_next_wave(two: Hr) -> None:
    form = (await two.read(f"/campaigns/new?after={NOW}")).text
    fields = dict(re.findall(r'<input id="(\w+)" name="\w+" type="\w+" value="([^"]*)"', form))
    assert fields["first"] == "Маркетинг"
    sent = {**fields, "kit": KIT.code, "time_zone": "UTC", "letter": "Коллеги!", "after": NOW}

    wrong = await two.send("/campaigns/new", {**sent, "first": "Закупки"})
    right = await two.send("/campaigns/new", sent)

    assert wrong.status_code == 400
    assert "отделы другие или названы иначе" in wrong.text
    assert right.status_code == 303
    page = (await two.read(right.headers["location"].removeprefix("/office"))).text
    assert f"Отчёт сравнит результаты с опросом «{NOW}»" in page


async def _put(session: Session, campaign: str, release: Release) -> None:
    told = msgspec.structs.replace(release, campaign=campaign)
    await add_survey(session, make_campaign(campaign, release.opened, release.closed), release=told)


def _print(campaign: str) -> Printed:
    return decode(encode_release(msgspec.structs.replace(RELEASES[campaign], campaign=campaign)))


def _numbers(html: str) -> set[str]:
    page = read_page(re.sub(r"<head>.*?</head>", "", html, flags=re.DOTALL))
    texts = [block.text for block in page.blocks] + [figure.title for figure in page.figures]
    return {number for text in texts for number in numbers(flat(text))}
