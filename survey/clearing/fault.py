"""Keep what is wrong with a table, with its place; hold no sentence, the command has the words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from survey.errors import BadFile

MOST_FAULTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing to correct. `line` and `column` are None where the whole file is meant."""

    code: str
    line: int | None = None
    column: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


class BadTable(BadFile):
    """A table that cannot be read as answers; at most MOST_FAULTS of its faults, in file order."""

    code = "bad_table"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults[:MOST_FAULTS])
        self.more = len(faults) >= MOST_FAULTS
        super().__init__(faults=", ".join(fault.code for fault in self.faults))
