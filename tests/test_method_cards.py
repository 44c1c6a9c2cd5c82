"""The method cards of marketing and sales: the founders' table, rulings 23 and 24, kept whole."""

from tests.plans import CARDS, CAUSES, KIT

# The founders' table of methods, in its order: every one of them has a card.
TABLE = [
    "heads_weekly",
    "joint_meetings",
    "joint_training",
    "field_days",
    "rotation",
    "heads_swap",
    "joint_planning",
    "launch_consult",
    "competitor_watch",
    "single_head",
    "heads_pact",
    "interaction_rules",
    "ceo_mediation",
    "shared_kpi",
    "lead_definition",
    "lead_audit",
    "one_funnel",
    "sales_toolkit",
    "objection_review",
    "feedback_loop",
    "common_language",
    "vision_session",
    "marketing_report",
    "paperwork_cut",
    "parity",
    "dispute_rules",
    "joint_selling",
    "recognition",
    "key_interviews",
    "leadership_decision",
    "pulse",
]


def test_every_method_of_the_founders_table_has_a_card() -> None:
    assert list(CARDS) == TABLE


def test_what_staff_may_not_vote_on_is_ruled() -> None:
    # Ruling 23.
    unasked = {"leadership_decision", "single_head", "pulse", "key_interviews"}
    assert {code for code, card in CARDS.items() if not card.votable} == unasked


def test_only_the_repeat_survey_aims_at_no_cause_and_touches_all() -> None:
    aimless = [card for card in KIT.interventions if not card.primary]

    assert [card.code for card in aimless] == ["pulse"]
    assert aimless[0].secondary == CAUSES


def test_the_single_head_is_disputed_by_name() -> None:
    disputed = [card.code for card in KIT.interventions if card.disputed]

    assert disputed == ["single_head"]
    assert CARDS["single_head"].against == ("wei",)


def test_a_low_regret_card_suits_every_conflict_and_needs_nothing() -> None:
    for card in KIT.interventions:
        if card.low_regret:
            assert set(card.intensity) == {"low", "medium", "high"}
            assert card.prerequisites == card.excludes == ()
            assert card.cost in ("free", "low")


def test_exclusions_hold_both_ways_and_prerequisites_can_be_met() -> None:
    for card in KIT.interventions:
        assert all(card.code in CARDS[other].excludes for other in card.excludes)
        for needed in card.prerequisites:
            assert CARDS[needed].start_days <= card.start_days
            assert set(card.intensity) <= set(CARDS[needed].intensity)


def test_hours_and_standing_of_a_method_are_marked_as_our_estimates() -> None:
    # Ruling 24: no source tells the owner's hours; the standing is ours except where two disagree.
    for card in KIT.interventions:
        assert "owner_hours" in card.estimated
        assert ("evidence" in card.estimated) == (not card.disputed)


def test_the_voting_list_fits_a_phone() -> None:
    for words in KIT.words.values():
        for code in CARDS:
            assert len(words[f"intervention.{code}.pick"]) <= 70
