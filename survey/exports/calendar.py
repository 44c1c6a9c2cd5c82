"""Keep the calendar of a plan (RFC 5545): whole days, no hours, no addresses, no person."""

from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from survey.planning.planned import Planned
from survey.planning.schedule import REVIEWS, STEPS, Action


def write_calendar(planned: Planned) -> bytes:
    """Write first days, their repetitions until the plan's end, and two reviews."""
    calendar = Calendar()
    calendar.add("prodid", "-//Accord//plan//EN")
    calendar.add("version", "2.0")
    name = planned.teller.say("calendar.name", organisation=planned.organisation).unescape()
    calendar.add("name", name)
    # The older name of the same, which most programs still read.
    calendar.add("x-wr-calname", name)
    for action in planned.schedule.actions:
        calendar.add_component(_tell_action(planned, action))
    for days, day in zip(REVIEWS, planned.schedule.reviews, strict=True):
        calendar.add_component(_tell_review(planned, days, day))
    written: bytes = calendar.to_ical()
    return written


def _tell_action(planned: Planned, action: Action) -> Event:
    teller, card = planned.teller, f"intervention.{action.intervention}"
    about = teller.say(
        "calendar.about",
        goal=teller.words[f"{card}.goal"],
        owners=teller.roles(action.roles),
        success=teller.words[f"{card}.success"],
    ).unescape()
    event = _make_event(planned, action.intervention, action.day)
    title = teller.title(action.intervention)
    if _is_disputed(planned, action):
        title = teller.say("calendar.undecided", title=title).unescape()
        about = f"{teller.say('calendar.undecided_about').unescape()}\n\n{about}"
        event.add("status", "TENTATIVE")
    event.add("summary", title)
    event.add("description", about)
    if action.cadence in STEPS and not action.is_check:
        weeks = STEPS[action.cadence] // 7
        rule = {"freq": "weekly", "interval": weeks, "until": planned.schedule.ends}
        event.add("rrule", rule)
    return event


def _is_disputed(planned: Planned, action: Action) -> bool:
    """Whether a measure waits for the word of the company's head."""
    return any(
        each.disputed and each.intervention == action.intervention
        for each in planned.plan.recommendations
    )


def _tell_review(planned: Planned, days: int, day: date) -> Event:
    event = _make_event(planned, f"review-{days}", day)
    event.add("summary", planned.teller.say("calendar.review", days=days).unescape())
    event.add("description", planned.teller.say("calendar.review_about").unescape())
    return event


def _make_event(planned: Planned, name: str, day: date) -> Event:
    event = Event()
    # The same plan imported again replaces itself; its stamp is the release's day, not the clock.
    event.add("uid", f"{planned.key}-{name}@accord")
    event.add("dtstamp", datetime.fromisoformat(planned.released).replace(tzinfo=UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event
