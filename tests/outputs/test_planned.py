"""No page, table or calendar of a plan holds a number but its own days, hours and counts."""

import re
from functools import cache

import pytest

from reports.owners import compose_owners
from survey.exports.calendar import write_calendar
from survey.exports.owners import build_sheets
from survey.exports.table import write_table
from survey.planning.choices import Choices
from survey.planning.planned import Planned, prepare
from survey.planning.recommend import USUAL
from tests.outputs.places import Ledger
from tests.outputs.planned import check_calendar, check_owners, check_table
from tests.reports.pieces import kit
from tests.reports.prints import PRINTS

RELEASE = "e" * 64
WIDER = Choices(most=8, capacity=dict.fromkeys(("ceo", "head_first", "head_second"), 900))


@cache
def plan(name: str, language: str, *, wider: bool = False) -> tuple[Planned, Ledger]:
    """The plan of a print and what may be told of it."""
    made = PRINTS[name](language)
    choices = WIDER if wider else made.choices or USUAL
    ledger = Ledger(release=made.release, hash=RELEASE, kit=kit(), language=language, cards=0)
    return prepare(made.release, kit(), language, choices), ledger


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("name", ["first_wave", "disputed", "nothing_released"])
def test_every_number_of_a_plan_on_paper_is_its_own(name: str, language: str) -> None:
    planned, ledger = plan(name, language, wider=name == "first_wave")

    html = compose_owners(build_sheets(planned, RELEASE), language)

    assert check_owners(html, planned, ledger) == []
    assert check_table(write_table(planned), planned, ledger) == []
    assert check_calendar(write_calendar(planned), planned, ledger) == []


@pytest.mark.parametrize(
    ("place", "planted"),
    [
        (r"(<h1>)", r"\g<1>58 % "),
        (r"(class=\"lead\">\D*)\d", r"\g<1>9"),
        (r"(class=\"facts\">\D*)\d+", r"\g<1>11"),
        (r"(<dd>)", r"\g<1>3,75 — "),
        (r"(class=\"foot\">)", r"\g<1>12 человек. "),
    ],
)
def test_a_number_that_was_planted_on_a_roles_page_is_seen(place: str, planted: str) -> None:
    planned, ledger = plan("disputed", "ru")
    html = compose_owners(build_sheets(planned, RELEASE), "ru")

    spoilt = re.sub(place, planted, html, count=1)

    assert spoilt != html
    assert check_owners(spoilt, planned, ledger) != []


@pytest.mark.parametrize(
    ("place", "planted"),
    [
        (r"2026-03-30", "2026-03-31"),
        (r";7;15;", ";7;16;"),
        (r"направлена на", "58 % направлена на"),
        (r"Мера;", "Мера 3,5;"),
    ],
)
def test_a_number_that_was_planted_in_a_table_is_seen(place: str, planted: str) -> None:
    planned, ledger = plan("disputed", "ru")
    table = write_table(planned)

    spoilt = re.sub(place, planted, table.decode(), count=1).encode()

    assert spoilt != table
    assert check_table(spoilt, planned, ledger) != []


@pytest.mark.parametrize(
    ("place", "planted"),
    [
        (r"DTSTART;VALUE=DATE:20260330", "DTSTART;VALUE=DATE:20260331"),
        (r"SUMMARY:What", "SUMMARY:11 people: What"),
        (r"DESCRIPTION:Agree", "DESCRIPTION:3.75. Agree"),
        (r"UID:c4mp41gn-1-review-30", "UID:c4mp41gn-1-review-58"),
    ],
)
def test_a_number_that_was_planted_in_a_calendar_is_seen(place: str, planted: str) -> None:
    planned, ledger = plan("disputed", "en")
    calendar = write_calendar(planned)

    spoilt = re.sub(place, planted, calendar.decode(), count=1).encode()

    assert spoilt != calendar
    assert check_calendar(spoilt, planned, ledger) != []
