"""Keep the printed letters: a link as text and as a QR code on each person's own; keep no copy."""

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
# From how many letters on the first person's letter is set smaller, so that all fits on a page.
LONG = 1200


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The letter in one language; `link_lead` stands beside the QR code."""

    language: str
    subject: str
    link_lead: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One person's letter; `greeting` is the first person's letter, empty if there is none."""

    name: str
    greeting: str
    parts: tuple[Part, ...]
    link: str

    @property
    def code(self) -> Markup:
        """Draw the link as a QR code."""
        drawn = segno.make(self.link, micro=False, error="m")
        return Markup(drawn.svg_inline(scale=2, border=4, title="QR"))  # noqa: S704 - squares only

    @property
    def long(self) -> bool:
        """Tell whether the first person wrote much."""
        return len(self.greeting) > LONG


def render_sheet(pages: Sequence[Page]) -> bytes:
    """Print the letters as one PDF."""
    language = pages[0].parts[0].language if pages else "ru"
    return press(_load_template().render(pages=pages, language=language), STYLESHEET)


@cache
def _load_template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("sheet.html")
