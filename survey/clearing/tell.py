"""Keep the JSON object of `accord diagnose`, a contract for other tools; never a NaN in it.

These are exact figures of people who answered in the clear: they never pass the gate and never
meet the box. The fields are described in docs/diagnose.md.
"""

from typing import TypeAlias

import msgspec

from survey.diagnosis.changes import Changes, Shift
from survey.diagnosis.diagnosis import Diagnosis
from survey.diagnosis.particulars import Obstacle, Particulars, ScalePicture, Structure

ToldChanges: TypeAlias = Changes
ToldShift: TypeAlias = Shift
ToldDetails: TypeAlias = Particulars
ToldPicture: TypeAlias = ScalePicture
ToldObstacle: TypeAlias = Obstacle
ToldStructure: TypeAlias = Structure


class ToldEstimate(msgspec.Struct, frozen=True, kw_only=True):
    """A mean on 1-5, high = bad; null where it cannot be estimated."""

    estimate: float | None
    low: float | None
    high: float | None
    bound_low: float | None
    bound_high: float | None


class ToldCause(msgspec.Struct, frozen=True, kw_only=True):
    """One cause in its place of the order."""

    code: str
    score: float | None
    p_top1: float | None
    p_top3: float | None
    level: str
    severity: ToldEstimate
    severity_by_department: dict[str, ToldEstimate]
    nominated_share: float | None
    alpha: float | None
    reasons: tuple[str, ...]


class ToldOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """One outcome scale that the file had columns for."""

    code: str
    overall: ToldEstimate
    by_department: dict[str, ToldEstimate]


class ToldGap(msgspec.Struct, frozen=True, kw_only=True):
    """A difference of two views of one topic, with q over all gaps of its kind."""

    estimate: float | None
    low: float | None
    high: float | None
    p: float | None
    q: float | None


class ToldMirror(msgspec.Struct, frozen=True, kw_only=True):
    """How each department sees itself on one topic, and is seen."""

    code: str
    self_serving: dict[str, ToldGap]
    blind_spot: dict[str, ToldGap]
    felt_gap: dict[str, ToldGap]


class ToldDiagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """What one file says."""

    file: str
    kit: str
    kit_version: str
    seed: int
    roster: dict[str, int]
    n: dict[str, int]
    rows: dict[str, int] = {}
    verdict: str
    causes: tuple[ToldCause, ...]
    conflict: ToldEstimate
    conflict_by_department: dict[str, ToldEstimate]
    outcomes: tuple[ToldOutcome, ...]
    mirror: tuple[ToldMirror, ...]
    nominations_track_ratings: float | None
    flagged: int
    stable_without_flagged: bool | None
    reasons: tuple[str, ...]
    details: ToldDetails | None = None
    changes: ToldChanges | None = None


def tell(
    diagnosis: Diagnosis,
    *,
    file: str,
    kit: str,
    kit_version: str,
    seed: int,
    rows: dict[str, int] | None = None,
    details: ToldDetails | None = None,
    changes: ToldChanges | None = None,
) -> ToldDiagnosis:
    """Say the diagnosis, and what lies beside it, in the words of the contract."""
    said = msgspec.to_builtins(diagnosis)
    where = {"file": file, "kit": kit, "kit_version": kit_version, "seed": seed}
    told = msgspec.convert({**where, **said}, ToldDiagnosis)
    return msgspec.structs.replace(told, rows=rows or {}, details=details, changes=changes)


def encode(told: msgspec.Struct) -> bytes:
    """Return the object as one line of JSON; msgspec writes what is not finite as null."""
    return msgspec.json.encode(told) + b"\n"
