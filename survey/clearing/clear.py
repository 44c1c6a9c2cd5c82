"""Keep the desk of `accord diagnose`: a file of answers in the clear becomes a told diagnosis.

The only desk besides tally that sees a Diagnosis. It is for answers that somebody already holds
(paper, another tool) and must never know the box, a ballot or a campaign.
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from survey.catalogue.kit import Kit
from survey.clearing.read import Answers, known_columns, read_answers
from survey.clearing.table import load_table
from survey.clearing.tell import ToldDiagnosis, tell
from survey.diagnosis.changes import Changes, Occasion, compare
from survey.diagnosis.describe import describe
from survey.diagnosis.diagnose import diagnose

Earlier: TypeAlias = Occasion


def clear_file(
    file: Path,
    kit: Kit,
    roster: Mapping[str, int],
    *,
    name: str,
    seed: int,
    ignore_unknown: bool = False,
    earlier: Earlier | None = None,
) -> ToldDiagnosis:
    """Diagnose the answers in one CSV.

    Parameters
    ----------
    roster
        How many people each department has, answered or not; the order is kept.
    name
        What the file is called in the result.
    earlier
        The wave before, if changes are to be told.

    Raises
    ------
    BadTable
        The file cannot be read as answers to this kit from these departments.
    """
    answers = _read(file, kit, roster, ignore_unknown=ignore_unknown)
    diagnosis = diagnose(
        answers.responses,
        kit,
        roster,
        seed=seed,
        nominations=answers.nominations,
    )
    details = describe(
        answers.responses,
        kit,
        roster,
        diagnosis,
        seed=seed,
        nominations=answers.nominations,
    )
    counted = Counter(response.department for response in answers.responses)
    return tell(
        diagnosis,
        file=name,
        kit=kit.code,
        kit_version=kit.version,
        seed=seed,
        rows={name: counted[name] for name in roster},
        details=details,
        changes=_compare(earlier, answers, kit, roster, seed) if earlier else None,
    )


def read_earlier(
    file: Path, kit: Kit, roster: Mapping[str, int], *, ignore_unknown: bool = False
) -> Earlier:
    """Read the answers of an earlier wave.

    Raises
    ------
    BadTable
        As clear_file.
    """
    answers = _read(file, kit, roster, ignore_unknown=ignore_unknown)
    return Occasion(responses=answers.responses, roster=roster)


def _read(file: Path, kit: Kit, roster: Mapping[str, int], *, ignore_unknown: bool) -> Answers:
    table = load_table(file, known_columns(kit))
    return read_answers(table, kit, roster, ignore_unknown=ignore_unknown)


def _compare(
    earlier: Earlier, answers: Answers, kit: Kit, roster: Mapping[str, int], seed: int
) -> Changes:
    now = Occasion(responses=answers.responses, roster=roster)
    return compare(earlier, now, kit, seed=seed)
