"""Keep how a plan becomes days and hours on a page; compute nothing, know no person."""

from reports import agenda as page
from survey.catalogue.kit import Kit
from survey.disclosure.release import Release
from survey.planning.choices import Choices
from survey.planning.estimates import PLAN_DAYS
from survey.planning.plan import Plan
from survey.planning.schedule import REVIEWS, STEPS, Action, Effort, make_schedule
from survey.planning.tell import Teller


def build_agenda(
    release: Release, kit: Kit, plan: Plan, choices: Choices, language: str
) -> page.Agenda:
    """Put a plan on days; every number is the schedule's."""
    schedule = make_schedule(release, kit, plan, choices)
    teller = Teller.of(release, kit, language)
    return page.Agenda(
        begins=schedule.begins.isoformat(),
        ends=schedule.ends.isoformat(),
        length=PLAN_DAYS,
        reviews=tuple(day.isoformat() for day in schedule.reviews),
        review_days=REVIEWS,
        bars=tuple(
            _build_bar(action, (action.day - schedule.begins).days, teller)
            for action in schedule.actions
        ),
        loads=tuple(
            page.Load(role=load.role, hours=_copy(load.hours), capacity=load.capacity)
            for load in schedule.loads
        ),
        costs=tuple((teller.word("cost", cost), count) for cost, count in schedule.costs.items()),
        hours=_copy(schedule.hours),
    )


def _build_bar(action: Action, start: int, teller: Teller) -> page.Bar:
    return page.Bar(
        code=action.intervention,
        title=teller.title(action.intervention),
        start=start,
        day=action.day.isoformat(),
        every=0 if action.is_check else STEPS.get(action.cadence, 0),
        cadence=teller.word("cadence", action.cadence),
        roles=action.roles,
        hours=_copy(action.hours),
        is_check=action.is_check,
    )


def _copy(hours: Effort) -> page.Hours:
    return page.Hours(low=hours.low, high=hours.high)
