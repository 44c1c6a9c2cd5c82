"""No slide holds a number or a mark that its Release does not hold in that place."""

import io
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Inches

from reports.slides import render_slides
from survey.disclosure.encoding import encode_release
from tests.outputs.presented import check_slides
from tests.outputs.printed import make_report, open_ledger
from tests.outputs.test_outputs import KIT, make_release
from tests.reports.pieces import kit
from tests.reports.prints import PRINTS

NOTES, RELATION, CHANGES, PLAN = 1, 2, 3, -3


@cache
def slides(name: str, language: str) -> tuple[bytes, Any]:
    """The slides of a print and what may be told in them."""
    made = PRINTS[name](language)
    now = encode_release(made.release)
    before = None if made.earlier is None else encode_release(made.earlier)
    report = make_report(now, kit(), language, before)
    return render_slides(report, language), open_ledger(now, kit(), language, before)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("n", [3, 7, 12])
def test_every_number_of_real_slides_is_where_its_release_has_it(n: int, language: str) -> None:
    told = make_release(n)

    made = render_slides(make_report(told, KIT, language), language)

    assert check_slides(made, open_ledger(told, KIT, language)) == []


@pytest.mark.parametrize("name", ["later_wave", "one_too_small", "no_conflict", "unequal"])
def test_every_number_of_looked_at_slides_is_where_its_release_has_it(name: str) -> None:
    made, ledger = slides(name, "ru")

    assert check_slides(made, ledger) == []


def write_into(place: int, text: str) -> Callable[[Any], None]:
    """Write a number behind a title."""

    def spoil(deck: Any) -> None:
        list(deck.slides)[place].shapes.title.text_frame.paragraphs[0].runs[0].text += text

    return spoil


def spoil_notes(deck: Any) -> None:
    deck.slides[NOTES].notes_slide.notes_text_frame.text += " 58 %"


def spoil_value(deck: Any) -> None:
    (first, *_) = (
        s for s in deck.slides[RELATION].shapes if s.has_text_frame and s.left == Inches(10.8)
    )
    first.text_frame.paragraphs[0].runs[1].text = "  3,6"


def spoil_words(deck: Any) -> None:
    (group, *_) = (s for s in deck.slides[RELATION].shapes if s.shape_type == 6)
    properties = group._element.nvGrpSpPr.cNvPr
    properties.set("descr", properties.get("descr").replace("3,00", "3,10", 1))


def spoil_mark(deck: Any) -> None:
    (group, *_) = (s for s in deck.slides[RELATION].shapes if s.shape_type == 6)
    marker = list(group.shapes)[-1]
    marker.left += Inches(0.05)


def spoil_cell(place: int, row: int, column: int, text: str) -> Callable[[Any], None]:
    """Write a number into a cell."""

    def spoil(deck: Any) -> None:
        (table,) = (s.table for s in list(deck.slides)[place].shapes if s.has_table)
        table.cell(row, column).text_frame.paragraphs[0].runs[0].text = text

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        write_into(RELATION, " 58 %"),
        write_into(CHANGES, " 7"),
        spoil_notes,
        spoil_value,
        spoil_words,
        spoil_mark,
        spoil_cell(CHANGES, 1, 3, "2,75"),
        spoil_cell(PLAN, 1, 2, "31 марта 2026 г."),
        spoil_cell(PLAN, 1, 0, "11 человек"),
    ],
)
def test_a_number_that_was_planted_in_slides_is_seen(spoil: Callable[[Any], None]) -> None:
    made, ledger = slides("later_wave", "ru")
    deck = Presentation(io.BytesIO(made))
    spoil(deck)
    told = io.BytesIO()
    deck.save(told)

    assert check_slides(told.getvalue(), ledger) != []
