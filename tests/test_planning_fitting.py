"""Choices that no longer fit are left out one by one; a reason that was found is found once."""

from survey.planning.choices import Choices
from survey.planning.fitting import fit_choices, give_up
from survey.planning.recommend import recommend
from survey.reporting.printed import Printed
from survey.reporting.reasons import MOST_KEPT, Reasons
from tests.plans import CARDS, KIT
from tests.reports.editions import make_edition

RELEASE = make_edition("named")


def test_what_fits_is_left_as_it_is() -> None:
    choices = Choices(most=6, dropped=("pulse",), capacity={"ceo": 20}, begins="2026-05-04")

    fitted = fit_choices(RELEASE, KIT, choices)

    assert (fitted.choices, fitted.misfits) == (choices, ())


def test_what_does_not_fit_is_named_with_its_reason_and_nothing_else_is_lost() -> None:
    choices = Choices(
        most=99,
        budget="gold",
        dropped=("gone", "pulse"),
        owners={"parity": ("janitor",), "heads_weekly": ("ceo",)},
        capacity={"ceo": 20, "hr_director": 5000},
    )

    fitted = fit_choices(RELEASE, KIT, choices)

    assert {each.key: each.wrong.code for each in fitted.misfits} == {
        "drop.gone": "unknown_measure",
        "owner.parity": "unknown_role",
        "hours.hr_director": "bad_hours",
        "most.": "too_many_places",
        "budget.": "unknown_budget",
    }
    assert fitted.choices == Choices(
        dropped=("pulse",), owners={"heads_weekly": ("ceo",)}, capacity={"ceo": 20}
    )


def test_of_choices_that_hinder_each_other_each_is_named_and_one_is_given_up() -> None:
    # The check and the pinned measure ask one hour more than there is: one choice has to go.
    pinned = next(
        card
        for card in KIT.interventions
        if "hr_director" in card.owners and card.owner_hours > 1 and _can_be_pinned(card.code)
    )
    spare = int(CARDS["pulse"].owner_hours + pinned.owner_hours) - 1
    choices = Choices(most=4, pinned=(pinned.code,), capacity={"hr_director": spare})

    fitted = fit_choices(RELEASE, KIT, choices)

    assert {each.key for each in fitted.misfits} >= {f"pin.{pinned.code}", "hours.hr_director"}
    assert all(each.together for each in fitted.misfits)
    assert fitted.choices == give_up(choices, fitted.misfits[0].key)
    recommend(RELEASE, KIT, fitted.choices)


def test_reasons_are_worked_out_once_for_a_release_and_choices() -> None:
    reasons = Reasons()
    printed = Printed(release=RELEASE, hash="a" * 64)

    first = reasons.ask(printed, KIT, Choices())

    assert reasons.ask(printed, KIT, Choices()) is first
    assert reasons.ask(printed, KIT, Choices(most=4)) is not first
    other = Printed(release=RELEASE, hash="b" * 64)
    assert reasons.ask(other, KIT, Choices()) is not first
    assert first.result().why
    assert MOST_KEPT > 1


def _can_be_pinned(code: str) -> bool:
    return not fit_choices(RELEASE, KIT, Choices(pinned=(code,))).misfits
