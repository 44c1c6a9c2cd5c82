"""Keep the rules of what to do first: decisions, first steps, why a measure; know no wording."""

from collections.abc import Sequence

from reports.document import Card, Cause, Report
from reports.headlines import Line, first_page_causes

# Until when a measure has begun, the soonest first.
MOMENTS = ("week", "30", "60", "90")
MOST_FIRST_STEPS = 3
# Before the two that always stand: sharing the results, and the next wave.
MOST_DECISIONS = 3
CHECK = "check"
# The band that means "hardly anybody"; the lowest of a short ladder means more.
RARE = "few"
# Fewer than half of a department answered: a weighty question of its own.
SILENT = "low_response"
# What eases a topic beside its main purpose is not aimed at it.
AIMED, BESIDE = "addresses_", "indirect"


def first_steps(report: Report) -> tuple[Card, ...]:
    """Return the measures to begin with: the soonest, at most three, none that is disputed."""
    ready = [card for card in _measures(report) if not card.disputed]
    soonest = min((MOMENTS.index(card.when) for card in ready), default=0)
    return tuple(c for c in ready if MOMENTS.index(c.when) == soonest)[:MOST_FIRST_STEPS]


def choose_decisions(report: Report) -> tuple[Line, ...]:
    """List what the company's head is asked to decide, the weightiest first."""
    if report.verdict == "too_few":
        return tuple(Line(key=f"decision.{key}") for key in ("ask_why", "more_people", "talk"))
    before = {"insufficient": "no_guess", "no_conflict": "keep"}.get(report.verdict)
    lines = [Line(key=f"decision.{before}")] if before else []
    steps = first_steps(report)
    lines += [_decide_begin(steps, report)] if steps else []
    lines += [Line(key="decision.ask_silent")] if SILENT in report.reasons else []
    waiting = [card for card in _measures(report) if card not in steps]
    for key, card in _special(waiting)[:1]:
        lines.append(Line(key=f"decision.{key}", facts={"title": card.title}))
        waiting.remove(card)
    if waiting:
        names = {"low_regret": "low_regret", "keeping": "keeping"}
        name = names.get(choose_basis(report), "measures")
        lines.append(Line(key=f"decision.{name}", facts={"count": len(waiting)}))
    return (*lines[:MOST_DECISIONS], Line(key="decision.share"), Line(key="decision.wave"))


def tell_measures(report: Report) -> Line:
    """Say how many measures are advised; the check of them all is no measure."""
    count = len(_measures(report))
    check = len(report.cards) > count
    if not count:
        return Line(key="measures.check_only")
    key = f"measures.{choose_basis(report)}" + ("_check" if check else "")
    return Line(key=key, facts={"count": count})


def choose_basis(report: Report) -> str:
    """Say what the plan is for: where there is no conflict, to keep what works."""
    calm = report.verdict == "no_conflict" and report.basis == "low_regret"
    return "keeping" if calm else report.basis


def tell_lead(report: Report) -> Line:
    """Say how the measures were chosen; one measure has no order."""
    one = report.basis == "named" and len(_measures(report)) == 1
    return Line(key="measures.lead_one" if one else f"measures.lead_{choose_basis(report)}")


def tell_next(report: Report) -> Line:
    """Say what the next wave will show."""
    calm = report.verdict == "no_conflict"
    return Line(key="next.headline_keeping" if calm else "next.headline")


def tell_plan(report: Report) -> Line:
    """Say when the plan begins."""
    begin = {card.when for card in _measures(report)}
    soonest = next((moment for moment in MOMENTS if moment in begin), "")
    return Line(key=f"plan.headline_{soonest if soonest in ('week', '30') else 'later'}")


def tell_coverage(report: Report) -> Line:
    """Say whether each of the first topics has a measure that eases it."""
    bare = [cause for cause in covered(report) if not cause.measures]
    if not covered(report):
        return Line(key="coverage.no_topics")
    if not bare:
        return Line(key="coverage.all")
    return Line(key="coverage.bare", facts={"titles": tuple(cause.title for cause in bare)})


def covered(report: Report) -> tuple[Cause, ...]:
    """Return the topics of the cover chart: the first page's, and what measures address beside."""
    first = first_page_causes(report) if report.basis != "low_regret" else ()
    eased = [cause for cause in report.causes if cause.measures]
    return tuple(cause for cause in report.causes if cause in first or cause in eased)


def tell_reasons(report: Report, card: Card) -> tuple[Line, ...]:
    """Say why a measure is in the plan, and that hardly anybody asked for it, where it is so."""
    words = {"wanted_by_both": "wanted_together"} if report.layout == "combined" else {}
    if report.verdict == "no_conflict":
        words["low_regret"] = "keeping"
    aims = [reason for reason in card.reasons if reason.startswith(AIMED)]
    if BESIDE in card.reasons:
        words |= {aim: f"{BESIDE}_{aim.removeprefix(AIMED)}" for aim in aims}
    codes = [reason for reason in card.reasons if reason != BESIDE or not aims]
    told = [Line(key=f"why.{words.get(code, code)}") for code in codes]
    rare = [Line(key="why.rarely_picked")] if is_rarely_picked(report, card) else []
    return (*told, *rare)


def is_rarely_picked(report: Report, card: Card) -> bool:
    """Whether hardly anybody on any side picked a measure that could be picked."""
    votes = [proposal.bands for proposal in report.proposals if proposal.code == card.code]
    return any(bands and all(band == RARE for band in bands) for bands in votes)


def _measures(report: Report) -> list[Card]:
    return [card for card in report.cards if CHECK not in card.reasons]


def _decide_begin(steps: Sequence[Card], report: Report) -> Line:
    first, second = (department.name for department in report.departments)
    names = {"first": first, "second": second}
    told = tuple(
        Line(
            key="decision.step",
            facts={
                "title": card.title,
                "owners": tuple(Line(key=f"who.{owner}", facts=names) for owner in who(card)),
            },
        )
        for card in steps
    )
    return Line(key=f"decision.begin_{steps[0].when}", facts={"steps": told})


def who(card: Card) -> tuple[str, ...]:
    """Name the owners of a measure; the two heads in one word."""
    return ("both_heads",) if set(card.owners) == {"head_first", "head_second"} else card.owners


def _special(cards: Sequence[Card]) -> list[tuple[str, Card]]:
    """Find a disputed card, one for the head alone, one that finds out more, in this order."""
    rules = (
        ("disputed", [card for card in cards if card.disputed]),
        ("above", [card for card in cards if card.owners == ("ceo",)]),
        ("find_out", [card for card in cards if "finds_out" in card.reasons]),
    )
    return [(key, found[0]) for key, found in rules if found]
