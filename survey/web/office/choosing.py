"""Keep the form of a plan: what HR chose, read from it and shown in it; know no person."""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass

from survey.catalogue.kit import Kit
from survey.errors import BadInput
from survey.planning.choices import Choices
from survey.planning.estimates import BUDGETS, CAPACITY, GREATEST_MOST, ROLES_OF
from survey.planning.fitting import Fitted, fit_choices
from survey.planning.plan import Explanation, Recommendation, Why, WhyNot
from survey.planning.planned import Planned, prepare
from survey.reporting.reasons import REASONS
from survey.web.office.desk import Form
from survey.web.office.misfits import Speaker, ToldChoice, ToldMisfit
from survey.web.office.released import Released
from survey.web.wording import Say

PIN, DROP = "pin", "drop"
_DIGITS = 4
# Whoever opens the page waits no longer for the reasons: seconds, where the plan is long.
_PATIENCE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A plan as its page shows it. choices: what the form holds, kept or not.

    told: None while the reasons are being worked out. made: what HR chose and the plan is made
    with; misfits: what HR once chose and cannot be had any more.
    """

    released: Released
    planned: Planned
    told: Explanation | None
    choices: Choices
    made: tuple[ToldChoice, ...]
    misfits: tuple[ToldMisfit, ...]

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
        return {each.intervention: each for each in self.told.why} if self.told else {}

    @property
    def others(self) -> Mapping[str, WhyNot | None]:
        """Why each other measure is not in the plan, the closest first; None while unknown."""
        told = {each.intervention: each for each in self.told.why_not} if self.told else {}
        codes = [c.code for c in self.released.kit.interventions if c.code not in self.chosen]
        return {
            code: told.get(code) for code in sorted(codes, key=lambda c: _distance(told.get(c)))
        }

    @property
    def by_card(self) -> Mapping[str, tuple[str, ...]]:
        """Whom the sources put in charge of each measure."""
        return {card.code: card.owners for card in self.released.kit.interventions}

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


async def view_plan(
    released: Released, language: str, say: Say, shown: Choices | None = None
) -> PlanView:
    """Plan as HR decided, beside all other work; with the reasons if they are there by then."""
    fitted, planned = await asyncio.to_thread(plan_what_fits, released, language)
    asked = REASONS.ask(released.printed, released.kit, fitted.choices)
    told = None
    with contextlib.suppress(TimeoutError):
        told = await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(asked)), _PATIENCE)
    speaker = Speaker(teller=planned.teller, say=say, language=language)
    return PlanView(
        released=released,
        planned=planned,
        told=told,
        choices=shown or fitted.choices,
        made=speaker.made(fitted.choices),
        misfits=speaker.misfits(fitted, released.choices),
    )


def plan_what_fits(released: Released, language: str) -> tuple[Fitted, Planned]:
    """Plan as HR decided, as far as that can be had."""
    release, kit = released.printed.release, released.kit
    fitted = Fitted(choices=released.choices, misfits=())
    try:
        return fitted, prepare(release, kit, language, fitted.choices)
    except BadInput:
        fitted = fit_choices(release, kit, released.choices)
        return fitted, prepare(release, kit, language, fitted.choices)


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


def _distance(reason: WhyNot | None) -> tuple[bool, float, str]:
    """Order measures by how close they came to the plan; what was never weighed comes last."""
    if reason is None or reason.loss is None:
        return (True, 0.0, reason.code if reason else "")
    return (False, reason.loss, "")


def _find_kept(choices: Choices, code: str) -> str:
    return PIN if code in choices.pinned else DROP if code in choices.dropped else ""


def _list(asked: Mapping[str, str], word: str) -> tuple[str, ...]:
    return tuple(code for code, said in asked.items() if said == word)


def _read_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise BadInput("bad_number")
    return int(text)
