"""Keep the desk of `accord diagnose`: a file of answers in the clear becomes a told diagnosis.

The only desk besides tally that sees a Diagnosis. It is for answers that somebody already holds
(paper, another tool) and must never know the box, a ballot or a campaign.
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from survey.catalogue.kit import Kit
from survey.clearing.read import known_columns, read_answers
from survey.clearing.table import load_table
from survey.clearing.tell import ToldDiagnosis, tell
from survey.diagnosis.describe import describe
from survey.diagnosis.diagnose import diagnose


def clear_file(
    file: Path,
    kit: Kit,
    roster: Mapping[str, int],
    *,
    name: str,
    seed: int,
    ignore_unknown: bool = False,
) -> ToldDiagnosis:
    """Diagnose the answers in one CSV.

    Parameters
    ----------
    roster
        How many people each department has, answered or not; the order is kept.
    name
        What the file is called in the result.

    Raises
    ------
    BadTable
        The file cannot be read as answers to this kit from these departments.
    """
    table = load_table(file, known_columns(kit))
    answers = read_answers(table, kit, roster, ignore_unknown=ignore_unknown)
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
    )
