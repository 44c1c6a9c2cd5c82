"""What the head of a company is asked to do, and in which order."""

import pytest

from reports import advice
from reports.document import Proposal, Report
from reports.headlines import Line
from tests.reports.briefs import card, report

SIDES = {"first": "A", "second": "B"}


def keys(told: Report) -> list[str]:
    return [line.key for line in advice.choose_decisions(told)]


def test_the_head_first_begins_and_always_shares_and_sets_the_next_wave() -> None:
    told = report(
        cards=(
            card("x", when="week"),
            card("y"),
            card("z", disputed=True),
            card("c", when="90", reasons=("check",)),
        )
    )

    assert keys(told) == [
        "decision.begin_week",
        "decision.disputed",
        "decision.measures",
        "decision.share",
        "decision.wave",
    ]


def test_the_first_decision_names_the_measure_and_who_leads_it() -> None:
    told = report(cards=(card("x", when="week", owners=("ceo", "hr_director")),))

    line = advice.choose_decisions(told)[0]

    owners = (Line(key="who.ceo", facts=SIDES), Line(key="who.hr_director", facts=SIDES))
    step = Line(key="decision.step", facts={"title": "x", "owners": owners})
    assert line.facts == {"steps": (step,)}


def test_a_measure_decided_on_its_own_is_not_approved_once_more() -> None:
    told = report(cards=(card("x", when="week"), card("y"), card("z", disputed=True)))

    measures = next(ln for ln in advice.choose_decisions(told) if ln.key == "decision.measures")

    assert measures.facts == {"count": 1}


def test_what_begins_is_not_approved_once_more_nor_is_the_check() -> None:
    told = report(
        cards=(
            card("x", when="week"),
            card("y"),
            card("z"),
            card("c", when="90", reasons=("check",)),
        )
    )

    measures = next(ln for ln in advice.choose_decisions(told) if ln.key == "decision.measures")

    assert measures.facts == {"count": 2}


@pytest.mark.parametrize(
    ("moments", "first"),
    [
        (("30", "week", "week"), ["1", "2"]),
        (("week",) * 4, ["0", "1", "2"]),
        (("60", "30", "30"), ["1", "2"]),
        (("90",), ["0"]),
    ],
)
def test_the_soonest_come_first_and_never_more_than_three(
    moments: tuple[str, ...], first: list[str]
) -> None:
    told = report(cards=tuple(card(str(n), when=when) for n, when in enumerate(moments)))

    assert [step.title for step in advice.first_steps(told)] == first


def test_neither_a_disputed_measure_nor_the_check_is_a_first_step() -> None:
    told = report(
        cards=(
            card("d", when="week", disputed=True),
            card("c", when="week", reasons=("check",)),
            card("x"),
        )
    )

    assert [step.title for step in advice.first_steps(told)] == ["x"]


def test_without_evidence_the_head_is_first_asked_to_name_no_cause() -> None:
    told = report(verdict="insufficient", basis="low_regret", cards=(card("x"),))

    assert keys(told)[:2] == ["decision.no_guess", "decision.begin_30"]


def test_too_few_answers_ask_for_more_people_and_nothing_else() -> None:
    told = report(verdict="too_few", layout="nothing", conflict=None)

    assert keys(told) == ["decision.ask_why", "decision.more_people", "decision.talk"]


@pytest.mark.parametrize(
    ("reasons", "key", "count"),
    [
        (((), ("check",)), "measures.named_check", 1),
        (((), ()), "measures.named", 2),
    ],
)
def test_the_check_is_not_counted_among_the_measures(
    reasons: tuple[tuple[str, ...], ...], key: str, count: int
) -> None:
    told = report(cards=tuple(card(str(n), reasons=why) for n, why in enumerate(reasons)))

    line = advice.tell_measures(told)

    assert (line.key, line.facts) == (key, {"count": count})


def test_a_plan_of_nothing_but_the_check_says_so() -> None:
    told = report(cards=(card("c", reasons=("check",)),))

    assert advice.tell_measures(told).key == "measures.check_only"


@pytest.mark.parametrize(("when", "key"), [("week", "week"), ("30", "30"), ("60", "later")])
def test_the_plan_begins_when_its_soonest_measure_does(when: str, key: str) -> None:
    told = report(cards=(card("a", when=when), card("b", when="90")))

    assert advice.tell_plan(told).key == f"plan.headline_{key}"


@pytest.mark.parametrize(
    ("bands", "rare"),
    [
        (("few", "few"), True),
        (("few", "minority"), False),
        (("fewer", "fewer"), False),  # half or fewer is not "rarely"
        ((), False),
    ],
)
def test_a_measure_that_hardly_anybody_picked_says_so(bands: tuple[str, ...], rare: bool) -> None:
    told = report(proposals=(Proposal(code="x", title="x", bands=bands),))

    lines = advice.tell_reasons(told, card("x", reasons=("quick_win",)))

    assert [line.key for line in lines] == ["why.quick_win", *["why.rarely_picked"] * rare]


def test_a_measure_that_nobody_could_pick_is_not_called_rarely_picked() -> None:
    assert not advice.is_rarely_picked(report(), card("x"))


def test_where_departments_are_not_shown_no_wish_of_either_is_told() -> None:
    wanted = card("x", reasons=("wanted_by_both",))

    apart = advice.tell_reasons(report(), wanted)
    together = advice.tell_reasons(report(layout="combined"), wanted)

    assert [line.key for line in (*apart, *together)] == [
        "why.wanted_by_both",
        "why.wanted_together",
    ]
