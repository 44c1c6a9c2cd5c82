"""Keep the exact result of a diagnosis, in memory; only tally, disclosure, clearing may see it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean on 1-5 (high = bad) with its 95 % interval and worst-case (Manski) bounds.

    A field is None where it cannot be estimated.
    """

    estimate: float | None
    low: float | None
    high: float | None
    bound_low: float | None
    bound_high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseFinding:
    """What the answers say of one cause.

    level: supported, likely, widespread, one_sided, sensitive, not_supported.
    score: share of attributable pressure, 0-100; None (as p_top1, p_top3) below n = 8.
    """

    code: str
    score: float | None
    p_top1: float | None
    p_top3: float | None
    level: str
    severity: Estimate
    severity_by_department: Mapping[str, Estimate]
    nominated_share: float | None
    alpha: float | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeFinding:
    """What the answers say of one outcome scale, both sides and each side."""

    code: str
    overall: Estimate
    by_department: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A difference of two views on 1-5 with its p value, and q over all gaps of its kind.

    A field is None where it cannot be estimated.
    """

    estimate: float | None
    low: float | None
    high: float | None
    p: float | None
    q: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorFinding:
    """How each department sees itself on one topic, and is seen; keys are departments.

    self_serving: its view of itself minus the other's view of it · blind_spot: its guess of
    that view minus that view · felt_gap: its view of itself minus its guess. Above 0: the
    department thinks better of itself. self_serving = felt_gap + blind_spot where the same
    people answered both.
    """

    code: str
    self_serving: Mapping[str, Gap]
    blind_spot: Mapping[str, Gap]
    felt_gap: Mapping[str, Gap]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Everything computed from one wave's answers, exact and unreleased.

    verdict: named, likely, insufficient, no_conflict. causes: in ranked order.
    reasons: codes of what could not be estimated or capped a level.
    stable_without_flagged: whether the order of the first three holds without careless answers;
    None where it was not computed.
    """

    roster: Mapping[str, int]
    n: Mapping[str, int]
    verdict: str
    causes: tuple[CauseFinding, ...]
    outcomes: tuple[OutcomeFinding, ...]
    conflict: Estimate
    conflict_by_department: Mapping[str, Estimate]
    nominations_track_ratings: float | None
    flagged: int
    stable_without_flagged: bool | None
    reasons: tuple[str, ...]
    mirror: tuple[MirrorFinding, ...] = ()
