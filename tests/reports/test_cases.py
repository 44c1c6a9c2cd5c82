"""Each kind of answer has rules and words of its own: what a page says in one case only."""

import pytest

from reports import advice, headlines, mirrors
from reports.compose import Page, compose, find_voice
from reports.document import Mirror, Proposal, Report, Runner
from tests.outputs.reading import flat, read_page
from tests.reports.briefs import card, cause, report, scale, value
from tests.reports.prints import make_print

SAME = ("no_clear_difference",) * 2


def say(name: str, language: str, section: str) -> str:
    """Read a section of a print."""
    page = read_page(compose(make_print(name, language), language))
    return flat(" ".join(block.text for block in page.blocks if block.section == section))


@pytest.mark.parametrize("level", ["supported", "likely", "widespread"])
def test_what_helps_a_topic_beside_its_purpose_is_not_called_aimed_at_it(level: str) -> None:
    beside = card("x", reasons=(f"addresses_{level}", "indirect", "quick_win"))

    told = [line.key for line in advice.tell_reasons(report(), beside)]

    assert told == [f"why.indirect_{level}", "why.quick_win"]


def test_without_a_conflict_the_steps_keep_what_works() -> None:
    told = report(
        verdict="no_conflict",
        basis="low_regret",
        cards=tuple(card(str(n), when="week", reasons=("low_regret",)) for n in range(5)),
    )

    assert advice.tell_measures(told).key == "measures.keeping"
    assert advice.tell_lead(told).key == "measures.lead_keeping"
    assert advice.tell_next(told).key == "next.headline_keeping"
    assert [line.key for line in advice.tell_reasons(told, told.cards[0])] == ["why.keeping"]
    assert "decision.keeping" in [line.key for line in advice.choose_decisions(told)]


def test_where_fewer_than_half_answered_the_head_is_asked_to_find_out_why() -> None:
    told = report(reasons=("low_response",), cards=(card("x"), card("y", when="60")))

    assert [line.key for line in advice.choose_decisions(told)][:2] == [
        "decision.begin_30",
        "decision.ask_silent",
    ]
    assert "меньше чем половина" in say("unequal", "ru", "answer")
    assert "меньше чем половина" not in say("first_wave", "ru", "answer")


def test_two_heads_are_named_in_one_word() -> None:
    told = report(cards=(card("x", when="week", owners=("head_second", "head_first")),))

    steps = advice.choose_decisions(told)[0].facts["steps"]

    assert isinstance(steps, tuple)
    assert [line.key for line in steps[0].facts["owners"]] == ["who.both_heads"]


def test_one_measure_is_not_said_to_stand_for_all_topics() -> None:
    assert advice.tell_lead(report(cards=(card("x"),))).key == "measures.lead_one"
    assert "для главных тем" not in say("one_measure", "ru", "measures")


def test_agreement_on_every_topic_is_said_as_such_and_needs_no_table_of_gaps() -> None:
    told = report(causes=(cause("a", "likely"), cause("b", "likely")))
    even = Mirror(code="m", title="m", self_serving=SAME, blind_spot=SAME, felt_gap=SAME)

    assert headlines.tell_ground(told).key == "ground.all"
    assert mirrors.is_shared((even, even))
    assert "Сторона" not in say("agreement", "ru", "mirror")
    assert "Сторона" in say("first_wave", "ru", "mirror")


@pytest.mark.parametrize(
    ("levels", "key", "count"),
    [
        (("one_sided", "one_sided", "sensitive"), "sides.one_side", 2),
        (("sensitive",), "sides.delicate", 1),
    ],
)
def test_topics_of_one_side_are_counted(levels: tuple[str, ...], key: str, count: int) -> None:
    plain = scale(value(3.5), value(3.5))

    line = headlines.tell_sides(report(causes=tuple(cause("t", lv, plain) for lv in levels)))

    assert (line.key, line.facts) == (key, {"count": count})


@pytest.mark.parametrize(
    ("bands", "key"),
    [
        ((("most", "most"), ("most", "most"), ("few", "few")), "proposals.several"),
        ((("most", "most"),) * 3 + (("few", "few"),), "proposals.equals"),
        (
            (("most", "most"), ("most", "most"), ("most", "few"), ("few", "few")),
            "proposals.among_several",
        ),
    ],
)
def test_measures_picked_alike_share_the_first_place(
    bands: tuple[tuple[str, str], ...], key: str
) -> None:
    given = tuple(Proposal(code=str(n), title=str(n), bands=b) for n, b in enumerate(bands))

    assert headlines.tell_proposals(report(proposals=given)).key == key


def test_measures_left_out_for_the_same_reason_are_told_once() -> None:
    def runner(title: str, reason: str) -> Runner:
        return Runner(title=title, reason=reason, position_for="", position_against="")

    told: Report = report(runners=(runner("a", "r"), runner("b", "s"), runner("c", "r")))
    page = Page(told, find_voice(told, "ru"))

    assert [(titles, str(reason)) for titles, reason, _ in page.runners()] == [
        (("a", "c"), "Каждая r"),
        (("b",), "s"),
    ]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_later_wave_says_on_its_first_page_what_moved(language: str) -> None:
    moved = {"ru": "лучше стало 6 из 44 оценок", "en": "6 of 44 ratings better"}[language]

    assert moved in say("later_wave", language, "answer")
    assert moved in say("later_wave", language, "changes")


def test_a_measure_that_hr_keeps_is_not_called_firm() -> None:
    told = make_print("disputed", "en")
    kept = next(each for each in told.cards if "pinned" in each.reasons)

    [why] = [
        block.text
        for block in read_page(compose(told, "en")).blocks
        if block.kind == "why" and "HR decided to keep it" in block.text
    ]

    assert kept.support
    assert not any(line in flat(why) for line in kept.support)


def test_where_nothing_is_released_the_page_says_how_to_handle_the_silence() -> None:
    assert "Не толкуйте молчание" in say("nothing_released", "ru", "answer")
