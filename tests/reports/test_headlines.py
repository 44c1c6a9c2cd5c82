from dataclasses import fields, replace
from typing import Any

import pytest

from reports import headlines
from reports.document import (
    Card,
    Cause,
    Cost,
    Department,
    Mirror,
    Proposal,
    Report,
    Scale,
    Share,
    Value,
)

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
        mains=(),
        support=(),
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
        reworded=False,
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
        (("supported",), "verdict.names.1"),
        (("supported", "likely"), "verdict.names.1"),
        (("supported",) * 3, "verdict.names.3"),
        (("supported",) * 4, "verdict.named.more"),
    ],
)
def test_the_verdict_names_supported_causes_and_no_other(levels: tuple[str, ...], key: str) -> None:
    told = report(causes=tuple(cause(f"T{n}", level) for n, level in enumerate(levels)))

    line = headlines.tell_verdict(told)

    assert line.key == key
    if "names" in key:
        expected = [f"t{n}" for n, level in enumerate(levels) if level == "supported"]
        assert line.facts == {"names": "; ".join(expected)}


@pytest.mark.parametrize(
    ("levels", "key"),
    [
        (("supported",), "verdict.named.1"),
        (("supported", "likely", "likely", "likely"), "verdict.named.1_2"),
        (("supported", "supported", "likely"), "verdict.named.2_1"),
        (("supported",) * 3, "verdict.named.3"),
    ],
)
def test_names_too_long_for_the_headline_give_way_to_their_number(
    levels: tuple[str, ...], key: str
) -> None:
    told = report(causes=tuple(cause("x" * 81, level) for level in levels))

    assert headlines.tell_verdict(told).key == key


@pytest.mark.parametrize(
    ("title", "inside"),
    [("Сбои при передаче", "сбои при передаче"), ("CRM data", "CRM data"), ("", "")],
)
def test_a_title_inside_a_sentence_begins_small_unless_it_is_an_abbreviation(
    title: str, inside: str
) -> None:
    assert headlines.lower_first(title) == inside


@pytest.mark.parametrize(
    ("firsts", "key"),
    [
        (("very_likely",), "causes.named.1"),
        (("very_likely", "unlikely"), "causes.named.first"),
        (("possible", "possible"), "causes.named.2"),
        (("possible", "unlikely"), "causes.named.2"),
        (("likely", "likely", "possible"), "causes.named.3"),
    ],
)
def test_of_several_supported_causes_one_is_named_alone_only_if_it_is_likely_the_first(
    firsts: tuple[str, ...], key: str
) -> None:
    told = report(
        causes=tuple(
            replace(cause(f"T{n}", "supported"), first=first) for n, first in enumerate(firsts)
        )
    )

    assert headlines.tell_causes(told).key == key


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


@pytest.mark.parametrize(
    ("second", "key"), [("few", "proposals.most"), ("majority", "proposals.among")]
)
def test_the_most_picked_measure_is_told_and_told_as_one_of_several_where_a_side_ties(
    second: str, key: str
) -> None:
    told = report(
        proposals=(
            Proposal(code="a", title="A", bands=("most", "majority")),
            Proposal(code="b", title="B", bands=("few", second)),
            Proposal(code="c", title="C", bands=("few", "few")),
        )
    )

    line = headlines.tell_proposals(told)

    assert (line.key, line.facts) == (key, {"title": "A"})


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


def mirror(*sides: str) -> Mirror:
    return Mirror(code="m", title="m", self_serving=sides, blind_spot=sides, felt_gap=sides)


@pytest.mark.parametrize(
    ("topics", "key"),
    [
        ((mirror("self_higher", "self_higher"),), "mirror.both"),
        ((mirror("self_higher", "no_clear_difference"),), "mirror.some"),
        ((mirror("no_clear_difference", "no_clear_difference"),), "mirror.none"),
    ],
)
def test_both_sides_see_themselves_higher_only_where_both_do(
    topics: tuple[Mirror, ...], key: str
) -> None:
    assert headlines.tell_mirror(report(mirror=topics)).key == key


def test_topics_where_both_sides_see_themselves_higher_are_counted() -> None:
    higher, same = "self_higher", "no_clear_difference"
    told = report(mirror=(mirror(higher, higher), mirror(higher, same), mirror(same, same)))

    assert headlines.tell_mirror(told).facts == {"count": 1, "total": 3}


@pytest.mark.parametrize(
    ("high", "low", "key"),
    [
        (("most", "majority"), ("few", "few"), "cost.headline_high"),
        (("few", "minority"), ("majority", "most"), "cost.headline_low"),
        (("minority", "minority"), ("few", "minority"), "cost.headline_neither"),
        (("fewer", "fewer"), ("fewer", "fewer"), "cost.headline_low"),
        (("minority", "most"), ("few", "few"), "cost.headline_mixed"),
    ],
)
def test_high_losses_are_weighed_against_low_ones(
    high: tuple[str, ...], low: tuple[str, ...], key: str
) -> None:
    cost = Cost(code="c", title="c", high_words=(), low_words=(), high=high, low=low)

    assert headlines.tell_cost(report(costs=(cost,))).key == key


@pytest.mark.parametrize(
    ("level", "key"),
    [("not_supported", "causes.no_conflict_quiet"), ("sensitive", "causes.no_conflict")],
)
def test_without_a_conflict_only_topics_that_stand_out_are_to_be_watched(
    level: str, key: str
) -> None:
    told = report(verdict="no_conflict", causes=(cause("a", level),))

    assert headlines.tell_causes(told).key == key


def test_topics_that_one_side_sees_as_worse_are_found() -> None:
    apart = scale(value(4.0), value(2.0), "higher_first")
    told = report(causes=(cause("a", "likely"), cause("b", "likely", apart)))

    assert headlines.differing(told) == (apart,)


def test_participation_of_a_combined_layout_is_told_once() -> None:
    told = report(layout="combined", participation=(Share(name="", roster=15, at_least=8),))

    line = headlines.tell_participation(told)

    assert (line.key, line.facts) == ("participation.headline_together", {"n": 8, "all": 15})


@pytest.mark.parametrize(
    ("answered", "key"),
    [(15, "participation.headline_all"), (8, "participation.headline_together")],
)
def test_at_least_everybody_is_told_as_everybody(answered: int, key: str) -> None:
    shares = (Share(name="", roster=15, at_least=answered),)
    told = report(layout="combined", participation=shares)

    assert headlines.tell_participation(told).key == key
    assert headlines.has_everybody(told) is (answered == 15)


def test_a_side_where_all_answered_is_told_apart_from_one_where_some_did() -> None:
    shares = (Share(name="A", roster=16, at_least=16), Share(name="B", roster=20, at_least=16))

    line = headlines.tell_participation(report(participation=shares))

    assert line.facts["first_share"] == headlines.Line(
        key="participation.share_all", facts={"n": 16}
    )
    assert line.facts["second_share"] == headlines.Line(
        key="participation.share", facts={"n": 16, "all": 20}
    )
    assert not headlines.has_everybody(report(participation=shares))


def test_where_nothing_is_released_nobody_is_said_to_have_answered() -> None:
    assert not headlines.has_everybody(report())
    assert not headlines.has_everybody(
        report(participation=(Share(name="A", roster=16, at_least=None),))
    )
