"""Keep the invented company of the demonstration, read from company.toml; know no server."""

from pathlib import Path

import msgspec

from survey.cli.demo.employees import Voice

HERE = Path(__file__).parent
QUESTIONS = ("open_obstacles", "open_works", "open_proposals")


class Team(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One department: its people's names and what they might write."""

    name: str
    strain: float
    people: tuple[str, ...]
    open_obstacles: tuple[str, ...]
    open_works: tuple[str, ...]
    open_proposals: tuple[str, ...]

    def voice(self, place: int) -> Voice:
        """Return what the person at this place would write; each text has one author."""
        texts = [(question, text) for question in QUESTIONS for text in getattr(self, question)]
        return Voice(comments=tuple(texts[place : place + 1]), strain=self.strain)


class Company(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The company with its two departments, by the kit's codes."""

    organisation: str
    title: str
    signatory: str
    letter: str
    heading: str
    departments: dict[str, Team]

    def roster(self) -> str:
        """Write the list of people as HR's spreadsheet would."""
        lines = [self.heading]
        for code, team in self.departments.items():
            for number, person in enumerate(team.people, start=1):
                lines.append(f"{person},{code}{number}@demo.invalid,{team.name}")
        return "\n".join(lines) + "\n"


def load_company() -> Company:
    """Read the company."""
    return msgspec.toml.decode((HERE / "company.toml").read_bytes(), type=Company)
