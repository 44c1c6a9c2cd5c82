"""Keep the poster of a survey: days, what is asked, its code, the way to the rights; one page."""

from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from reports.leaf import draw_link, fit_type, load_template
from reports.render import press

HERE = Path(__file__).resolve().parent
STYLESHEET = HERE / "styles" / "poster.css"
# Points of the text, between which it may vary, and how many letters one page holds.
USUAL, BOUNDS, CAPACITY = 12.5, (5.5, 15), 1550


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The poster in one language; `paragraphs` say what is asked and promised."""

    language: str
    title: str
    days: str
    paragraphs: tuple[str, ...]
    code_lead: str
    rights_lead: str

    @property
    def lines(self) -> tuple[str, ...]:
        """List what stands on the poster in this language."""
        return (self.title, self.days, *self.paragraphs, self.code_lead, self.rights_lead)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """A poster for everybody: it holds nobody's link. rights: the address of that page."""

    organisation: str
    sides: tuple[Side, ...]
    code: str
    rights: str

    @property
    def size(self) -> float:
        """Choose the size of the text, so that even the longest names leave it on one page."""
        told = [self.organisation] + [text for side in self.sides for text in side.lines]
        return fit_type(told, USUAL, CAPACITY, BOUNDS)

    @property
    def square(self) -> Markup:
        """Draw the way to the rights as a QR code."""
        return draw_link(self.rights)


def render_poster(poster: Poster) -> bytes:
    """Print the poster as a PDF of one page."""
    return press(load_template("poster.html").render(poster=poster), STYLESHEET)
