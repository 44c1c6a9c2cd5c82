import io
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Emu

from reports.deck import LETTER, LINE, count_lines
from reports.slides import render_slides
from reports.wording import load_words
from tests.reports.prints import make_print


def read(name: str, language: str) -> Any:
    return Presentation(io.BytesIO(render_slides(make_print(name, language), language)))


def tables(deck: Any) -> list[Any]:
    """List the native tables of a presentation."""
    return [s.table for slide in deck.slides for s in slide.shapes if s.has_table]


def test_the_same_release_gives_the_same_slides() -> None:
    document = make_print("first_wave", "ru")

    assert render_slides(document, "ru") == render_slides(document, "ru")


@pytest.mark.parametrize(("name", "language"), [("later_wave", "ru"), ("one_too_small", "en")])
def test_every_slide_has_a_title_of_its_own_and_what_to_say(name: str, language: str) -> None:
    slides = read(name, language).slides
    titles = [slide.shapes.title.text for slide in slides]

    assert len(set(titles)) == len(titles) >= 8
    assert all(slide.notes_slide.notes_text_frame.text for slide in slides)


def test_too_few_answers_make_three_slides_without_a_result() -> None:
    assert len(read("nothing_released", "ru").slides) == 3


@pytest.mark.parametrize(("name", "language"), [("disputed", "ru"), ("agreement", "en")])
def test_every_text_fits_its_box_and_every_shape_its_slide(name: str, language: str) -> None:
    deck = read(name, language)

    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
            if shape.has_text_frame and shape.text_frame.text:
                assert _measure(shape) <= Emu(shape.height).inches + 0.25, shape.text_frame.text


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_disputed_measure_has_no_day_before_it_is_decided(language: str) -> None:
    document = make_print("disputed", language)
    (disputed,) = (card.title for card in document.cards if card.disputed)
    days = [
        row.cells[2].text
        for table in tables(read("disputed", language))
        for row in table.rows
        if row.cells[0].text == disputed and len(row.cells) == 4
    ]

    assert days == [load_words(language)["slides.undecided"]]


def test_a_later_wave_shows_what_moved_and_a_first_wave_nothing() -> None:
    heads = [t.rows[0].cells[2].text for t in tables(read("later_wave", "ru"))]
    document = make_print("later_wave", "ru")
    assert document.changes is not None
    moved = sum(change.word != "no_clear_change" for change in document.changes.changes)
    (changes,) = (t for t in tables(read("later_wave", "ru")) if t.rows[0].cells[2].text == "Было")

    words = [row.cells[4].text for row in changes.rows]

    assert words.count("лучше") + words.count("хуже") == moved
    assert "Было" in heads
    assert "Было" not in [t.rows[0].cells[2].text for t in tables(read("first_wave", "ru"))]


@pytest.mark.parametrize(("name", "language"), [("first_wave", "ru"), ("no_conflict", "en")])
def test_slides_point_at_nothing_that_only_the_report_has(name: str, language: str) -> None:
    words = load_words(language)
    texts = [shape.text for slide in read(name, language).slides for shape in slide.shapes
             if shape.has_text_frame]  # fmt: skip

    assert not any(words["slides.elsewhere"] in text for text in texts)
    assert not any("точками" in text or "three dots" in text for text in texts)


def test_every_run_says_its_language_and_every_table_what_it_is() -> None:
    for language, tag in (("ru", "ru-RU"), ("en", "en-GB")):
        for slide in read("later_wave", language).slides:
            for part in (slide, slide.notes_slide):
                runs = part._element.xpath(".//a:r")
                assert {run.rPr.get("lang") for run in runs} == {tag}
            for frame in slide._element.xpath(".//p:graphicFrame/p:nvGraphicFramePr/p:cNvPr"):
                assert frame.get("descr")


def test_every_drawing_tells_its_values_in_words() -> None:
    groups = [
        shape
        for slide in read("first_wave", "ru").slides
        for shape in slide.shapes
        if shape.shape_type == 6  # a group
    ]

    told = [str(group._element.nvGrpSpPr.cNvPr.get("descr")) for group in groups]
    assert told
    assert all("Маркетинг: " in each and "Продажи: " in each for each in told)


def _measure(shape: Any) -> float:
    """Estimate the height of a shape's text in inches."""
    width, height = Emu(shape.width).inches, 0.0
    for paragraph in shape.text_frame.paragraphs:
        size = paragraph.runs[0].font.size.pt
        height += (count_lines(paragraph.text, width, size) + 0.3) * size * LINE / 72
    assert LETTER > 0.5  # generous: Calibri's Cyrillic is narrower
    return height
