"""The other editions say no number that the leadership's report does not say, but their own.

Of their own are: numbers in fixed sentences of the room or the kit, places in a list.
"""

import io
import re
from collections.abc import Iterator

import pytest
from pptx import Presentation

from reports.compose import compose
from reports.document import Report
from reports.slides import render_slides
from reports.wording import load_words
from tests.outputs.reading import flat, numbers, read_page
from tests.reports.pieces import kit
from tests.reports.prints import make_print

LONGEST_LIST = 14


def read_numbers(texts: Iterator[str]) -> set[str]:
    return {number for text in texts for number in numbers(flat(text))}


def read_html(html: str) -> set[str]:
    page = read_page(re.sub(r"<head>.*?</head>", "", html, flags=re.DOTALL))
    told = [block.text for block in page.blocks] + [figure.title for figure in page.figures]
    return read_numbers(iter(told))


def read_slides(slides: bytes) -> Iterator[str]:
    """List every text of a presentation, its tables, groups and notes included."""
    for slide in Presentation(io.BytesIO(slides)).slides:
        yield slide.notes_slide.notes_text_frame.text
        for shape in slide.shapes:
            yield from _read_shape(shape)


def _read_shape(shape: object) -> Iterator[str]:
    yield from (found.text for found in [getattr(shape, "text_frame", None)] if found)
    if getattr(shape, "has_table", False):
        rows = shape.table.rows  # type: ignore[attr-defined] # python-pptx is loosely typed
        yield from (cell.text for row in rows for cell in row.cells)
    for name in ("shapes",):
        yield from (text for inner in getattr(shape, name, ()) for text in _read_shape(inner))
    element = getattr(shape, "_element", None)
    if element is not None:
        yield from element.xpath(".//p:cNvPr/@descr")


def allowed(document: Report, language: str) -> set[str]:
    fixed = (*load_words(language).values(), *kit().words[language].values())
    places = {str(place) for place in range(1, LONGEST_LIST)}
    return read_html(compose(document, language)) | read_numbers(iter(fixed)) | places


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("name", ["later_wave", "one_too_small", "nothing_released"])
@pytest.mark.parametrize("edition", ["staff", "interviews", "slides"])
def test_an_edition_holds_no_number_of_its_own(name: str, language: str, edition: str) -> None:
    document = make_print(name, language)

    told = (
        read_numbers(read_slides(render_slides(document, language)))
        if edition == "slides"
        else read_html(compose(document, language, edition))
    )

    assert told - {document.release[:12]} <= allowed(document, language)


def test_a_number_that_no_report_holds_is_seen() -> None:
    document = make_print("later_wave", "ru")
    page = compose(document, "ru", "staff").replace("</h1>", " 58 %</h1>")

    assert not read_html(page) <= allowed(document, "ru")


def test_what_changed_is_told_from_both_releases_and_nothing_else() -> None:
    document = make_print("later_wave", "ru")
    assert document.changes is not None
    told = {
        value
        for change in document.changes.changes
        for side in (change.earlier, change.later)
        for value in (side.value, side.low, side.high)
        if value is not None
    }

    page = read_page(compose(document, "ru"))

    shown = {
        number
        for block in page.blocks
        if block.section == "changes" and block.kind == "lane"
        for number in numbers(block.text)
    }
    assert shown
    assert {float(number) for number in shown} <= told
    counts = numbers(next(b.text for b in page.blocks if b.section == "changes" and b.tag == "h2"))
    words = [change.word for change in document.changes.changes]
    expected = (len(words), words.count("improved"), words.count("worsened"))
    assert sorted(map(int, counts)) == sorted(expected)
