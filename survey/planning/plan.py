"""Keep the types of a plan and of its reasons; know no release, no answer and no person."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """An intervention attached to released causes, with codes of why it is in the plan.

    causes: those it addresses, in released order; empty where nothing is established.
    reason_codes: addresses_supported, addresses_likely, addresses_widespread (the best grade among
    its causes) · indirect (it eases them beside its main purpose) · quick_win (free, within a week)
    · wanted_by_both (more than half of either side) · prerequisite (another one here needs it) ·
    each_side (chosen so that either side has a part) · disputed · low_regret · finds_out (shows
    what the survey could not) · check (measures whether the plan worked) · pinned (HR wants it).
    starts: the day by which it has begun, what it needs first included; when: the same as a
    column of the plan: tomorrow, 30, 60, 90.
    owners: who is put in charge, the card's or HR's word.
    """

    intervention: str
    causes: tuple[str, ...]
    reason_codes: tuple[str, ...]
    disputed: bool
    starts: int
    when: str
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Recommendations by weight, a prerequisite before what needs it, the check of them all last.

    basis: named, likely (the release's verdict) or low_regret (nothing is established).
    method: optimal, or greedy where the solver gave up and the choice is only nearly the best.
    value: what the choice is worth on the planner's own scale; never printed.
    """

    recommendations: tuple[Recommendation, ...]
    basis: str
    method: str = "optimal"
    value: float = 0.0

    @property
    def codes(self) -> tuple[str, ...]:
        """The interventions in their order."""
        return tuple(each.intervention for each in self.recommendations)


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What the plan would lose without a measure: forbidden, and solved again.

    loss: the share of the plan's worth. instead: what would come in its place.
    frequency: the share of weights, all as good as the release allows, that choose it; None where
    nothing is weighed.
    """

    intervention: str
    loss: float
    instead: tuple[str, ...]
    frequency: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """Why a measure is not in the plan: forced in, and solved again.

    code: near_tie (as good) · adds_little (the causes it eases are covered already) · weaker (other
    measures do more for the causes) · what cannot be changed: no_help, intensity, late, drastic,
    disputed, not_low_regret, no_conflict, prerequisite, dropped · what binds: excluded, budget,
    hours, seats, each_side, several.
    instead_of: the measures that it would push out; causes: those that would lose by it.
    role: whose hours bind.
    """

    intervention: str
    code: str
    loss: float | None = None
    instead_of: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """How the choice stands under weights that the release allows as well.

    portfolios: share of the most frequent choices, falling; core: chosen by four fifths.
    """

    samples: int
    portfolios: tuple[float, ...]
    frequency: Mapping[str, float]
    core: tuple[str, ...]
    settled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why each measure was chosen, why each other was not, and how firmly all that stands."""

    why: tuple[Why, ...]
    why_not: tuple[WhyNot, ...]
    robustness: Robustness | None
