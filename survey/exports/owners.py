"""Keep how a plan becomes a printed page for each role in charge; know no answer and no person."""

from reports import owners as page
from survey.planning.planned import Planned
from survey.planning.schedule import Action, Effort, Load


def print_owners(planned: Planned, release_hash: str) -> bytes:
    """Print a page for each role that the plan asks something of."""
    return page.render_owners(build_sheets(planned, release_hash), planned.language)


def build_sheets(planned: Planned, release_hash: str) -> page.OwnerSheets:
    """Lay a plan out by role; every number is the schedule's."""
    schedule = planned.schedule
    return page.OwnerSheets(
        release=release_hash,
        organisation=planned.organisation,
        departments=planned.departments,
        begins=schedule.begins.isoformat(),
        ends=schedule.ends.isoformat(),
        reviews=tuple(day.isoformat() for day in schedule.reviews),
        sheets=tuple(_build_sheet(planned, load) for load in schedule.loads),
    )


def _build_sheet(planned: Planned, load: Load) -> page.Sheet:
    actions = [each for each in planned.schedule.actions if load.role in each.roles]
    return page.Sheet(
        role=load.role,
        tasks=tuple(_build_task(planned, action, load.role) for action in actions),
        hours=_copy(load.hours),
        capacity=load.capacity,
    )


def _build_task(planned: Planned, action: Action, role: str) -> page.Task:
    teller = planned.teller
    card = f"intervention.{action.intervention}"
    disputed = {each.intervention for each in planned.plan.recommendations if each.disputed}
    return page.Task(
        title=teller.title(action.intervention),
        day=action.day.isoformat(),
        cadence=teller.word("cadence", action.cadence),
        goal=teller.words[f"{card}.goal"],
        how=teller.words[f"{card}.how"],
        term=teller.words[f"{card}.term"],
        success=teller.words[f"{card}.success"],
        others=tuple(other for other in action.roles if other != role),
        hours=_copy(action.hours),
        first=action.intervention in planned.schedule.first_steps,
        disputed=action.intervention in disputed,
        position_for=teller.words.get(f"{card}.position_for", ""),
        position_against=teller.words.get(f"{card}.position_against", ""),
    )


def _copy(hours: Effort) -> page.Hours:
    return page.Hours(low=hours.low, high=hours.high)
