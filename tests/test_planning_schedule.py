"""A plan in days: by whom, how much of their time, and what begins first."""

from datetime import date

from survey.planning.choices import Choices
from survey.planning.recommend import recommend
from survey.planning.schedule import Effort, Schedule, make_schedule
from tests.plans import CARDS, KIT, make_card, make_kit
from tests.releases import make_causes, make_release

RELEASE = make_release(causes=make_causes({"goals": "supported", "communication": "supported"}))


def schedule(choices: Choices) -> Schedule:
    """Put the plan of these choices on days."""
    return make_schedule(RELEASE, KIT, recommend(RELEASE, KIT, choices), choices)


def test_the_plan_begins_on_the_second_monday_unless_hr_says_otherwise() -> None:
    # Closed on Friday the 13th of March 2026.
    assert schedule(Choices()).begins == date(2026, 3, 23)
    assert schedule(Choices(begins="2026-04-01")).begins == date(2026, 4, 1)


def test_actions_stand_by_day_on_working_days_and_the_check_is_last() -> None:
    told = schedule(Choices(begins="2026-04-01"))

    days = [action.day for action in told.actions]
    assert days == sorted(days)
    assert all(day.weekday() < 5 for day in (*days, *told.reviews))
    assert told.actions[-1].intervention == "pulse"
    # 1 April and 89 days.
    assert told.ends == date(2026, 6, 29)


def test_a_plan_whose_ninetieth_day_is_a_saturday_ends_with_its_check_on_monday() -> None:
    told = schedule(Choices(begins="2026-03-23"))

    assert told.ends == date(2026, 6, 22)
    assert max(action.day for action in told.actions) <= told.ends


def test_what_can_start_tomorrow_stands_on_the_first_day() -> None:
    choices = Choices(begins="2026-03-23", pinned=("heads_weekly",))
    told = schedule(choices)

    assert "heads_weekly" in told.first_steps
    assert told.actions[0].day == date(2026, 3, 23)


def test_hours_are_ranges_around_the_estimates_and_add_up_by_role() -> None:
    kit = make_kit(
        make_card("a", owners=("both_heads",), owner_hours=8.0),
        make_card("b", owners=("head_first", "ceo"), owner_hours=20.0, primary=("communication",)),
    )
    plan = recommend(RELEASE, kit)

    told = make_schedule(RELEASE, kit, plan, Choices(capacity={"ceo": 30}))

    # 28, 8 and 20 hours, times .7 and 1.5, outwards, from ten on to fives; 56 in all.
    assert {load.role: load.hours for load in told.loads} == {
        "ceo": Effort(low=10, high=30),
        "head_first": Effort(low=15, high=45),
        "head_second": Effort(low=5, high=15),
    }
    assert told.hours == Effort(low=35, high=85)
    assert {load.role: load.capacity for load in told.loads}["ceo"] == 30


def test_costs_are_counted_by_class() -> None:
    choices = Choices(pinned=("shared_kpi",))
    told = schedule(choices)

    expected = [CARDS[action.intervention].cost for action in told.actions]
    assert sum(told.costs.values()) == len(expected)
    assert told.costs["low"] == expected.count("low")
