"""A page for each role in charge, printed."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from reports.owners import compose_owners
from reports.wording import load_words
from survey.exports.owners import build_sheets, print_owners
from survey.planning.choices import Choices
from survey.planning.estimates import CAPACITY
from survey.planning.planned import prepare
from survey.wording import LANGUAGES
from tests.plans import KIT
from tests.releases import make_causes, make_release

CAUSES = {"goals": "supported", "leadership": "supported", "support": "likely"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_role_gets_one_page_with_its_measures(language: str) -> None:
    release = make_release(causes=make_causes(CAUSES))
    planned = prepare(release, KIT, language)

    pages = PdfReader(BytesIO(print_owners(planned, "f" * 64))).pages

    sheets = build_sheets(planned, "f" * 64).sheets
    assert len(pages) == len(sheets) >= 3
    for printed, sheet in zip(pages, sheets, strict=True):
        text = " ".join(printed.extract_text().split()).replace("\u00a0", " ")
        for task in sheet.tasks:
            assert task.title in text


def test_who_has_too_little_time_is_told_so_and_nobody_else() -> None:
    release = make_release(causes=make_causes(CAUSES))
    roomy = prepare(release, KIT, "en", Choices(capacity=dict.fromkeys(CAPACITY, 999)))
    tight = prepare(release, KIT, "en", Choices(capacity={"hr_director": 7}))

    assert "Time may run short" not in compose_owners(build_sheets(roomy, "f"), "en")
    assert "Time may run short" in compose_owners(build_sheets(tight, "f"), "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_leads_a_disputed_measure_reads_that_nothing_is_decided(language: str) -> None:
    release = make_release(causes=make_causes(CAUSES))
    planned = prepare(release, KIT, language, Choices(pinned=("single_head",)))

    told = compose_owners(build_sheets(planned, "f"), language).replace("\u00a0", " ")

    said = load_words(language)["owners.undecided"]
    assert told.count(said) == 1
    for side in ("for", "against"):
        assert KIT.words[language][f"intervention.single_head.position_{side}"] in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("most", [2, 8])
def test_one_measure_or_many_a_role_has_one_page(most: int, language: str) -> None:
    release = make_release(causes=make_causes(CAUSES))
    choices = Choices(most=most, capacity=dict.fromkeys(CAPACITY, 999))
    planned = prepare(release, KIT, language, choices)

    pages = PdfReader(BytesIO(print_owners(planned, "f" * 64))).pages

    assert len(planned.plan.recommendations) == most
    assert len(pages) == len(build_sheets(planned, "f").sheets)
