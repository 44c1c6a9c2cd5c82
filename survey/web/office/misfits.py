"""Keep what HR is told of choices that no longer fit, and what is shown in place of a file."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from litestar import Response
from litestar.response import Template

from survey.errors import BadInput
from survey.planning.fitting import Fitted, Misfit, fit_choices
from survey.planning.plan import WhyNot
from survey.planning.tell import Teller
from survey.web.office.desk import OfficeRequest, page, say_for
from survey.web.office.released import Released
from survey.web.office.signing import SignedIn
from survey.web.wording import Say

FORGET = "forget"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldMisfit:
    """One choice that no longer fits: what it was, and why it cannot be had."""

    key: str
    title: str
    reason: str
    together: bool


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
    told = await asyncio.to_thread(find_told, released, language, say)
    if not told and not released.lost:
        raise wrong
    return page(request, "misfit", visitor, status=409, at=released, misfits=told)


def find_told(released: Released, language: str, say: Say) -> tuple[ToldMisfit, ...]:
    """Say which of HR's choices do not fit, and why."""
    release, kit = released.printed.release, released.kit
    fitted = fit_choices(release, kit, released.choices)
    return tell_misfits(fitted, released, Teller.of(release, kit, language), say)


def tell_misfits(
    fitted: Fitted, released: Released, teller: Teller, say: Say
) -> tuple[ToldMisfit, ...]:
    """Put choices that do not fit into words."""
    return tuple(
        ToldMisfit(
            key=each.key,
            title=_name(each, released, teller, say),
            reason=say_wrong(teller, each.wrong) or say(f"plan.wrong.{each.wrong.code}"),
            together=each.together,
        )
        for each in fitted.misfits
    )


def say_wrong(teller: Teller, error: BadInput) -> str:
    """Say why choices cannot be had; "" leaves it to the page's own words."""
    facts = {name: str(fact) for name, fact in error.facts.items()}
    if error.code == "pin_impossible":
        reason = WhyNot(intervention=facts["measure"], code=facts["reason"])
        return f"{teller.titles([facts['measure']])}: {teller.against(reason)}."
    if error.code == "plan_impossible":
        limit, _, role = facts["limit"].partition(".")
        told = teller.against(WhyNot(intervention="", code=limit, role=role))
        return f"{told[:1].upper()}{told[1:]}."
    return ""


def _name(misfit: Misfit, released: Released, teller: Teller, say: Say) -> str:
    choices, name, key = released.choices, misfit.name, f"plan.misfit.{misfit.kind}"
    match misfit.kind:
        case "pin" | "drop" | "owner":
            return say(key, title=_word(teller.title, name))
        case "hours":
            return say(key, role=_word(teller.role, name), hours=choices.capacity[name])
        case "budget":
            budget = _word(lambda code: teller.word("budget", code), choices.budget)
            return say(key, budget=budget)
    return say(key, value=getattr(choices, misfit.kind))


def _word(tell: Callable[[str], str], code: str) -> str:
    """Name something; what this version has no word for is named by its code."""
    try:
        return tell(code)
    except KeyError:
        return code
