"""The planning desk: what is recommended for a release, and what never is."""

import pytest

from survey.errors import BadInput
from survey.planning.choices import Choices
from survey.planning.recommend import recommend
from tests.plans import CARDS, CAUSES, KIT, codes_of, make_card, make_kit, reasons_of
from tests.releases import make_cause, make_causes, make_release, make_scale, make_votes

CONFLICTS = {"low": 2.2, "medium": 3.0, "high": 3.8}


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

    plan = recommend(release, kit, Choices(most=2))

    # Weights 3/4 and 1/4; one such card covers a cause whole, a second adds nothing to it.
    assert codes_of(plan) == ["a", "c"]


def test_each_further_measure_for_a_cause_adds_less() -> None:
    kit = make_kit(
        *(make_card(code) for code in ("a", "b", "d")), make_card("c", primary=("handoff",))
    )
    release = make_release(causes=make_causes({"goals": "supported", "handoff": "supported"}))

    plan = recommend(release, kit, Choices(most=3))

    # Weights 3/4 and 1/4, .35 of a cause a card: .256, then .125, then .056 on `goals`, against
    # .085 on `handoff`.
    assert codes_of(plan) == ["a", "b", "c"]


def test_a_cause_that_is_covered_needs_no_more() -> None:
    kit = make_kit(make_card("a", evidence="meta"), make_card("b", evidence="meta"))

    assert codes_of(recommend(make_release(), kit)) == ["a"]


def test_the_main_purpose_of_a_card_counts_more_than_a_side_effect() -> None:
    kit = make_kit(make_card("aside", primary=("data",), secondary=("goals",)), make_card("direct"))

    plan = recommend(make_release(), kit, Choices(most=1))

    assert codes_of(plan) == ["direct"]


def test_better_evidence_comes_first() -> None:
    kit = make_kit(make_card("told"), make_card("tested", evidence="replicated", cost="high"))

    assert codes_of(recommend(make_release(), kit, Choices(most=1))) == ["tested"]


def test_of_equals_the_free_and_quick_one_comes_first() -> None:
    kit = make_kit(
        make_card("dear", cost="medium"),
        make_card("later", start_days=30),
        make_card("tomorrow", start_days=1),
    )

    plan = recommend(make_release(), kit)

    assert codes_of(plan) == ["tomorrow", "later", "dear"]
    assert "quick_win" in reasons_of(plan, "tomorrow")
    assert "quick_win" not in reasons_of(plan, "later")


def test_a_hair_more_effect_is_no_reason_to_pay() -> None:
    kit = make_kit(make_card("dear", cost="high", secondary=("data",)), make_card("free"))
    causes = (make_cause("goals", "supported"), make_cause("data", "widespread", "unlikely"))

    assert codes_of(recommend(make_release(causes=causes), kit, Choices(most=1))) == ["free"]


def test_of_like_cards_the_order_in_the_file_does_not_choose() -> None:
    kit = make_kit(make_card("b"), make_card("a"))

    assert codes_of(recommend(make_release(), kit)) == ["a", "b"]


def test_a_measure_counts_with_the_places_that_its_prerequisites_take() -> None:
    kit = make_kit(
        make_card("first", primary=("data",)),
        make_card("then", evidence="single", prerequisites=("first",)),
        make_card("plain"),
        make_card("plain_too"),
    )

    # One study, .417 on two places, against .508 of two cards of practice.
    assert codes_of(recommend(make_release(), kit, Choices(most=2))) == ["plain", "plain_too"]


def test_a_strong_measure_is_worth_the_place_that_it_needs_before() -> None:
    kit = make_kit(
        make_card("first", primary=("data",)),
        make_card("then", evidence="replicated", prerequisites=("first",)),
        make_card("plain"),
    )

    # Replicated .508 on two places; a choice card by card would take .342 and stop.
    assert codes_of(recommend(make_release(), kit, Choices(most=2))) == ["first", "then"]


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

    plan = recommend(make_release(), kit, Choices(most=2))

    assert codes_of(plan) == ["ours", "theirs"]
    assert "each_side" in reasons_of(plan, "theirs")


def test_a_disputed_method_comes_only_when_nothing_else_helps_and_says_so() -> None:
    disputed = make_card("split", evidence="disputed", disputed=True, secondary=("data",))
    kit = make_kit(disputed, make_card("plain", primary=("data",), secondary=("goals",)))

    plan = recommend(make_release(), kit)

    assert codes_of(plan) == ["plain", "split"]
    assert plan.recommendations[1].disputed
    assert "disputed" in reasons_of(plan, "split")


def test_a_disputed_method_never_takes_the_place_of_another() -> None:
    kit = make_kit(make_card("split", evidence="meta", disputed=True), make_card("plain"))

    assert codes_of(recommend(make_release(), kit, Choices(most=1))) == ["plain"]


def test_a_disputed_method_is_in_when_hr_says_so_and_is_still_marked() -> None:
    kit = make_kit(make_card("split", evidence="meta", disputed=True), make_card("plain"))

    plan = recommend(make_release(), kit, Choices(most=1, pinned=("split",)))

    assert codes_of(plan) == ["split"]
    assert plan.recommendations[0].disputed


def test_a_drastic_measure_needs_its_own_cause_established() -> None:
    acute = make_scale(first=3.8, second=3.8)
    named = make_causes({"safety": "supported", "leadership": "supported"})
    likely = make_causes({"leadership": "supported", "safety": "likely"})

    established = recommend(make_release(causes=named, conflict=acute), KIT)
    doubtful = recommend(make_release(causes=likely, conflict=acute), KIT, Choices(most=8))

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


def test_votes_do_not_outweigh_what_a_card_is_made_for() -> None:
    kit = make_kit(
        make_card("liked", primary=("data",), secondary=("goals",)), make_card("made_for_it")
    )
    votes = make_votes({"liked": ("most", "most"), "made_for_it": ("few", "few")})

    assert codes_of(recommend(make_release(votes=votes), kit, Choices(most=1))) == ["made_for_it"]


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
        recommend(make_release(), KIT, Choices(most=0))
