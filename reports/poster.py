"""Keep the poster of a survey: days, what is asked, its code, the way to the rights; one page."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

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
        drawn = segno.make(self.rights, micro=False, error="m")
        return Markup(drawn.svg_inline(scale=2, border=4, title="QR"))  # noqa: S704 - squares only


def render_poster(poster: Poster) -> bytes:
    """Print the poster as a PDF of one page."""
    return press(_load_template().render(poster=poster), STYLESHEET)


@cache
def _load_template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("poster.html")
