"""Keep how pages, table and calendar of a plan are held against it: facts of the kit and of HR.

None of their numbers may be a result: hours, days and the counts of measures are all there is.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date

from icalendar import Calendar

from survey.planning.planned import Planned
from survey.planning.schedule import REVIEWS
from tests.outputs.places import Ledger, Told
from tests.outputs.reading import read_page

_DAY, _LOW, _HIGH = 0, 6, 7


def check_owners(html: str, planned: Planned, ledger: Ledger) -> list[str]:
    """Find every number of a role's page that the plan does not hold for that role."""
    blocks = read_page(html).blocks
    due = [told for load in range(len(planned.schedule.loads)) for told in _expect(planned, load)]
    told = [(block.kind, ledger.read(block.text)) for block in blocks]
    found = [(kind, each) for kind, each in told if each]
    stray = [each for each in found if each not in due]
    return [] if found == due else [f"of a role's page: {stray}, {len(found)} for {len(due)}"]


def _expect(planned: Planned, place: int) -> Iterator[tuple[str, Told]]:
    schedule = planned.schedule
    load = schedule.loads[place]
    tasks = [action for action in schedule.actions if load.role in action.roles]
    yield "over", (*_tell(schedule.begins), *_tell(schedule.ends))
    yield "lead", (len(tasks), load.hours.low, load.hours.high, load.capacity)
    for task in tasks:
        yield "facts", (*_tell(task.day), task.hours.low, task.hours.high)
    yield "foot", tuple(part for day in schedule.reviews for part in _tell(day))


def _tell(day: date) -> Told:
    return (float(day.day), float(day.year))


def check_table(table: bytes, planned: Planned, ledger: Ledger) -> list[str]:
    """Find every number of the table that is no day and no hours of its measure."""
    delimiter = ";" if planned.language == "ru" else ","
    head, *rows = csv.reader(io.StringIO(table.decode("utf-8-sig")), delimiter=delimiter)
    found = [f"head: {cell!r}" for cell in head if ledger.read(cell)]
    for row, action in zip(rows, planned.schedule.actions, strict=True):
        due = {_DAY: action.day.isoformat(), _LOW: action.hours.low, _HIGH: action.hours.high}
        for place, cell in enumerate(row):
            if place in due:
                found += [] if cell == str(due[place]) else [f"{cell!r}, not {due[place]}"]
            elif ledger.read(cell):
                found.append(f"{ledger.read(cell)} in {cell[:60]!r}")
    return found


def check_calendar(written: bytes, planned: Planned, ledger: Ledger) -> list[str]:
    """Find every day and every number of the calendar that the plan does not hold."""
    calendar = Calendar.from_ical(written)
    events = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    found = [f"{calendar['name']!r}"] if ledger.read(str(calendar["name"])) else []
    dates: dict[str, tuple[date, Told]] = {
        f"{planned.key}-{a.intervention}@accord": (a.day, ()) for a in planned.schedule.actions
    }
    for days, day in zip(REVIEWS, planned.schedule.reviews, strict=True):
        dates[f"{planned.key}-review-{days}@accord"] = (day, (float(days),))
    if events.keys() != dates.keys():
        return [*found, f"events {sorted(events.keys() ^ dates.keys())}"]
    for uid, (day, summary) in dates.items():
        event = events[uid]
        if event.decoded("dtstart") != day:
            found.append(f"{uid}: {event.decoded('dtstart')}")
        if ledger.read(str(event["summary"])) != summary:
            found.append(f"{uid}: {event['summary']!r}")
        if told := ledger.read(str(event["description"])):
            found.append(f"{uid}: {told} in the description")
    return found
