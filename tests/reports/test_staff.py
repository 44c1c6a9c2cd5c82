"""What all employees read: two pages, nothing still to be decided, what moved since the last wave.

Widths of pages are looked at in `make print-fixtures`; here are the rules.
"""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from reports.compose import compose
from reports.progress import list_moved
from reports.render import press
from reports.staff import list_beginning
from survey.disclosure.encoding import encode_release
from survey.planning.choices import Choices
from survey.reporting.printed import decode
from survey.reporting.report import make_document
from tests.reports.pieces import kit
from tests.reports.prints import PRINTS, make_print


@pytest.mark.parametrize("language", ["ru", "en"])
def test_colleagues_do_not_read_a_disputed_measure_as_decided(language: str) -> None:
    document = make_print("disputed", language)
    (disputed,) = (card for card in document.cards if card.disputed)
    told = [card.title for card in document.cards if not card.disputed]

    html = compose(document, language, "staff")

    assert disputed.title not in html
    assert disputed.goal not in html
    assert all(title in html.replace("\xa0", " ") for title in told)


def test_measures_stand_in_the_order_of_their_days() -> None:
    document = make_print("first_wave", "ru")

    days = [each.day for each in list_beginning(document)]

    assert days == sorted(days)
    assert len(days) == len(document.cards)
    assert [each.day for each in list_beginning(replace(document, agenda=None))] == [""] * len(days)


def test_a_later_wave_tells_everybody_what_moved() -> None:
    document = make_print("later_wave", "ru")
    assert document.changes is not None
    moved = {c.title for c in document.changes.changes if c.word != "no_clear_change" and c.title}

    text = compose(document, "ru", "staff").replace("\xa0", " ")

    better, worse = (text.partition(f"{word}:</span>")[2] for word in ("Стало лучше", "Стало хуже"))
    assert better.lstrip().startswith("Конфликт в целом; ")
    told = f"{better.partition('.')[0]}; {worse.partition('.')[0]}".lower()
    assert moved
    assert all(title.lower() in told for title in moved)


def test_one_side_that_moved_is_named_and_both_are_not() -> None:
    document = make_print("later_wave", "ru")
    assert document.changes is not None
    pair = [c for c in document.changes.changes if c.title == "Споры о порядке работы"]
    one = [replace(pair[0], word="improved"), replace(pair[1], word="no_clear_change")]
    both = [replace(change, word="improved") for change in pair]

    for told, side in ((one, 0), (both, None)):
        changed = replace(document.changes, changes=tuple(told))
        assert list_moved(replace(document, changes=changed), "improved") == (
            ("Споры о порядке работы", side),
        )


def test_too_few_answers_are_one_page_that_shows_and_blames_nothing() -> None:
    html = compose(make_print("nothing_released", "ru"), "ru", "staff")

    assert "<table" not in html
    assert "видят обе стороны" not in html


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_longest_plan_still_fits_two_pages(language: str) -> None:
    made = PRINTS["later_wave"](language)
    assert made.earlier is not None
    roles = ("ceo", "hr_director", "head_first", "head_second")
    choices = Choices(most=8, capacity=dict.fromkeys(roles, 900))
    first, second = (decode(encode_release(each)) for each in (made.release, made.earlier))

    document = make_document(first, kit(), language, choices, second)

    assert len(document.cards) == 8
    assert len(PdfReader(io.BytesIO(press(compose(document, language, "staff")))).pages) == 2
