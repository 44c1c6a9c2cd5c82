"""Keep the values that jobs carry from one desk to another; hold no table and no query."""

from collections.abc import Mapping
from dataclasses import dataclass

GREEN, YELLOW, RED = "green", "yellow", "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that doctor looked at: a code for the wordings and green, yellow or red."""

    code: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """Everything that doctor looked at in one examination."""

    findings: tuple[Finding, ...]

    @property
    def red(self) -> tuple[str, ...]:
        """Codes of the findings that stop an opening."""
        return tuple(finding.code for finding in self.findings if finding.state == RED)

    def told(self, moment: str) -> tuple[tuple[str, str, str], ...]:
        """Write the checkup as a Release holds it; `moment`: `opening`, `closing`.

        Between them stand the worst of the daily looks, as `daily` (store/checkups).
        """
        return tuple((moment, finding.code, finding.state) for finding in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingFacts:
    """What a closing has to know of the people's side, and nothing more.

    collected: how many invitations of each department were used.
    names: names and addresses of the roster, to be scrubbed from comments.
    """

    collected: Mapping[str, int]
    names: tuple[str, ...]
