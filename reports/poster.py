"""Keep the poster of a survey: days, what is asked, its code, the way to the rights; one page."""

from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from reports.leaf import draw_link, load_template
from reports.render import press

HERE = Path(__file__).resolve().parent
STYLESHEET = HERE / "styles" / "poster.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The poster in one language; `paragraphs` say what is asked and promised."""

    language: str
    title: str
    days: str
    paragraphs: tuple[str, ...]
    code_lead: str
    rights_lead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """A poster for everybody: it holds nobody's link. rights: the address of that page."""

    organisation: str
    sides: tuple[Side, ...]
    code: str
    rights: str

    @property
    def square(self) -> Markup:
        """Draw the way to the rights as a QR code."""
        return draw_link(self.rights)


def render_poster(poster: Poster) -> bytes:
    """Print the poster as a PDF of one page."""
    return press(load_template("poster.html").render(poster=poster), STYLESHEET)
