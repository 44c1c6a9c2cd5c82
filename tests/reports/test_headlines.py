from dataclasses import fields, replace
from typing import Any

import pytest

from reports import headlines
from reports.document import Card, Cause, Department, Proposal, Report, Scale, Share, Value

NOTHING = Value(value=None, tail="below", low=None, high=None)


def value(
    at: float | None, tail: str = "", low: float | None = None, high: float | None = None
) -> Value:
    return Value(value=at, tail=tail, low=low, high=high)


def scale(first: Value, second: Value, contrast: str = "no_clear_difference") -> Scale:
    return Scale(code="s", title="s", combined=None, departments=(first, second), contrast=contrast)


def cause(title: str, level: str, severity: Scale | None = None) -> Cause:
    return Cause(
        code=title,
        place=1,
        title=title,
        about="",
        both="",
        rival="",
        level=level,
        first="",
        top3="",
        severity=severity or scale(value(3.5), value(3.5)),
        nominated=(),
        measures=(),
    )


def card(title: str, **changes: Any) -> Card:
    words = {name.name: "" for name in fields(Card) if name.type is str}
    given = {**words, "code": title, "title": title, "when": "30"}
    plain = Card(
        **given,
        causes=(),
        owners=("both_heads",),
        reasons=(),
        disputed=False,
        sources=(),
        estimated=(),
    )
    return replace(plain, **changes)


def report(**changes: Any) -> Report:
    plain = Report(
        release="f" * 64,
        manifest="m",
        campaign="c",
        organisation="o",
        kit_title="k",
        kit_version="1",
        wave=1,
        opened="2026-03-02",
        closed="2026-03-13",
        c=2,
        k=7,
        departments=(Department(code="a", name="A"), Department(code="b", name="B")),
        layout="departments",
        verdict="named",
        participation=(),
        bands=(("few", "minority", "split", "majority", "most"),) * 2,
        conflict=scale(value(3.5), value(3.5)),
        outcomes=(),
        causes=(),
        mirror=(),
        costs=(),
        proposals=(),
        comments=(),
        cards=(),
        basis="named",
        statements=(),
        stable="stable",
        reasons=(),
        checkups=(),
        versions=(),
    )
    return replace(plain, **changes)


@pytest.mark.parametrize(
    ("levels", "key"),
    [
        (("supported",), "verdict.named.1"),
        (("supported", "likely"), "verdict.named.1"),
        (("supported",) * 3, "verdict.named.3"),
        (("supported",) * 4, "verdict.named.more"),
    ],
)
def test_the_verdict_counts_supported_causes_and_no_other(
    levels: tuple[str, ...], key: str
) -> None:
    told = report(causes=tuple(cause(str(n), level) for n, level in enumerate(levels)))

    assert headlines.tell_verdict(told).key == key


def test_the_first_page_shows_three_causes_the_surest_level_first() -> None:
    told = report(
        causes=tuple(
            cause(title, level)
            for title, level in (
                ("a", "likely"),
                ("b", "widespread"),
                ("c", "supported"),
                ("d", "likely"),
                ("e", "likely"),
            )
        )
    )

    assert [shown.title for shown in headlines.first_page_causes(told)] == ["c", "a", "d"]


def test_nothing_below_its_level_reaches_the_first_page_of_a_likely_verdict() -> None:
    told = report(verdict="likely", causes=(cause("a", "widespread"), cause("b", "likely")))

    assert [shown.title for shown in headlines.first_page_causes(told)] == ["b"]


def test_an_unranked_release_names_no_first_cause() -> None:
    told = report(verdict="insufficient", causes=(cause("a", ""), cause("b", "")))

    assert headlines.first_page_causes(told) == ()
    assert headlines.tell_causes(told).key == "causes.unranked"


@pytest.mark.parametrize(
    ("conflict", "key"),
    [
        (scale(value(3.5), value(3.0)), "relationship.no_clear_difference"),
        (scale(value(4.0), value(2.0), "higher_first"), "relationship.higher_first"),
        (scale(value(4.0, "high"), value(2.0), "higher_first"), "relationship.apart"),
        (scale(NOTHING, NOTHING), "relationship.apart"),
    ],
)
def test_the_relationship_is_compared_only_where_both_values_are_plain(
    conflict: Scale, key: str
) -> None:
    assert headlines.tell_relationship(report(conflict=conflict)).key == key


def test_common_ground_counts_topics_without_a_clear_difference() -> None:
    apart = scale(value(4.0), value(2.0), "higher_first")
    told = report(causes=(cause("a", "likely"), cause("b", "likely", apart), cause("c", "likely")))

    line = headlines.tell_ground(told)

    assert (line.key, line.facts) == ("ground.headline", {"count": 2, "total": 3})


@pytest.mark.parametrize(
    ("told", "bad", "good"),
    [
        (value(3.5, low=3.1, high=3.9), True, False),
        (value(3.5, low=2.9, high=4.1), False, False),
        (value(2.5, low=2.1, high=2.9), False, True),
        (value(2.5, low=1.9, high=3.1), False, False),
        (value(3.0, low=3.0, high=3.0), False, False),
        (value(3.5, "high"), True, False),
        (value(3.5, "low"), False, False),
        (value(2.5, "low"), False, True),
        (value(2.5, "high"), False, False),
        (value(None, "below"), False, False),
        (value(None, "not_below"), False, False),
    ],
)
def test_a_value_counts_as_bad_or_good_only_where_it_surely_is(
    told: Value, bad: bool, good: bool
) -> None:
    assert (headlines.is_bad(told), headlines.is_good(told)) == (bad, good)


def test_a_shared_worry_is_bad_on_both_sides_without_a_clear_difference() -> None:
    one = cause("one", "one_sided", scale(value(4.0, low=3.5), value(2.5, low=2.0), "higher_first"))
    both = cause("both", "likely", scale(value(3.5, low=3.1), value(4.0, "high")))

    found = headlines.shared_worries(report(causes=(one, both)))

    assert found == (both.severity,)


def test_a_shared_wish_needs_about_half_of_either_side() -> None:
    asked = Proposal(code="a", title="a", bands=("split", "most"))
    not_asked = Proposal(code="b", title="b", bands=("minority", "most"))

    assert headlines.shared_wishes(report(proposals=(asked, not_asked))) == (asked,)


def test_the_same_first_choice_on_both_sides_is_told() -> None:
    told = report(
        proposals=(
            Proposal(code="a", title="A", bands=("most", "majority")),
            Proposal(code="b", title="B", bands=("few", "few")),
        )
    )

    line = headlines.tell_proposals(told)

    assert (line.key, line.facts) == ("proposals.shared", {"title": "A"})


def test_different_first_choices_are_told_as_different() -> None:
    told = report(
        proposals=(
            Proposal(code="a", title="A", bands=("most", "few")),
            Proposal(code="b", title="B", bands=("few", "most")),
        )
    )

    assert headlines.tell_proposals(told).key == "proposals.differ"


def test_where_everybody_hardly_votes_there_is_no_first_choice() -> None:
    told = report(proposals=(Proposal(code="a", title="A", bands=("few", "few")),))

    assert headlines.tell_proposals(told).key == "proposals.none"


def test_the_head_decides_first_on_measures_and_always_on_sharing_and_the_next_wave() -> None:
    told = report(cards=(card("x", when="tomorrow"), card("y"), card("z", disputed=True)))

    keys = [line.key for line in headlines.choose_decisions(told)]

    assert keys == ["decision.measures", "decision.disputed", "decision.share", "decision.wave"]


def test_without_evidence_the_head_is_first_asked_to_name_no_cause() -> None:
    told = report(verdict="insufficient", basis="low_regret", cards=(card("x"),))

    assert headlines.choose_decisions(told)[0].key == "decision.no_guess"


def test_too_few_answers_ask_for_more_people_and_nothing_else() -> None:
    told = report(verdict="too_few", layout="nothing", conflict=None)

    keys = [line.key for line in headlines.choose_decisions(told)]
    assert keys == ["decision.ask_why", "decision.more_people", "decision.talk"]


def test_participation_of_a_combined_layout_is_told_once() -> None:
    told = report(layout="combined", participation=(Share(name="", roster=15, at_least=8),))

    line = headlines.tell_participation(told)

    assert (line.key, line.facts) == ("participation.headline_together", {"n": 8, "all": 15})
