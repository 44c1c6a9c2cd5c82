"""What the printed pages say: every kind of answer in both languages, without a free number."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import msgspec
import pytest
from markupsafe import escape
from pypdf import PdfReader
from pypdf.generic import StreamObject

from reports.compose import compose
from reports.document import Report
from reports.render import render
from reports.wording import NBSP, load_words
from survey.disclosure.encoding import encode_release
from survey.disclosure.release import Release, ReleasedScale, Span
from survey.planning.recommend import recommend
from survey.reporting.document import build_document
from survey.reporting.printed import decode
from survey.reporting.report import make_document
from tests.reports.editions import EDITIONS, make_edition
from tests.reports.pieces import kit

LANGUAGES = ("ru", "en")
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
NOT_RESULTS = re.compile(r"<svg.*?</svg>|<head>.*?</head>|<[^>]+>", re.DOTALL)
VERDICTS = {
    ("named", "ru"): "Конфликт связан с двумя темами: сбои при передаче обращений; несовпадающие",
    ("likely", "en"): "is still a working hypothesis",
    ("insufficient", "ru"): "Данных пока мало, чтобы назвать причину конфликта",
    ("no_conflict", "ru"): "Выраженного конфликта между отделами опрос не нашёл",
    ("combined", "en"): "There is not enough evidence yet to name a cause",
    ("small", "ru"): "Данных пока мало, чтобы назвать причину конфликта",
    ("too_few", "en"): "Too few answers: results would have shown individual people",
}


@cache
def document(name: str, language: str) -> Report:
    return make_document(decode(encode_release(make_edition(name, language))), kit(), language)


@cache
def printed(name: str, language: str) -> bytes:
    return render(document(name, language), language)


@cache
def pages(name: str, language: str) -> tuple[str, ...]:
    reader = PdfReader(io.BytesIO(printed(name, language)))
    return tuple(flat(page.extract_text()) for page in reader.pages)


def flat(text: str) -> str:
    return " ".join(text.replace(NBSP, " ").split())


@pytest.mark.parametrize(("name", "language"), VERDICTS)
def test_every_kind_of_answer_prints_and_its_first_page_says_it(name: str, language: str) -> None:
    assert VERDICTS[name, language] in pages(name, language)[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EDITIONS)
def test_every_kind_of_answer_has_words_in_both_languages(name: str, language: str) -> None:
    html = compose(document(name, language), language)

    assert html.startswith("<!doctype html>")


def test_the_answer_takes_one_page_and_the_whole_at_most_twenty_and_an_appendix() -> None:
    said = pages("named", "ru")

    assert "Как читать" in said[1]
    assert next(n for n, page in enumerate(said) if "Приложение: вопросы" in page) <= 20
    assert len(pages("too_few", "en")) == 1


def test_the_same_release_prints_the_same_bytes() -> None:
    assert render(document("small", "ru"), "ru") == printed("small", "ru")


def test_only_our_own_font_is_embedded_and_no_program_is_named_as_creator() -> None:
    reader = PdfReader(io.BytesIO(printed("named", "ru")))

    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index] # pypdf is loosely typed
    }
    assert fonts
    assert all(re.match(r"/[A-Z]{6}\+Fira-Sans", font) for font in fonts)
    assert reader.metadata is not None
    assert reader.metadata.author is None
    assert reader.metadata.creator is None
    assert reader.metadata.creation_date is None


def test_the_pdf_says_its_language_its_title_its_bookmarks_and_both_standards() -> None:
    reader = PdfReader(io.BytesIO(printed("named", "ru")))
    catalog = reader.root_object

    assert str(catalog["/Lang"]) == "ru"
    assert reader.metadata is not None
    assert "Северный ветер" in str(reader.metadata.title)
    assert "/StructTreeRoot" in catalog
    assert "Возможные причины" in [flat(str(mark.get("/Title"))) for mark in _marks(reader)]
    written = catalog["/Metadata"].get_object()
    assert isinstance(written, StreamObject)
    xmp = written.get_data().decode()
    assert 'pdfaid:conformance="A"' in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp


def test_every_figure_has_an_alternative_text_with_its_values() -> None:
    html = compose(document("named", "ru"), "ru")

    pictures = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert all(re.search(r"<title>[^<]+</title>", picture) for picture in pictures)
    severity = document("named", "ru").causes[1].title
    said = [flat(picture) for picture in pictures if severity in flat(picture)]
    assert "Маркетинг: 3,50, интервал от 3,0 до 4,0; Продажи: 4,25 или больше" in said[0]


@pytest.mark.parametrize("name", EDITIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_decimal_on_the_pages_is_a_released_one_or_stands_in_a_fixed_sentence(
    name: str, language: str
) -> None:
    release = make_edition(name, language)
    html = compose(document(name, language), language)

    assert decimals(html) <= released(release) | fixed(language)


def test_the_check_for_free_numbers_sees_one() -> None:
    release = make_edition("named")
    html = compose(document("named", "ru"), "ru")

    assert not decimals(html.replace("3,75", "3,76")) <= released(release) | fixed("ru")


@pytest.mark.parametrize("name", ["named", "combined", "small"])
def test_every_whole_number_on_the_first_page_is_released_or_of_the_page(name: str) -> None:
    release = make_edition(name)
    told = document(name, "ru")
    counts = {len(told.cards), told.c, told.k, told.wave, 1, 2, 3, 4, 5, 90}
    people = {share.roster for share in told.participation}
    people |= {share.at_least for share in told.participation if share.at_least}
    days = {int(part) for day in (release.opened, release.closed) for part in day.split("-")}

    first = compose(told, "ru").split("</section>")[0]
    bare = re.sub(r"\d+,\d+", "", NOT_RESULTS.sub(" ", first))

    assert {int(number) for number in re.findall(r"\d+", bare)} <= counts | people | days


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_of_the_company_cannot_become_markup_or_fetch_a_file(language: str) -> None:
    release = msgspec.structs.replace(
        make_edition("too_few", language),
        organisation='<img src="file:///etc/passwd"><script>',
        department_names=("{0.__class__}", "&<b>"),
    )
    told = build_document(release, "0" * 64, recommend(release, kit()), kit(), language)

    said = " ".join(
        page.extract_text() for page in PdfReader(io.BytesIO(render(told, language))).pages
    )
    assert '<img src="file:///etc/passwd"><script>' in flat(said)
    assert "{0.__class__}" in said


def test_a_disputed_measure_stands_with_both_positions() -> None:
    told = document("named", "en")
    disputed = next(card.code for card in kit().interventions if card.disputed)
    positions: dict[str, Any] = {
        side: kit().words["en"][f"intervention.{disputed}.{side}"]
        for side in ("position_for", "position_against")
    }

    html = compose(replace(told, cards=(replace(told.cards[0], disputed=True, **positions),)), "en")

    assert "Disputed measure" in html
    assert all(escape(position) in html for position in positions.values())


def decimals(html: str) -> set[str]:
    """Find every number with a decimal part in what people read, alternative texts included."""
    bare = re.sub(r"<head>.*?</head>|<(?!/?title)[^>]+>", " ", html, flags=re.DOTALL)
    told = bare.replace(NBSP, " ")
    versions = re.compile(r"\d+\.\d+\.\d+")
    return {found for found in NUMBER.findall(versions.sub(" ", told)) if not found.isdigit()}


def released(release: Release) -> set[str]:
    """Write every number of a release's scales as either language would."""
    numbers = {number for span in _spans(release) for number in (span.value, span.low, span.high)}
    told = {number for number in numbers if number is not None}
    plain = {f"{number:.{places}f}" for number in told for places in (1, 2)}
    return plain | {number.replace(".", ",") for number in plain}


def fixed(language: str) -> set[str]:
    """Find the numbers with decimals that stand in sentences of the room and of the kit."""
    sentences = (*load_words(language).values(), *kit().words[language].values())
    return {found for said in sentences for found in NUMBER.findall(said)}


def _spans(release: Release) -> Iterator[Span]:
    scales: list[ReleasedScale] = [cause.severity for cause in release.causes]
    scales += [*release.outcomes, *([release.conflict] if release.conflict else [])]
    for scale in scales:
        yield from scale.departments
        if scale.combined is not None:
            yield scale.combined


def _marks(reader: PdfReader) -> Iterator[dict[str, object]]:
    waiting: list[object] = [reader.outline]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, list):
            waiting.extend(entry)
        elif isinstance(entry, dict):
            yield entry
