"""Keep what printed letters, codes and posters share: template, size of type, a link as QR code."""

import math
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from reports.wording import typeset

HERE = Path(__file__).resolve().parent
# A capital takes about so many times the room of a small letter.
WIDE = 2


def draw_link(link: str) -> Markup:
    """Draw a link as a QR code."""
    drawn = segno.make(link, micro=False, error="m")
    return Markup(drawn.svg_inline(scale=2, border=4, title="QR"))  # noqa: S704 - squares only


def fit_type(
    texts: Iterable[str], usual: float, capacity: float, bounds: tuple[float, float]
) -> float:
    """Choose the size of type (points, within bounds) at which texts fill a page and no more.

    capacity: how many letters fit at the usual size. The longest names that a campaign may have
    are set smaller, never cut off.
    """
    letters = sum(WIDE if letter.isupper() else 1 for text in texts for letter in text)
    least, most = bounds
    return round(max(least, min(most, usual * math.sqrt(capacity / max(letters, 1)))), 1)


@cache
def load_template(name: str) -> Template:
    """Open a template that gets all its words from its document."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["typeset"] = typeset
    return environment.get_template(name)
