"""Turn the answers of one wave into a Diagnosis, exactly and in memory; never know a person."""

from collections.abc import Mapping, Sequence

from survey.catalogue.kit import Kit, Scale
from survey.diagnosis.careless import flag
from survey.diagnosis.diagnosis import Diagnosis, OutcomeFinding
from survey.diagnosis.drivers import Drivers, Material, gather, order, study
from survey.diagnosis.findings import Setting, find_causes, studied
from survey.diagnosis.levels import decide
from survey.diagnosis.measured import Measured, measure
from survey.diagnosis.nominated import Nominated, count_nominations
from survey.diagnosis.reflection import reflect
from survey.diagnosis.responses import Response
from survey.diagnosis.rules import LEAST_FOR_DEPARTMENT, LEAST_RESPONSE, NO_CONFLICT
from survey.diagnosis.sheet import Sheet, lay_out
from survey.errors import NotEstimable
from survey.statistics.arrays import Flags
from survey.statistics.pressure import Ranking


def diagnose(
    responses: Sequence[Response],
    kit: Kit,
    roster: Mapping[str, int],
    *,
    seed: int,
    nominations: bool = True,
) -> Diagnosis:
    """Find out what the answers say about the conflict of two departments.

    The result depends on the answers and the seed only: not on the order of responses, items
    or departments.

    Parameters
    ----------
    responses : sequence of Response
        "Don't know" and skipped both count as missing.
    kit : Kit
    roster : mapping
        Members of each of the two departments.
    seed : int
        Not negative.
    nominations : bool
        Whether the causes that people picked count.

    Raises
    ------
    BadInput
        If answers do not fit the kit or the roster.

    References
    ----------
    docs/decisions/0006-root-cause-score.md, 0015-sparse-root-cause.md
    """
    sheet = lay_out(responses, kit, roster)
    causes = [measure(sheet, cause) for cause in sheet.causes]
    conflict = measure(sheet, sheet.conflict)
    named = count_nominations(sheet)
    reasons = _reservations(sheet)
    if nominations and named is None:
        reasons.append("too_few_nominations")
    drivers: Drivers | None = None
    try:
        drivers = study(_material(causes, conflict, named if nominations else None), seed=seed)
    except NotEstimable as why:
        reasons.append(why.code)
    flags = flag(sheet, kit)
    high = conflict.overall.high
    setting = Setting(
        low_response="low_response" in reasons,
        no_conflict=high is not None and high < NO_CONFLICT,
        smallest=min(side.n for side in sheet.sides),
    )
    findings = find_causes(sheet, causes, drivers, named, setting)
    return Diagnosis(
        roster=dict(roster),
        n=sheet.by_department((sheet.sides[0].n, sheet.sides[1].n)),
        verdict=decide((finding.level for finding in findings), no_conflict=setting.no_conflict),
        causes=findings,
        outcomes=tuple(_outcome(sheet, scale) for scale in sheet.outcomes),
        conflict=conflict.overall,
        conflict_by_department=sheet.by_department(conflict.by_side()),
        nominations_track_ratings=drivers.track if drivers else None,
        flagged=sum(int(side.sum()) for side in flags),
        stable_without_flagged=_stable(sheet, drivers, flags, nominations=nominations, seed=seed),
        reasons=tuple(reasons),
        mirror=reflect(sheet, kit),
    )


def _reservations(sheet: Sheet) -> list[str]:
    """Give codes of what weakens the whole wave, before anything is computed."""
    smallest = min(side.n for side in sheet.sides)
    silent = any(side.n < LEAST_RESPONSE * side.roster for side in sheet.sides)
    found = {
        "unusable_answers": sheet.unusable > 0,
        "department_too_small": smallest < LEAST_FOR_DEPARTMENT,
        "low_response": silent,
    }
    return [code for code, holds in found.items() if holds]


def _material(causes: Sequence[Measured], conflict: Measured, named: Nominated | None) -> Material:
    places = studied(causes)
    kept = [causes[place] for place in places]
    return gather(kept, conflict, named.only(places) if named else None)


def _outcome(sheet: Sheet, scale: Scale) -> OutcomeFinding:
    measured = measure(sheet, scale)
    return OutcomeFinding(
        code=scale.code,
        overall=measured.overall,
        by_department=sheet.by_department(measured.by_side()),
    )


def _stable(
    sheet: Sheet,
    drivers: Drivers | None,
    flags: tuple[Flags, Flags],
    *,
    nominations: bool,
    seed: int,
) -> bool | None:
    """Say whether the first three keep their order without those who look careless."""
    if drivers is None:
        return None
    if not any(side.any() for side in flags):
        return True
    rest = sheet.without(flags)
    causes = [measure(rest, cause) for cause in rest.causes]
    named = count_nominations(rest) if nominations else None
    try:
        material = _material(causes, measure(rest, rest.conflict), named)
        # Also where those who are left do not differ: it must not stop a whole close.
        _, ranking = order(material, seed=seed)
    except NotEstimable:
        return None
    if len(ranking.scores) != len(drivers.ranking.scores):
        return None
    return _first_three(ranking) == _first_three(drivers.ranking)


def _first_three(ranking: Ranking) -> list[int]:
    places = range(len(ranking.scores))
    return sorted(places, key=lambda place: -ranking.scores[place])[:3]
