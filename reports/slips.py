"""Keep the printed codes: a nameless sheet each, and a page for whoever prints; keep no copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reports.leaf import draw_link, load_template
from reports.render import press

HERE = Path(__file__).resolve().parent
STYLESHEET = HERE / "styles" / "slips.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What whoever prints has to know, in their language; `link` opens a shared device's page."""

    language: str
    title: str
    counts: str
    steps: tuple[str, ...]
    kiosk: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A sheet's words in one language; `terms`: what to do with the survey's code."""

    language: str
    title: str
    code: str
    ways: tuple[str, ...]
    facts: str
    weaker_title: str
    weaker: tuple[str, ...]
    holds_title: str
    holds: tuple[str, ...]
    terms_title: str
    terms: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One nameless sheet: the code in groups of digits, and the same as a link for one's phone.

    terms: the survey's code, the same for everybody.
    """

    department: str
    groups: tuple[str, ...]
    link: str
    terms: str
    parts: tuple[Part, ...]


def render_slips(cover: Cover, slips: Sequence[Slip]) -> bytes:
    """Print the cover and the sheets as one PDF, a page each."""
    return press(
        load_template("slips.html").render(cover=cover, slips=slips, draw=draw_link), STYLESHEET
    )
