"""Keep the shape of a kit's TOML files and turn them into it; know no rule that spans two keys."""

import re
import tomllib
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from survey.errors import BrokenKit

QUESTIONNAIRE = "questionnaire.toml"
INTERVENTIONS = "interventions.toml"
THEMES = "themes.toml"
# Stands in place of sources where there is none.
ESTIMATE = "estimate"

# A code becomes a CSV column, a form field and a part of a word key: no dot, no space, no capital.
Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*$", max_length=48)]
Language = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2}$")]
# Words and phrases of comments, parted by one space or a hyphen.
Phrase = Annotated[str, msgspec.Meta(pattern=r"^[^\W\d_]+(?:[ -][^\W\d_]+)*$")]

Cost = Literal["free", "low", "medium", "high"]
Owner = Literal["ceo", "hr_director", "head_first", "head_second", "both_heads"]
Side = Literal["both", "first", "second", "above"]
Cadence = Literal["once", "weekly", "fortnightly", "monthly", "quarterly", "yearly", "continuous"]
Evidence = Literal["meta", "replicated", "single", "expert", "disputed"]
Intensity = Literal["low", "medium", "high"]

Shape = TypeVar("Shape", bound="Strict")


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table that refuses a key it does not know."""


class FormatTable(Strict, frozen=True, kw_only=True):
    """The declared bounds of a response format."""

    low: int
    high: int


class ScaleTable(Strict, frozen=True, kw_only=True):
    """A scale: its items, and which of them are keyed the other way."""

    format: Code
    items: tuple[Code, ...]
    reversed: tuple[Code, ...] = ()


class CauseTable(ScaleTable, frozen=True, kw_only=True):
    """A scale with the sources that blame this cause."""

    sources: tuple[Code, ...]


class MirrorTable(Strict, frozen=True, kw_only=True):
    """One topic seen three times."""

    format: Code
    own: Code
    other: Code
    guess: Code


class PartTable(Strict, frozen=True, kw_only=True):
    """A screenful of the questionnaire."""

    code: Code
    questions: tuple[Code, ...]
    optional: bool = False


class LimitsTable(Strict, frozen=True, kw_only=True):
    """How many causes and measures one person may pick."""

    nominations: Annotated[int, msgspec.Meta(ge=1, le=3)]
    votes: Annotated[int, msgspec.Meta(ge=1, le=3)]


class QuestionnaireFile(Strict, frozen=True, kw_only=True):
    """`questionnaire.toml` as a whole."""

    version: Annotated[str, msgspec.Meta(pattern=r"^\d+\.\d+\.\d+$")]
    languages: Annotated[tuple[Language, ...], msgspec.Meta(min_length=1)]
    departments: tuple[Code, Code]
    sources: tuple[Code, ...]
    open_questions: tuple[Code, ...]
    limits: LimitsTable
    formats: dict[Code, FormatTable]
    causes: dict[Code, CauseTable]
    outcomes: dict[Code, ScaleTable]
    mirror: dict[Code, MirrorTable]
    parts: tuple[PartTable, ...]
    # cause -> later cause -> sources, or ESTIMATE alone.
    upstream: dict[Code, dict[Code, tuple[Code, ...]]] = {}


class InterventionTable(Strict, frozen=True, kw_only=True):
    """A method card without its words: `Intervention`, its code being the table's name."""

    primary: tuple[Code, ...]
    secondary: tuple[Code, ...]
    sources: tuple[Code, ...]
    against: tuple[Code, ...]
    cost: Cost
    owners: Annotated[tuple[Owner, ...], msgspec.Meta(min_length=1)]
    side: Side
    start_days: Annotated[int, msgspec.Meta(ge=0)]
    cadence: Cadence
    owner_hours: Annotated[float, msgspec.Meta(ge=0)]
    evidence: Evidence
    intensity: Annotated[tuple[Intensity, ...], msgspec.Meta(min_length=1)]
    prerequisites: tuple[Code, ...]
    excludes: tuple[Code, ...]
    disputed: bool
    votable: bool
    low_regret: bool
    estimated: tuple[Code, ...]


class InterventionsFile(Strict, frozen=True, kw_only=True):
    """`interventions.toml` as a whole."""

    interventions: dict[Code, InterventionTable]


class ThemesFile(Strict, frozen=True, kw_only=True):
    """`themes.toml` as a whole: per cause and language, words and phrases in dictionary form."""

    jargon: tuple[Phrase, ...] = ()
    themes: dict[Code, dict[Language, Annotated[tuple[Phrase, ...], msgspec.Meta(min_length=1)]]]


def parse_toml(file: str, content: bytes) -> dict[str, Any]:
    """Read one file's TOML.

    Raises
    ------
    BrokenKit
        The file is not UTF-8 or not TOML; the parser's line and column are in the reason.
    """
    try:
        return tomllib.loads(content.decode())
    except UnicodeDecodeError as error:
        raise BrokenKit(file=file, key="", reason="not_utf8") from error
    except tomllib.TOMLDecodeError as error:
        raise BrokenKit(file=file, key="", reason=f"not_toml: {error}") from error


def read_questionnaire(content: bytes) -> QuestionnaireFile:
    """Read `questionnaire.toml`; raise BrokenKit where its shape is wrong."""
    tables = parse_toml(QUESTIONNAIRE, content)
    sections: dict[str, type[Strict]] = {
        "formats": FormatTable,
        "causes": CauseTable,
        "outcomes": ScaleTable,
        "mirror": MirrorTable,
    }
    for section, shape in sections.items():
        _convert_each(QUESTIONNAIRE, tables, section, shape)
    return _convert(QUESTIONNAIRE, tables, QuestionnaireFile)


def read_interventions(content: bytes) -> InterventionsFile:
    """Read `interventions.toml`; raise BrokenKit where its shape is wrong."""
    tables = parse_toml(INTERVENTIONS, content)
    _convert_each(INTERVENTIONS, tables, "interventions", InterventionTable)
    return _convert(INTERVENTIONS, tables, InterventionsFile)


def read_themes(content: bytes) -> ThemesFile:
    """Read `themes.toml`; raise BrokenKit where its shape is wrong."""
    tables = parse_toml(THEMES, content)
    return _convert(THEMES, tables, ThemesFile)


def _convert_each(file: str, tables: Mapping[str, Any], section: str, shape: type[Strict]) -> None:
    # One by one first: msgspec says "causes[...]" for a table inside a table and hides its name.
    named = tables.get(section)
    if isinstance(named, dict):
        for code, table in named.items():
            _convert(file, table, shape, at=f"{section}.{code}")


def _convert(file: str, tables: object, shape: type[Shape], at: str = "") -> Shape:
    try:
        return msgspec.convert(tables, shape)
    except msgspec.ValidationError as error:
        key, reason = _explain(str(error))
        raise BrokenKit(file=file, key=_join(at, key), reason=reason) from error


def _explain(message: str) -> tuple[str, str]:
    # msgspec says "<what> - at `$.path`"; the path is left out where it is the root.
    what, _, where = message.partition(" - at ")
    path = where.removeprefix("`key` in ").strip("`").removeprefix("$").removeprefix(".")
    unknown = re.search(r"contains unknown field `(.+)`", what)
    missing = re.search(r"missing required field `(.+)`", what)
    if unknown:
        return _join(path, unknown[1]), "unknown_key"
    if missing:
        return _join(path, missing[1]), "missing_key"
    return path, f"wrong_value: {what}"


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path and name else path or name
