"""Keep the printed codes: a nameless sheet each, and a page for whoever prints; keep no copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reports.leaf import draw_link, fit_type, load_template
from reports.render import press

HERE = Path(__file__).resolve().parent
STYLESHEET = HERE / "styles" / "slips.css"
# From how many letters on a cover is set smaller; points of a sheet's text, between which it may
# vary, and how many letters of it one page holds; titles count by their size.
LONG = 160
USUAL, BOUNDS, CAPACITY, TITLES = 9.5, (5.5, 11.5), 2950, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What whoever prints has to know, in their language; `link` opens a shared device's page."""

    language: str
    title: str
    counts: str
    steps: tuple[str, ...]
    kiosk: str
    link: str

    @property
    def long(self) -> bool:
        """Tell whether names are so long that they are set smaller."""
        return len(self.title) + len(self.counts) > LONG


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

    @property
    def lines(self) -> tuple[str, ...]:
        """List what stands in the part's column."""
        facts = (self.facts, self.terms, self.weaker_title, self.holds_title)
        return (*self.ways, *self.weaker, *self.holds, *facts)


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

    @property
    def size(self) -> float:
        """Choose the size of the text, so that even the longest names leave it on one page."""
        titles = [self.department, *(part.title for part in self.parts)] * TITLES
        told = [line for part in self.parts for line in part.lines]
        return fit_type([*titles, *told], USUAL, CAPACITY, BOUNDS)


def render_slips(cover: Cover, slips: Sequence[Slip]) -> bytes:
    """Print the cover and the sheets as one PDF, a page each."""
    return press(
        load_template("slips.html").render(cover=cover, slips=slips, draw=draw_link), STYLESHEET
    )
