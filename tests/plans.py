"""Build cards and kits for tests of planning, and read plans; keeps the real kit of the house."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from survey.catalogue.kit import Intervention, Kit
from survey.catalogue.load import load_kit
from survey.planning.plan import Plan

KIT = load_kit(Path(__file__).parents[1] / "questionnaires" / "marketing-sales")
CAUSES = tuple(cause.code for cause in KIT.causes)
CARDS = {card.code: card for card in KIT.interventions}


def make_card(code: str, **changes: Any) -> Intervention:
    """Build a card against `goals` that starts within a week, with changes."""
    plain = Intervention(
        code=code,
        primary=("goals",),
        secondary=(),
        sources=("wei",),
        against=(),
        cost="free",
        owners=("both_heads",),
        side="both",
        start_days=7,
        cadence="weekly",
        owner_hours=5.0,
        evidence="expert",
        intensity=("low", "medium", "high"),
        prerequisites=(),
        excludes=(),
        disputed=False,
        votable=True,
        low_regret=False,
        estimated=(),
    )
    return replace(plain, **changes)


def make_kit(*cards: Intervention) -> Kit:
    """Build the real kit with other cards."""
    return replace(KIT, interventions=cards)


def codes_of(plan: Plan) -> list[str]:
    return [recommendation.intervention for recommendation in plan.recommendations]


def reasons_of(plan: Plan, code: str) -> tuple[str, ...]:
    return next(r.reason_codes for r in plan.recommendations if r.intervention == code)
