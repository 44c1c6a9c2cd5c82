"""Keep the printed letters: one page a person, a link as text and as a QR code; keep no copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from reports.render import press

HERE = Path(__file__).resolve().parent
STYLESHEET = HERE / "styles" / "sheet.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The letter in one language."""

    language: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One person's letter; `greeting` is the first person's letter, if there is one."""

    name: str
    greeting: tuple[str, ...]
    parts: tuple[Part, ...]
    link: str

    @property
    def code(self) -> Markup:
        """Draw the link as a QR code."""
        drawn = segno.make(self.link, micro=False, error="m")
        return Markup(drawn.svg_inline(scale=2.2, border=2, title="QR"))  # noqa: S704 - digits only


def render_sheet(pages: Sequence[Page]) -> bytes:
    """Print the letters as one PDF."""
    language = pages[0].parts[0].language if pages else "ru"
    return press(_load_template().render(pages=pages, language=language), STYLESHEET)


@cache
def _load_template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("sheet.html")
