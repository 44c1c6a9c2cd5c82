"""What both sides share, pick, see in each other, lose and answered is told as it is."""

import pytest

from reports import headlines
from reports.document import (
    Cost,
    Mirror,
    Proposal,
    Share,
    Value,
)
from tests.reports.briefs import cause, mirror, report, scale, value


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
