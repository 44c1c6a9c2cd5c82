"""Why a measure is in the plan, why another is not, and how firmly that stands."""

import pytest

from survey.errors import BadInput
from survey.planning.choices import Choices
from survey.planning.estimates import SAMPLES
from survey.planning.explain import explain
from survey.planning.plan import Explanation, Why, WhyNot
from survey.planning.recommend import recommend
from survey.planning.weights import cause_weights, sample_weights
from tests.plans import CARDS, CAUSES, KIT, codes_of, make_card, make_kit, reasons_of
from tests.releases import make_causes, make_release, make_scale

BOTH = make_causes({"goals": "supported", "handoff": "supported"})


def why(told: Explanation, code: str) -> Why:
    """Find the reason for a measure."""
    return next(each for each in told.why if each.intervention == code)


def why_not(told: Explanation, code: str) -> WhyNot:
    """Find the reason against a measure."""
    return next(each for each in told.why_not if each.intervention == code)


def test_every_card_has_a_reason_for_or_against_it() -> None:
    release = make_release(causes=BOTH)

    told = explain(release, KIT)

    chosen = [each.intervention for each in told.why]
    left_out = [each.intervention for each in told.why_not]
    assert [*chosen, "pulse"] == codes_of(recommend(release, KIT))
    assert set(chosen) | set(left_out) | {"pulse"} == set(CARDS)
    assert len(chosen) + len(left_out) + 1 == len(CARDS)


def test_a_measure_that_nothing_can_replace_is_told_with_its_loss() -> None:
    kit = make_kit(make_card("a"), make_card("b", primary=("handoff",)))

    told = explain(make_release(causes=BOTH), kit)

    # Weights 3/4 and 1/4, the same cover: without `a` three quarters of the plan are gone.
    assert why(told, "a").loss == pytest.approx(0.75 / 1.05, abs=0.06)
    assert why(told, "a").instead == ()
    assert why(told, "a").frequency == 1.0


def test_what_is_as_good_is_told_as_a_near_tie() -> None:
    kit = make_kit(make_card("a"), make_card("b"))

    told = explain(make_release(), kit, Choices(most=1))

    assert why(told, "a").instead == ("b",)
    assert why_not(told, "b").code == "near_tie"
    assert why_not(told, "b").instead_of == ("a",)


def test_a_weaker_measure_is_told_with_the_causes_that_would_lose() -> None:
    kit = make_kit(make_card("a"), make_card("b", primary=("handoff",)))

    told = explain(make_release(causes=BOTH), kit, Choices(most=1))

    against = why_not(told, "b")
    assert (against.code, against.instead_of, against.causes) == ("weaker", ("a",), ("goals",))


def test_what_covers_nothing_more_is_told_so() -> None:
    kit = make_kit(make_card("a", evidence="meta"), make_card("b"))

    assert why_not(explain(make_release(), kit), "b").code == "adds_little"


@pytest.mark.parametrize(
    ("choices", "code", "role"),
    [
        (Choices(dropped=("b",)), "dropped", ""),
        (Choices(budget="free"), "budget", ""),
        (Choices(capacity={"hr_director": 9}), "hours", "hr_director"),
        (Choices(most=1, pinned=("a",)), "seats", ""),
        (Choices(pinned=("c",)), "excluded", ""),
    ],
)
def test_what_binds_is_named(choices: Choices, code: str, role: str) -> None:
    kit = make_kit(
        make_card("a", evidence="meta"),
        make_card("b", cost="low", owners=("hr_director",), owner_hours=10.0, excludes=("c",)),
        make_card("c", primary=("data",), excludes=("b",)),
    )

    against = why_not(explain(make_release(), kit, choices), "b")

    assert (against.code, against.role) == (code, role)


def test_what_no_limit_could_change_is_told_by_its_rule() -> None:
    release = make_release(
        causes=make_causes({"safety": "likely", "goals": "likely"}),
        conflict=make_scale(first=3.8, second=3.8),
    )

    told = explain(release, KIT)

    assert why_not(told, "leadership_decision").code == "drastic"
    assert why_not(told, "heads_swap").code == "intensity"
    assert why_not(told, "paperwork_cut").code == "no_help"
    nothing = explain(make_release(verdict="insufficient"), KIT)
    assert why_not(nothing, "shared_kpi").code == "not_low_regret"
    assert nothing.robustness is None


# --- firmness ----------------------------------------------------------------------------------


def test_drawn_weights_keep_the_order_of_the_release_and_surround_its_own() -> None:
    causes = make_causes({"goals": "supported", "handoff": "supported", "data": "supported"})

    drawn = [tuple(weights.values()) for weights in sample_weights(causes, 2000)]

    assert all(first >= second >= third for first, second, third in drawn)
    assert all(sum(weights) == pytest.approx(1) for weights in drawn)
    means = [sum(column) / len(drawn) for column in zip(*drawn, strict=True)]
    # Centroids are means; five standard errors of 2000 draws.
    assert means == pytest.approx(list(cause_weights(causes).values()), abs=0.025)


def test_two_that_are_alike_under_every_weight_settle_the_choice() -> None:
    kit = make_kit(make_card("a"), make_card("b", primary=("handoff",)))

    told = explain(make_release(causes=BOTH), kit).robustness

    assert told is not None
    assert (told.samples, told.settled, told.core) == (SAMPLES, True, ("a", "b"))
    assert SAMPLES >= 100


def test_where_weights_decide_several_portfolios_are_as_defensible() -> None:
    release = make_release(causes=make_causes(dict.fromkeys(CAUSES, "supported")))

    told = explain(release, KIT).robustness

    assert told is not None
    assert not told.settled
    assert max(told.portfolios) < 0.5
    assert sum(told.portfolios) == pytest.approx(1)
    assert all(told.frequency[code] >= 0.8 for code in told.core)
    assert set(told.core) < set(told.frequency)


# --- HR's hand ---------------------------------------------------------------------------------


def test_what_hr_pins_is_in_and_says_so_and_what_hr_drops_is_out() -> None:
    release = make_release(causes=BOTH)
    before = recommend(release, KIT)
    dropped = codes_of(before)[0]

    plan = recommend(release, KIT, Choices(pinned=("recognition",), dropped=(dropped,)))

    assert "recognition" in codes_of(plan)
    assert "pinned" in reasons_of(plan, "recognition")
    assert dropped not in codes_of(plan)
    assert len(codes_of(plan)) <= 5


def test_hr_moves_a_measure_to_somebody_else_with_its_hours() -> None:
    kit = make_kit(make_card("a", owners=("ceo",), owner_hours=60.0))

    assert codes_of(recommend(make_release(), kit)) == []
    moved = recommend(make_release(), kit, Choices(owners={"a": ("hr_director",)}))
    assert moved.recommendations[0].owners == ("hr_director",)


@pytest.mark.parametrize(
    ("pin", "reason"),
    [
        ("heads_swap", "intensity"),
        ("leadership_decision", "drastic"),
        ("single_head", "drastic"),
    ],
)
def test_a_pin_that_breaks_a_rule_is_refused_by_its_name(pin: str, reason: str) -> None:
    release = make_release(
        causes=make_causes({"safety": "likely", "goals": "likely"}),
        conflict=make_scale(first=3.8, second=3.8),
    )

    with pytest.raises(BadInput, match="pin_impossible") as caught:
        recommend(release, KIT, Choices(pinned=(pin,)))

    assert caught.value.facts == {"measure": pin, "reason": reason}


def test_pins_that_exclude_each_other_are_refused_with_the_limit() -> None:
    kit = make_kit(make_card("a", excludes=("b",)), make_card("b", excludes=("a",)))

    with pytest.raises(BadInput, match="plan_impossible") as caught:
        recommend(make_release(), kit, Choices(pinned=("a", "b")))

    assert caught.value.facts == {"limit": "excluded"}


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        (Choices(most=0), "empty_plan"),
        (Choices(most=9), "too_many_places"),
        (Choices(budget="gold"), "unknown_budget"),
        (Choices(pinned=("magic",)), "unknown_measure"),
        (Choices(pinned=("parity",), dropped=("parity",)), "pinned_and_dropped"),
        (Choices(owners={"parity": ("janitor",)}), "unknown_role"),
        (Choices(owners={"parity": ()}), "no_owner"),
        (Choices(capacity={"ceo": -1}), "bad_hours"),
        (Choices(begins="2026-02-30"), "not_a_day"),
        (Choices(begins="20260302"), "not_a_day"),
    ],
)
def test_choices_that_name_what_is_not_there_are_refused(choices: Choices, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        recommend(make_release(), KIT, choices)
