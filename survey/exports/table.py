"""Keep the table of a plan: a row a measure, for a spreadsheet; know no answer and no person."""

import csv
import io
from collections.abc import Iterable, Sequence

from survey.planning.planned import Planned

# What a spreadsheet would run as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# Spreadsheets of Russian Windows split at semicolons; the mark tells them that this is UTF-8.
_SEPARATORS = {"ru": ";"}
_MARK = "\ufeff"
COLUMNS = (
    "day",
    "moment",
    "measure",
    "owners",
    "cadence",
    "cost",
    "hours_low",
    "hours_high",
    "causes",
    "why",
    "success",
    "state",
)


def write_table(planned: Planned) -> bytes:
    """Write the measures by day as CSV; the last column is left for people to fill in.

    Only of a disputed measure it says already that nothing is decided.
    """
    teller = planned.teller
    rows = [[teller.word("column", column) for column in COLUMNS]]
    chosen = {each.intervention: each for each in planned.plan.recommendations}
    for action in planned.schedule.actions:
        each = chosen[action.intervention]
        rows.append(
            [
                action.day.isoformat(),
                teller.word("moment", action.when),
                teller.title(action.intervention),
                teller.roles(action.roles),
                teller.word("cadence", action.cadence),
                teller.word("cost", action.cost),
                str(action.hours.low),
                str(action.hours.high),
                "; ".join(teller.cause(cause) for cause in each.causes),
                "; ".join(teller.reasons(each)),
                teller.words[f"intervention.{action.intervention}.success"],
                teller.word("state", "undecided") if each.disputed else "",
            ]
        )
    return write_csv(rows, _SEPARATORS.get(planned.language, ","))


def write_csv(rows: Iterable[Sequence[str]], separator: str = ",") -> bytes:
    """Write rows as CSV that no spreadsheet takes for formulas."""
    told = io.StringIO()
    writer = csv.writer(told, delimiter=separator, lineterminator="\r\n")
    writer.writerows([disarm(cell) for cell in row] for row in rows)
    return (_MARK + told.getvalue()).encode()


def disarm(cell: str) -> str:
    """Put an apostrophe before what would be run as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
