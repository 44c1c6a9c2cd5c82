"""Keep what printed letters, codes and posters share: their template and a link as a QR code."""

from functools import cache
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

HERE = Path(__file__).resolve().parent


def draw_link(link: str) -> Markup:
    """Draw a link as a QR code."""
    drawn = segno.make(link, micro=False, error="m")
    return Markup(drawn.svg_inline(scale=2, border=4, title="QR"))  # noqa: S704 - squares only


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
    return environment.get_template(name)
