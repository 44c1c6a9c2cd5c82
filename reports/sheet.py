"""Keep the printed letters: a link as text and as a QR code on each person's own; keep no copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from reports.leaf import draw_link, load_template
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
        return draw_link(self.link)

    @property
    def long(self) -> bool:
        """Tell whether the first person wrote much."""
        return len(self.greeting) > LONG


def render_sheet(pages: Sequence[Page]) -> bytes:
    """Print the letters as one PDF."""
    language = pages[0].parts[0].language if pages else "ru"
    return press(load_template("sheet.html").render(pages=pages, language=language), STYLESHEET)
