"""Keep what HR is told of choices that no longer fit, and what is shown in place of a file."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from litestar import Response
from litestar.response import Template

from survey.errors import BadInput
from survey.planning.choices import Choices, is_day
from survey.planning.fitting import Fitted, fit_choices, list_made
from survey.planning.plan import WhyNot
from survey.planning.tell import Teller
from survey.web.office.desk import OfficeRequest, page, say_for
from survey.web.office.released import Released
from survey.web.office.signing import SignedIn
from survey.web.wording import Say, say_day

FORGET = "forget"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldChoice:
    """One choice of HR's, to be taken back by its key."""

    key: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldMisfit:
    """One choice that no longer fits: what it was, and why it cannot be had."""

    key: str
    title: str
    reason: str
    together: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who puts HR's choices into words: of the plan, of the page, of a language."""

    teller: Teller
    say: Say
    language: str

    def misfits(self, fitted: Fitted, choices: Choices) -> tuple[ToldMisfit, ...]:
        """Say which choices do not fit, and why."""
        return tuple(
            ToldMisfit(
                key=each.key,
                title=self._name(each.kind, each.name, choices),
                reason=self.wrong(each.wrong),
                together=each.together,
            )
            for each in fitted.misfits
        )

    def made(self, choices: Choices) -> tuple[ToldChoice, ...]:
        """Say what HR chose against the plan's own calculation."""
        return tuple(
            ToldChoice(key=f"{kind}.{name}", title=self._name(kind, name, choices))
            for kind, name in list_made(choices)
        )

    def wrong(self, error: BadInput) -> str:
        """Say why choices cannot be had, and what would help."""
        facts = {name: str(fact) for name, fact in error.facts.items()}
        if error.code == "pin_impossible":
            reason = WhyNot(intervention=facts["measure"], code=facts["reason"])
            titles = self.teller.titles([facts["measure"]])
            return f"{titles}: {self.teller.against(reason)}."
        if error.code == "plan_impossible":
            limit, _, role = facts["limit"].partition(".")
            told = self.teller.against(WhyNot(intervention="", code=limit, role=role))
            return f"{told[:1].upper()}{told[1:]}. {self.say(f'plan.advice.{limit}')}"
        return self.say(f"plan.wrong.{error.code}")

    def _name(self, kind: str, name: str, choices: Choices) -> str:
        key = f"plan.misfit.{kind}"
        match kind:
            case "pin" | "drop":
                return self.say(key, title=_word(self.teller.title, name))
            case "owner":
                roles = ", ".join(_word(self.teller.role, role) for role in choices.owners[name])
                return self.say(key, title=_word(self.teller.title, name), roles=roles)
            case "hours":
                role = _word(self.teller.role, name)
                return self.say(key, role=role, hours=choices.capacity[name])
            case "budget":
                told = _word(lambda code: self.teller.word("budget", code), choices.budget)
                return self.say(key, budget=told)
            case "begins" if is_day(choices.begins):
                day = date.fromisoformat(choices.begins)
                return self.say(key, value=say_day(day, self.language))
        return self.say(key, value=getattr(choices, kind))


async def give(
    request: OfficeRequest,
    visitor: SignedIn,
    released: Released,
    make: Callable[[], Response[bytes]],
) -> Response[bytes] | Template:
    """Make a file beside all other work; where HR's choices stand in its way, say which."""
    wrong = BadInput("broken_choices")
    if not released.lost:
        try:
            return await asyncio.to_thread(make)
        except BadInput as error:
            wrong = error
    language, say = say_for(request, visitor)
    release, kit = released.printed.release, released.kit
    fitted = await asyncio.to_thread(fit_choices, release, kit, released.choices)
    if not fitted.misfits and not released.lost:
        raise wrong
    speaker = Speaker(teller=Teller.of(release, kit, language), say=say, language=language)
    told = speaker.misfits(fitted, released.choices)
    return page(request, "misfit", visitor, status=409, at=released, misfits=told)


def _word(tell: Callable[[str], str], code: str) -> str:
    """Name something; what this version has no word for is named by its code."""
    try:
        return tell(code)
    except KeyError:
        return code
