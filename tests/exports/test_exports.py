"""The plan as a spreadsheet and as a calendar, read back by programs of others."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from survey.exports.calendar import write_calendar
from survey.exports.table import COLUMNS, write_csv, write_table
from survey.planning.choices import Choices
from survey.planning.planned import Planned, prepare
from survey.wording import LANGUAGES
from tests.plans import CARDS, KIT
from tests.releases import make_causes, make_release

PINNED = Choices(pinned=("heads_weekly", "objection_review"), begins="2026-04-01")


def plan(language: str = "ru", choices: Choices = PINNED) -> Planned:
    """Plan against two causes, with a weekly and a fortnightly measure."""
    causes = make_causes({"goals": "supported", "communication": "supported"})
    return prepare(make_release(causes=causes), KIT, language, choices)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_holds_a_row_a_measure_by_day(language: str) -> None:
    planned = plan(language)

    text = write_table(planned).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if language == "ru" else ","))

    assert [len(row) for row in rows] == [len(COLUMNS)] * (len(planned.plan.codes) + 1)
    assert [row[0] for row in rows[1:]] == [a.day.isoformat() for a in planned.schedule.actions]
    titles = {KIT.words[language][f"intervention.{code}.title"] for code in planned.plan.codes}
    assert {row[2] for row in rows[1:]} == titles


@pytest.mark.parametrize("cell", ["=1+1", "+7 900", "-1", "@SUM(A1)", "\tx", "\rx", "\nx"])
def test_no_cell_is_run_as_a_formula(cell: str) -> None:
    ((told, plain),) = csv.reader(io.StringIO(write_csv([[cell, "a=1"]]).decode("utf-8-sig")))

    assert told == f"'{cell}"
    assert plain == "a=1"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendar_is_read_back_with_days_and_repetitions(language: str) -> None:
    planned = plan(language)
    written = write_calendar(planned)

    calendar = Calendar.from_ical(written)
    events = {str(event["uid"]): event for event in calendar.walk("VEVENT")}

    assert len(events) == len(planned.plan.codes) + 2
    weekly = events["c4mp41gn-1-heads_weekly@accord"]
    assert weekly.decoded("dtstart") == date(2026, 4, 1)
    assert weekly["rrule"] == {"FREQ": ["WEEKLY"], "INTERVAL": [1], "UNTIL": [date(2026, 6, 29)]}
    fortnightly: Any = events["c4mp41gn-1-objection_review@accord"]["rrule"]
    assert fortnightly["INTERVAL"] == [2]
    assert str(weekly["summary"]) == KIT.words[language]["intervention.heads_weekly.title"]
    check = events["c4mp41gn-1-pulse@accord"]
    assert "rrule" not in check
    assert check.decoded("dtstart") == date(2026, 4, 1) + timedelta(
        days=CARDS["pulse"].start_days - 1
    )
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_disputed_measure_is_said_to_wait_for_a_decision(language: str) -> None:
    planned = plan(language, Choices(pinned=("single_head",)))
    assert {each.intervention for each in planned.plan.recommendations if each.disputed}
    undecided = planned.teller.word("state", "undecided")

    table = write_table(planned).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table), delimiter=";" if language == "ru" else ","))
    calendar = Calendar.from_ical(write_calendar(planned))
    events = {str(event["uid"]): event for event in calendar.walk("VEVENT")}

    title = planned.teller.title("single_head")
    assert {row[2]: row[-1] for row in rows[1:] if row[-1]} == {title: undecided}
    tentative = [uid for uid, event in events.items() if event.get("status") == "TENTATIVE"]
    assert tentative == ["c4mp41gn-1-single_head@accord"]
    assert str(events[tentative[0]]["summary"]) == f"{title} ({undecided})"


def test_a_plan_that_was_changed_keeps_the_names_of_its_days() -> None:
    later = Choices(pinned=PINNED.pinned, begins="2026-05-04")

    first, second = (
        {str(e["uid"]): e.decoded("dtstart") for e in Calendar.from_ical(written).walk("VEVENT")}
        for written in (write_calendar(plan()), write_calendar(plan(choices=later)))
    )

    assert first.keys() == second.keys()
    assert all(second[uid] > day for uid, day in first.items())


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert write_calendar(plan()) == write_calendar(plan())
    assert write_table(plan()) == write_table(plan())
