"""Keep the form of a plan: what HR chose, read from it and shown in it; know no person."""

from collections.abc import Mapping
from dataclasses import dataclass

from survey.catalogue.kit import Kit
from survey.errors import BadInput
from survey.planning.choices import Choices
from survey.planning.estimates import BUDGETS, CAPACITY, GREATEST_MOST, ROLES_OF
from survey.planning.explain import explain
from survey.planning.plan import Explanation, Recommendation, Why, WhyNot
from survey.planning.planned import Planned, prepare
from survey.planning.recommend import USUAL
from survey.web.office.desk import Form
from survey.web.office.released import Released

PIN, DROP = "pin", "drop"
_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A plan as its page shows it. choices: what the form holds, kept or not.

    stale: what HR once chose cannot be had any more, and the plan is the product's own.
    """

    released: Released
    planned: Planned
    told: Explanation
    choices: Choices
    stale: bool

    budgets = tuple(BUDGETS)
    places = tuple(range(2, GREATEST_MOST + 1))
    owners = tuple(ROLES_OF)
    roles = tuple(CAPACITY)

    @property
    def chosen(self) -> Mapping[str, Recommendation]:
        """What the plan says of each of its measures."""
        return {each.intervention: each for each in self.planned.plan.recommendations}

    @property
    def support(self) -> Mapping[str, Why]:
        """What the plan would be without each of its measures."""
        return {each.intervention: each for each in self.told.why}

    @property
    def loads(self) -> Mapping[str, str]:
        """The hours that the plan asks of each role, as a range."""
        loads = self.planned.schedule.loads
        return {load.role: f"{load.hours.low}–{load.hours.high}" for load in loads}

    def kept(self, measure: str) -> str:
        """Tell what the form says of a measure."""
        if measure in self.choices.pinned:
            return PIN
        return DROP if measure in self.choices.dropped else ""


def view_plan(
    released: Released, kit: Kit, language: str, shown: Choices | None = None
) -> PlanView:
    """Plan as HR decided, and explain it; takes a third of a second, or a few."""
    release, choices, stale = released.printed.release, released.choices, False
    try:
        planned = prepare(release, kit, language, choices)
    except BadInput:
        # Kept under an earlier kit.
        choices, stale = USUAL, True
        planned = prepare(release, kit, language, choices)
    return PlanView(
        released=released,
        planned=planned,
        told=explain(release, kit, choices),
        choices=shown or choices,
        stale=stale,
    )


def read_choices(form: Form, kit: Kit, before: Choices) -> Choices:
    """Read the form; measures that it does not show keep what was decided before.

    Raises
    ------
    BadInput
        bad_number, bad_choice.
    """
    codes = [card.code for card in kit.interventions]
    asked = {code: form.texts.get(f"keep.{code}", _find_kept(before, code)) for code in codes}
    if not set(asked.values()) <= {"", PIN, DROP}:
        raise BadInput("bad_choice")
    owners = {code: form.texts.get(f"owner.{code}") for code in codes}
    return Choices(
        most=_read_number(form.text("most")),
        budget=form.text("budget"),
        pinned=_list(asked, PIN),
        dropped=_list(asked, DROP),
        owners={
            **{code: roles for code, roles in before.owners.items() if owners.get(code) is None},
            **{code: (owner,) for code, owner in owners.items() if owner},
        },
        capacity={
            role: hours
            for role in CAPACITY
            if (hours := _read_number(form.text(f"hours.{role}"))) != CAPACITY[role]
        },
        begins=form.text("begins"),
    )


def say_wrong(planned: Planned, error: BadInput) -> str:
    """Say why choices cannot be had; "" leaves it to the page's own words."""
    teller = planned.teller
    facts = {name: str(fact) for name, fact in error.facts.items()}
    if error.code == "pin_impossible":
        reason = WhyNot(intervention=facts["measure"], code=facts["reason"])
        return f"{teller.titles([facts['measure']])}: {teller.against(reason)}."
    if error.code == "plan_impossible":
        limit, _, role = facts["limit"].partition(".")
        told = teller.against(WhyNot(intervention="", code=limit, role=role))
        return f"{told[:1].upper()}{told[1:]}."
    return ""


def _find_kept(choices: Choices, code: str) -> str:
    return PIN if code in choices.pinned else DROP if code in choices.dropped else ""


def _list(asked: Mapping[str, str], word: str) -> tuple[str, ...]:
    return tuple(code for code, said in asked.items() if said == word)


def _read_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise BadInput("bad_number")
    return int(text)
