"""Keep the choice of interventions for a Release; never know a Diagnosis, an answer or a person."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from survey.catalogue.kit import Intervention, Kit
from survey.disclosure.release import Release
from survey.errors import BadInput
from survey.planning.choices import Choices, check_choices
from survey.planning.estimates import GRADES, LAST_MOMENT, MOMENTS, QUICK_DAYS
from survey.planning.field import Field, effect, leave_out, own_worth, survey_field
from survey.planning.greedy import put_in_order
from survey.planning.plan import Plan, Recommendation
from survey.planning.solve import Choice, Program

USUAL = Choices()


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What a plan was chosen from and by, for those who explain it.

    field, program: without disputed cards, which come after everything else; best: the program's
    choice. plan: the choice in order, with all that came after it.
    """

    field: Field
    program: Program
    best: Choice
    plan: Plan


def recommend(release: Release, kit: Kit, choices: Choices = USUAL) -> Plan:
    """Choose interventions for what a Release says, within HR's limits.

    Where causes are named or likely: the choice that covers most of the causes' weights, with
    prerequisites, exclusions, conflict intensity and a part for each side. Otherwise only measures
    that nobody regrets. The check (a card without a primary cause) takes the last place.

    Raises
    ------
    BadInput
        The release belongs to another kit, or what HR asks for cannot be had.
    """
    return weigh(release, kit, choices).plan


def weigh(release: Release, kit: Kit, choices: Choices = USUAL) -> Weighed:
    """Choose as `recommend` does, and keep what the choice was made from."""
    if release.kit != kit.code:
        raise BadInput("wrong_kit", release=release.kit, kit=kit.code)
    if lost := find_lost_words(release, kit):
        raise BadInput("other_words", version=release.kit_version, here=kit.version, word=lost[0])
    check_choices(choices, kit)
    field = survey_field(release, kit, choices)
    program = Program(_leave_out_disputed(field))
    best = program.solve()
    if best is None:
        raise BadInput("plan_impossible", limit=name_limit(program))
    pushed = _find_pushed(program, best)
    codes = best.codes
    if len(codes) < field.seats:
        codes = _add_disputed(field, best) or codes
    order = put_in_order(field, codes, own_worth(field))
    recommendations = [_attach(field, code, order, code in pushed) for code in order]
    recommendations += [_attach_check(field, card) for card in field.checks]
    plan = Plan(
        recommendations=tuple(recommendations),
        basis=release.verdict if field.weights else "low_regret",
        method=best.method,
        value=best.value,
    )
    return Weighed(field=program.field, program=program, best=best, plan=plan)


def find_lost_words(release: Release, kit: Kit) -> tuple[str, ...]:
    """List what a release tells and the kit, of another version, has no words for."""
    causes = (*(each.code for each in release.causes), *(each.code for each in release.themes))
    scales = (*(each.code for each in release.outcomes), *(each.code for each in release.costs))
    keys = [f"cause.{code}.title" for code in causes]
    keys += [f"outcome.{code}.title" for code in scales]
    keys += [f"mirror.{topic.code}.title" for topic in release.mirror]
    cards = {card.code for card in kit.interventions}
    keys += [f"intervention.{v.code}.title" for v in release.votes if v.code not in cards]
    keys += [f"item.{item.id}" for unit in release.items for item in unit]
    keys += [f"question.{comments.question}" for comments in release.comments]
    words = kit.words[kit.languages[0]]
    return tuple(dict.fromkeys(key for key in keys if key not in words))


def _leave_out_disputed(field: Field) -> Field:
    """Take disputed cards out, but for those that HR pinned and what these need."""
    out = {c for c, card in field.cards.items() if card.disputed} - field.pinned
    return leave_out(field, out, "disputed")


def _find_pushed(program: Program, best: Choice) -> frozenset[str]:
    """Find what came for a side's sake: what would not, if no side had to be served."""
    free = program.solve(without=("floor",))
    if free is None:
        return frozenset()
    sides = [group for name, group in program.field.floors if name in ("first", "second")]
    idle = [group for group in sides if not group & free.codes]
    return frozenset(code for group in idle for code in group & best.codes - free.codes)


def _add_disputed(field: Field, best: Choice) -> frozenset[str]:
    """Fill places that nothing undisputed can use; empty if nothing can."""
    pinned = replace(field, pinned=field.pinned | best.codes)
    found = Program(pinned).solve()
    return found.codes if found else frozenset()


def name_limit(program: Program, forced: Collection[str] = ()) -> str:
    """Name the limit without which something could be chosen; `several` if no single one.

    Asked where a choice with these cards is impossible.
    """
    roles = [f"hours.{role}" for role in program.field.hours]
    for limit in ("excluded", "budget", *roles, "seats"):
        if program.solve(forced=forced, without=(limit,)) is not None:
            return limit
    return "several"


def _attach(field: Field, code: str, order: Collection[str], pushed: bool) -> Recommendation:
    card = field.cards[code]
    causes = [cause for cause in field.weights if effect(card, cause)]
    grades = [grade for grade in GRADES if any(field.levels[cause] == grade for cause in causes)]
    told = {
        **{f"addresses_{grade}": True for grade in grades[:1]},
        "indirect": bool(causes) and not set(causes) & set(card.primary),
        "prerequisite": any(code in field.cards[other].prerequisites for other in order),
        "each_side": pushed,
        "disputed": card.disputed,
        "low_regret": not field.weights and card.votable,
        "finds_out": not field.weights and not card.votable,
        "pinned": code in field.pinned,
    }
    reasons = [reason for reason, holds in told.items() if holds]
    return _place(field, card, tuple(causes), reasons)


def _attach_check(field: Field, card: Intervention) -> Recommendation:
    return _place(field, card, (), ["check"])


def _place(
    field: Field, card: Intervention, causes: tuple[str, ...], reasons: list[str]
) -> Recommendation:
    starts = field.starts[card.code]
    merits = {
        "quick_win": card.cost == "free" and card.start_days <= QUICK_DAYS,
        "wanted_by_both": field.votes.get(card.code, 0.0) > 1 / 2,
    }
    return Recommendation(
        intervention=card.code,
        causes=causes,
        reason_codes=(*reasons, *(merit for merit, holds in merits.items() if holds)),
        disputed=card.disputed,
        starts=starts,
        when=next((word for limit, word in MOMENTS if starts <= limit), LAST_MOMENT),
        owners=field.assigned[card.code],
    )
