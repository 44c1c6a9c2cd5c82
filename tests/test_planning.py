"""The planning desk: what is recommended for a release, and what never is."""

from itertools import pairwise

import pytest

from survey.disclosure.release import ReleasedScale
from survey.errors import BadInput
from survey.planning import cause_weights, conflict_level, recommend
from tests.plans import CARDS, CAUSES, KIT, codes_of, make_card, make_kit, reasons_of
from tests.releases import make_causes, make_release, make_scale, make_span, make_votes

CONFLICTS = {"low": 2.2, "medium": 3.0, "high": 3.8}


# --- weights of causes -------------------------------------------------------------------------


def test_equal_grades_are_weighed_by_rank_order_centroids() -> None:
    causes = make_causes({"goals": "supported", "handoff": "supported", "data": "supported"})

    weights = cause_weights(causes)

    # Barron & Barrett 1996, weights of three attributes: 11/18, 5/18, 2/18.
    assert list(weights.values()) == pytest.approx([11 / 18, 5 / 18, 2 / 18])


@pytest.mark.parametrize("stronger, weaker", tuple(pairwise(("supported", "likely", "widespread"))))
def test_a_stronger_grade_weighs_more_in_the_same_place(stronger: str, weaker: str) -> None:
    strong = cause_weights(make_causes({"goals": stronger, "data": "supported"}))
    weak = cause_weights(make_causes({"goals": weaker, "data": "supported"}))

    assert strong["goals"] > weak["goals"]


@pytest.mark.parametrize("level", ["one_sided", "sensitive", "not_supported", ""])
def test_a_cause_below_widespread_is_no_target(level: str) -> None:
    weights = cause_weights(make_causes({"goals": level, "data": "supported"}))

    assert weights == {"data": 1.0}


# --- the level of the conflict -----------------------------------------------------------------


@pytest.mark.parametrize(
    "first, second, level",
    [(2.2, 2.4, "low"), (2.2, 2.5, "medium"), (3.4, 2.0, "medium"), (2.0, 3.5, "high")],
)
def test_the_worse_side_tells_how_strong_the_conflict_is(
    first: float, second: float, level: str
) -> None:
    assert conflict_level(make_scale(first=first, second=second)) == level


@pytest.mark.parametrize(
    "value, tail, level",
    [
        (2.0, "low", "low"),
        (3.25, "high", "high"),
        (None, "below", "medium"),
        (None, "not_below", "high"),
    ],
)
def test_a_tail_counts_as_the_worst_that_it_may_hide(
    value: float | None, tail: str, level: str
) -> None:
    scale = ReleasedScale(
        code="conflict", combined=make_span(value, tail), departments=(), contrast=""
    )

    assert conflict_level(scale) == level


def test_an_unreleased_conflict_has_no_level() -> None:
    assert conflict_level(None) == ""


# --- what is chosen ----------------------------------------------------------------------------


@pytest.mark.parametrize("conflict", CONFLICTS)
@pytest.mark.parametrize("cause", CAUSES)
def test_every_named_cause_gets_a_measure_at_every_intensity(cause: str, conflict: str) -> None:
    value = CONFLICTS[conflict]
    release = make_release(
        causes=make_causes({cause: "supported"}), conflict=make_scale(first=value, second=value)
    )

    plan = recommend(release, KIT)

    assert plan.basis == "named"
    assert any(cause in recommendation.causes for recommendation in plan.recommendations)


def test_the_plan_turns_to_the_second_cause_before_it_doubles_the_first() -> None:
    kit = make_kit(
        make_card("a", evidence="meta"),
        make_card("b", evidence="meta", start_days=8),
        make_card("c", evidence="meta", primary=("handoff",)),
    )
    release = make_release(causes=make_causes({"goals": "supported", "handoff": "supported"}))

    plan = recommend(release, kit, most=2)

    # Weights 3/4 and 1/4; one such card covers a cause whole, a second adds nothing to it.
    assert codes_of(plan) == ["a", "c"]


def test_a_heavy_cause_is_doubled_before_a_light_one_is_touched() -> None:
    kit = make_kit(
        make_card("a"), make_card("b", start_days=8), make_card("c", primary=("handoff",))
    )
    release = make_release(causes=make_causes({"goals": "supported", "handoff": "widespread"}))

    plan = recommend(release, kit, most=2)

    # The second card on `goals` still adds about half of .35, times a weight near 1.
    assert codes_of(plan) == ["a", "b"]


def test_the_main_purpose_of_a_card_counts_more_than_a_side_effect() -> None:
    kit = make_kit(make_card("aside", primary=("data",), secondary=("goals",)), make_card("direct"))

    plan = recommend(make_release(), kit, most=1)

    assert codes_of(plan) == ["direct"]


def test_better_evidence_comes_first() -> None:
    kit = make_kit(make_card("told"), make_card("tested", evidence="replicated", cost="high"))

    assert codes_of(recommend(make_release(), kit, most=1)) == ["tested"]


def test_of_equals_the_free_and_quick_one_comes_first() -> None:
    kit = make_kit(
        make_card("dear", cost="medium"),
        make_card("slow", start_days=30),
        make_card("quick", start_days=1),
    )

    plan = recommend(make_release(), kit)

    assert codes_of(plan) == ["quick", "slow", "dear"]
    assert "quick_win" in reasons_of(plan, "quick")
    assert "quick_win" not in reasons_of(plan, "slow")


def test_a_measure_of_another_intensity_is_left_out() -> None:
    kit = make_kit(make_card("bold", intensity=("low", "medium"), cost="free"), make_card("safe"))
    acute = make_release(conflict=make_scale(first=2.0, second=3.6))

    assert codes_of(recommend(acute, kit)) == ["safe"]


def test_a_prerequisite_comes_before_what_needs_it_and_not_later() -> None:
    kit = make_kit(
        make_card("first", primary=("data",), start_days=60),
        make_card("then", prerequisites=("first",), start_days=7),
    )

    plan = recommend(make_release(), kit)

    assert codes_of(plan) == ["first", "then"]
    assert reasons_of(plan, "first") == ("prerequisite",)
    assert [recommendation.when for recommendation in plan.recommendations] == ["60", "60"]


def test_a_measure_whose_prerequisite_does_not_suit_is_left_out() -> None:
    kit = make_kit(
        make_card("first", intensity=("low",)), make_card("then", prerequisites=("first",))
    )

    assert codes_of(recommend(make_release(), kit)) == []


def test_excluded_pairs_never_share_a_plan_whoever_says_so() -> None:
    kit = make_kit(make_card("a"), make_card("b", excludes=("a",)), make_card("c", start_days=30))

    assert codes_of(recommend(make_release(), kit)) == ["a", "c"]


def test_each_side_gets_a_part() -> None:
    kit = make_kit(
        make_card("ours", side="first"),
        make_card("ours_too", side="first"),
        make_card("theirs", side="second", primary=("data",), secondary=("goals",)),
    )

    plan = recommend(make_release(), kit, most=2)

    assert codes_of(plan) == ["ours", "theirs"]
    assert "each_side" in reasons_of(plan, "theirs")


def test_a_disputed_method_comes_only_when_nothing_else_helps_and_says_so() -> None:
    disputed = make_card("split", evidence="disputed", disputed=True, secondary=("data",))
    kit = make_kit(disputed, make_card("plain", primary=("data",), secondary=("goals",)))

    plan = recommend(make_release(), kit)

    assert codes_of(plan) == ["plain", "split"]
    assert plan.recommendations[1].disputed
    assert "disputed" in reasons_of(plan, "split")


def test_a_drastic_measure_needs_its_own_cause_established() -> None:
    acute = make_scale(first=3.8, second=3.8)
    named = make_causes({"safety": "supported", "leadership": "supported"})
    likely = make_causes({"leadership": "supported", "safety": "likely"})

    established = recommend(make_release(causes=named, conflict=acute), KIT)
    doubtful = recommend(make_release(causes=likely, conflict=acute), KIT, most=20)

    assert "leadership_decision" in codes_of(established)
    assert codes_of(established).index("key_interviews") < codes_of(established).index(
        "leadership_decision"
    )
    assert "leadership_decision" not in codes_of(doubtful)


# --- votes -------------------------------------------------------------------------------------


def test_votes_of_both_sides_decide_between_equals() -> None:
    kit = make_kit(make_card("a"), make_card("b"))
    votes = make_votes({"a": ("few", "few"), "b": ("majority", "majority")})

    plan = recommend(make_release(votes=votes), kit)

    assert codes_of(plan) == ["b", "a"]
    assert "wanted_by_both" in reasons_of(plan, "b")


def test_votes_of_one_side_are_no_common_wish() -> None:
    kit = make_kit(make_card("a"), make_card("b"))
    votes = make_votes({"a": ("few", "few"), "b": ("most", "few")})

    plan = recommend(make_release(votes=votes), kit)

    assert codes_of(plan) == ["a", "b"]
    assert "wanted_by_both" not in reasons_of(plan, "b")


def test_votes_bring_in_nothing_that_does_not_help() -> None:
    kit = make_kit(make_card("a"), make_card("popular", primary=("data",)))
    votes = make_votes({"popular": ("most", "most")})

    assert codes_of(recommend(make_release(votes=votes), kit)) == ["a"]


# --- when nothing is established ---------------------------------------------------------------


@pytest.mark.parametrize("verdict", ["insufficient", "too_few"])
def test_without_a_cause_the_plan_finds_out_more_and_does_no_harm(verdict: str) -> None:
    release = make_release(verdict=verdict, causes=make_causes({"goals": "widespread"}))

    plan = recommend(release, KIT)

    assert plan.basis == "low_regret"
    assert codes_of(plan)[0] == "key_interviews"
    assert codes_of(plan)[-1] == "pulse"
    assert all(CARDS[code].low_regret for code in codes_of(plan))
    assert not any(recommendation.causes for recommendation in plan.recommendations)


def test_without_a_conflict_nobody_is_interviewed() -> None:
    release = make_release(verdict="no_conflict", conflict=make_scale(first=2.0, second=2.0))

    plan = recommend(release, KIT)

    assert "key_interviews" not in codes_of(plan)
    assert codes_of(plan)[-1] == "pulse"
    assert all(CARDS[code].low_regret for code in codes_of(plan))


def test_a_release_that_shows_nothing_still_has_a_plan() -> None:
    release = make_release(
        layout="nothing", verdict="too_few", conflict=None, causes=(), bands=(), votes=()
    )

    assert codes_of(recommend(release, KIT))[-1] == "pulse"


# --- what cannot be planned --------------------------------------------------------------------


def test_a_release_of_another_kit_is_refused() -> None:
    with pytest.raises(BadInput, match="wrong_kit"):
        recommend(make_release(kit="finance-it"), KIT)


def test_a_plan_without_a_place_is_refused() -> None:
    with pytest.raises(BadInput, match="empty_plan"):
        recommend(make_release(), KIT, most=0)
