"""Keep the printed part of each role in a plan: one page a role; know no name and no answer."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from reports.render import press
from reports.wording import Voice, typeset

HERE = Path(__file__).resolve().parent
STYLESHEET = HERE / "styles" / "owners.css"

# How a page is set for one measure, two, three, four, and more; a disputed one tells twice as much.
DENSITIES = ("roomy", "usual", "close", "dense", "brief")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Hours in 90 days, as a range around an estimate."""

    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A measure that a role is in charge of. Texts are the kit's; others: further roles' codes.

    day: when it begins (YYYY-MM-DD). first: it is among the first steps of the plan. disputed: it
    waits for a decision; then both positions are told.
    """

    title: str
    day: str
    cadence: str
    goal: str
    how: str
    term: str
    success: str
    others: tuple[str, ...]
    hours: Hours
    first: bool
    disputed: bool
    position_for: str = ""
    position_against: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the plan asks of one role. capacity: the hours that it can spare."""

    role: str
    tasks: tuple[Task, ...]
    hours: Hours
    capacity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerSheets:
    """The whole plan by role. Days are YYYY-MM-DD; release: SHA-256 of what it was made from."""

    release: str
    organisation: str
    departments: tuple[str, str]
    begins: str
    ends: str
    reviews: tuple[str, ...]
    sheets: tuple[Sheet, ...]


def render_owners(document: OwnerSheets, language: str) -> bytes:
    """Print a page for each role as one PDF."""
    return press(compose_owners(document, language), STYLESHEET)


def compose_owners(document: OwnerSheets, language: str) -> str:
    """Return the pages as HTML."""
    voice = Voice(language, 0)
    first, second = document.departments

    def role(code: str) -> str:
        return voice.say(f"role.{code}", first=first, second=second)

    def names(codes: tuple[str, ...]) -> list[str]:
        return [voice.say(f"who.{code}", first=first, second=second) for code in codes]

    def days(dates: tuple[str, ...]) -> list[str]:
        return [voice.day(each) for each in dates]

    return _load_template(language).render(
        document=document,
        voice=voice,
        say=voice.say,
        role=role,
        names=names,
        days=days,
        choose_density=choose_density,
        language=language,
    )


def choose_density(sheet: Sheet) -> str:
    """Choose how closely a page is set, so that one role's part stays one page and fills it."""
    weight = sum(2 if task.disputed else 1 for task in sheet.tasks)
    return DENSITIES[min(max(weight, 1), len(DENSITIES)) - 1]


@cache
def _load_template(language: str) -> Template:
    def finish(text: object) -> object:
        return typeset(text, language) if type(text) is str else text

    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finish,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("owners.html")
