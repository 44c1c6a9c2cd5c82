"""Tell what lies beside a diagnosis of answers in the clear; never know a person.

For `accord diagnose` alone: exact figures that no Release holds.
"""

from collections.abc import Mapping, Sequence

from survey.catalogue.kit import Kit
from survey.diagnosis.careless import flag
from survey.diagnosis.diagnosis import CauseFinding, Diagnosis
from survey.diagnosis.drivers import gather, order
from survey.diagnosis.explained import explain
from survey.diagnosis.findings import studied
from survey.diagnosis.measured import measure
from survey.diagnosis.nominated import count_nominations
from survey.diagnosis.obstacles import find_obstacles
from survey.diagnosis.particulars import Particulars
from survey.diagnosis.pictures import picture_scales
from survey.diagnosis.responses import Response
from survey.diagnosis.seen import classify, guess_profiles
from survey.diagnosis.sheet import Sheet, lay_out
from survey.diagnosis.structure import find_structure
from survey.diagnosis.suspicion import suspect
from survey.errors import NotEstimable

FIRST = 3


def describe(
    responses: Sequence[Response],
    kit: Kit,
    roster: Mapping[str, int],
    diagnosis: Diagnosis,
    *,
    seed: int,
    nominations: bool = True,
) -> Particulars:
    """Describe scales, carelessness, the mirror, what explains, and what would change the verdict.

    Parameters
    ----------
    diagnosis : Diagnosis
        Of the same answers, roster and seed.
    """
    sheet = lay_out(responses, kit, roster)
    causes = [measure(sheet, cause) for cause in sheet.causes]
    conflict = measure(sheet, sheet.conflict)
    first_three = _first_three(diagnosis.causes)
    return Particulars(
        scales=picture_scales(sheet, seed=seed),
        suspicion=suspect(
            sheet,
            kit,
            causes,
            first_three=first_three,
            without_flagged=_without_flagged(sheet, kit, first_three, seed, nominations),
        ),
        seen=classify(diagnosis.mirror),
        guesses=guess_profiles(sheet, kit, seed=seed) if diagnosis.mirror else {},
        explained=explain(causes, conflict, seed=seed),
        obstacles=find_obstacles(sheet, diagnosis.causes, causes),
        structure=find_structure(diagnosis.causes, kit, causes, conflict),
    )


def _first_three(findings: Sequence[CauseFinding]) -> tuple[str, ...]:
    return tuple(finding.code for finding in findings if finding.score is not None)[:FIRST]


def _without_flagged(
    sheet: Sheet, kit: Kit, first_three: tuple[str, ...], seed: int, nominations: bool
) -> tuple[str, ...] | None:
    """Give the order's beginning without those who look careless."""
    if not first_three:
        return None
    flags = flag(sheet, kit)
    if not any(side.any() for side in flags):
        return first_three
    rest = sheet.without(flags)
    causes = [measure(rest, cause) for cause in rest.causes]
    places = studied(causes)
    kept = [causes[place] for place in places]
    named = count_nominations(rest) if nominations else None
    try:
        material = gather(kept, measure(rest, rest.conflict), named.only(places) if named else None)
        _, ranking = order(material, seed=seed)
    except NotEstimable:
        return None
    best = sorted(range(len(kept)), key=lambda place: -ranking.scores[place])
    return tuple(kept[place].scale.code for place in best[:FIRST])
