from dataclasses import replace

import pytest

from reports.compose import compose
from reports.document import Report
from reports.guide import FORM, HIGHEST_ROW, fit_rows, list_for_directors, list_questions
from tests.reports.prints import make_print


@pytest.mark.parametrize("name", ["nothing_released", "unequal"])
def test_where_few_answered_people_are_asked_what_keeps_others_from_it(name: str) -> None:
    document = make_print(name, "ru")

    asked = [each.ask.key for each in list_questions(document)]

    assert "guide.ask_silent" in asked
    assert "guide.ask_silent" not in [e.ask.key for e in list_questions(replace_full(name))]


def replace_full(name: str) -> Report:
    """The same where enough people answered."""
    document = make_print(name, "ru")
    return replace(document, reasons=(), verdict="likely")


def test_without_an_order_of_topics_the_guide_still_asks_for_something() -> None:
    asked = [each.ask.key for each in list_questions(make_print("one_too_small", "en"))]

    assert "guide.ask_waits" in asked
    assert asked[0] == "guide.ask_begin"
    assert asked[-1] == "guide.ask_end"


@pytest.mark.parametrize("count", [6, 9, 13])
def test_the_rows_of_a_form_fill_one_page(count: int) -> None:
    assert fit_rows(count) * count <= FORM + 1
    assert fit_rows(count) <= HIGHEST_ROW


@pytest.mark.parametrize("name", ["disputed", "nothing_released"])
def test_the_form_has_a_row_a_question(name: str) -> None:
    document = make_print(name, "en")
    rows = len(list_questions(document)) + len(list_for_directors(document))

    form = compose(document, "en", "interviews").partition('<table class="plain notes">')[2]

    assert form.count("<tr>") == rows + 1
