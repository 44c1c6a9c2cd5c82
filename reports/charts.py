"""Keep the SVG marks of released values; know no label (labels stand in HTML) and no exact figure.

Two departments differ three times over, so that a photocopy still tells them apart: by colour, by
solid against hatched, by circle against square. Hatches are lines cut to the bar's edge here,
because the printer distorts rotated patterns.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from reports.document import Value

LOW, MIDDLE, HIGH = 1, 3, 5
WIDTH = 300.0
MARGIN = 10.0
LANE = 15.0
BAR, SOLID = 7.0, 4.0
HATCH_STEP = 3.2
INK, GRID, MIDLINE, PAPER = "#16191d", "#dfe4e9", "#9aa4ae", "#ffffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How one side is drawn: its colour, hatched or solid, and its marker."""

    colour: str
    hatched: bool
    marker: str


# The first two by Okabe and Ito (2008), a palette safe for colour-blind readers.
FIRST = Look(colour="#0072B2", hatched=False, marker="circle")
SECOND = Look(colour="#E69F00", hatched=True, marker="square")
TOGETHER = Look(colour=INK, hatched=False, marker="diamond")


def draw_values(values: Sequence[Value], title: str) -> Markup:
    """Draw one lane a side: interval as a bar, value as a marker, an open end as an arrow."""
    looks = (FIRST, SECOND) if len(values) > 1 else (TOGETHER,)
    height = LANE * len(values) + 4
    shapes = [*put_grid(height)]
    for lane, (value, look) in enumerate(zip(values, looks, strict=True)):
        shapes += put_lane(value, look, 2 + LANE * (lane + 0.5))
    return frame(WIDTH, height, title, shapes)


def draw_sign(side: int | None, title: str) -> Markup:
    """Draw a side's sign for legends and table heads: 0 the first, 1 the second, None together."""
    look = TOGETHER if side is None else (FIRST, SECOND)[side]
    bar = _bar(2, 32, 8, look)
    return frame(34, 16, title, [*bar, *put_marker(17, 8, look)])


def draw_grade(filled: int, title: str, *, half: bool = False) -> Markup:
    """Draw the evidence ladder: three dots, as many of them filled as there is evidence."""
    shapes = []
    for place in range(3):
        x = 6 + 13 * place
        paint = INK if place < filled else PAPER
        shapes.append(f'<circle cx="{x}" cy="6" r="4.4" fill="{paint}" stroke="{INK}"/>')
    if half:
        shapes.append(f'<path d="M6 1.6 a4.4 4.4 0 0 0 0 8.8 z" fill="{INK}"/>')
    return frame(38, 12, title, shapes)


def draw_band(step: int, steps: int, title: str, side: int | None) -> Markup:
    """Draw a band as a run of cells, filled up to the band; never as a length that is a share."""
    look = TOGETHER if side is None else (FIRST, SECOND)[side]
    cell, gap, height = 13.0, 2.5, 9.0
    shapes = []
    for place in range(steps):
        x = 1 + place * (cell + gap)
        shapes += _cell(x, cell, height, look, filled=place < step)
    return frame(2 + steps * (cell + gap) - gap, height + 2, title, shapes)


def frame(width: float, height: float, title: str, shapes: Sequence[str]) -> Markup:
    """Wrap shapes as one figure with its alternative text."""
    body = "".join(shapes)
    # The title becomes the figure's alternative text; the size is in CSS, by class and viewBox.
    return Markup(  # noqa: S704 - numbers and constants of this module, the title is escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}"><title>{escape(title)}</title>{body}</svg>'
    )


def _x(value: float) -> float:
    return MARGIN + (value - LOW) / (HIGH - LOW) * (WIDTH - 2 * MARGIN)


def put_grid(height: float) -> Iterator[str]:
    """Draw the scale: a line for each whole number, the middle dashed."""
    for tick in range(LOW, HIGH + 1):
        colour = MIDLINE if tick == MIDDLE else GRID
        dash = ' stroke-dasharray="3 2"' if tick == MIDDLE else ""
        yield (
            f'<line x1="{_x(tick):g}" y1="0" x2="{_x(tick):g}" y2="{height:g}" '
            f'stroke="{colour}" stroke-width="1"{dash}/>'
        )


def put_lane(value: Value, look: Look, y: float) -> list[str]:
    """Draw a value at a height: its interval and marker, an arrow, or a half of the scale."""
    if value.tail == "below":
        return _open_half(LOW, MIDDLE, look, y)
    if value.tail == "not_below":
        return _open_half(MIDDLE, HIGH, look, y)
    if value.value is None:
        return []
    if value.tail == "low":
        return [*_arrow(value.value, LOW, look, y), *put_marker(_x(value.value), y, look)]
    if value.tail == "high":
        return [*_arrow(value.value, HIGH, look, y), *put_marker(_x(value.value), y, look)]
    bar = (
        []
        if value.low is None or value.high is None
        else _bar(_x(value.low), _x(value.high), y, look)
    )
    return [*bar, *put_marker(_x(value.value), y, look)]


def _open_half(start: float, end: float, look: Look, y: float) -> list[str]:
    """Draw "somewhere on this side of the middle": a bar over the half, and no marker."""
    return _bar(_x(start) + 1, _x(end) - 1, y, look)


def _arrow(start: float, end: float, look: Look, y: float) -> list[str]:
    """Draw "this or beyond": a line from the value to the end of the scale, with a head."""
    x, tip = _x(start), _x(end) + (4 if end > start else -4)
    back = tip - 8 if end > start else tip + 8
    return [
        f'<line x1="{x:g}" y1="{y:g}" x2="{back:g}" y2="{y:g}" stroke="{look.colour}" '
        f'stroke-width="2.4"/>',
        f'<path d="M{tip:g} {y:g} L{back:g} {y - 4.5:g} L{back:g} {y + 4.5:g} z" '
        f'fill="{look.colour}"/>',
    ]


def _bar(left: float, right: float, y: float, look: Look) -> list[str]:
    top, width = y - BAR / 2, max(right - left, 0.0)
    if not look.hatched:
        # Thinner than the hatched bar: solid ink weighs more, and the marker must stand out of it.
        return [rectangle(left, y - SOLID / 2, width, SOLID, f'fill="{look.colour}"')]
    frame = f'fill="{PAPER}" stroke="{look.colour}" stroke-width="1.1"'
    return [rectangle(left, top, width, BAR, frame), *_hatch(left, top, width, BAR, look.colour)]


def _hatch(left: float, top: float, width: float, height: float, colour: str) -> Iterator[str]:
    """Draw lines at 45 degrees, each cut to the rectangle where it enters and leaves."""
    offset = HATCH_STEP
    while offset < width + height:
        # The line x - left + y - top = offset inside the rectangle.
        start = max(0.0, offset - height)
        end = min(width, offset)
        yield (
            f'<line x1="{left + start:.2f}" y1="{top + offset - start:.2f}" '
            f'x2="{left + end:.2f}" y2="{top + offset - end:.2f}" '
            f'stroke="{colour}" stroke-width="1.1"/>'
        )
        offset += HATCH_STEP


def put_marker(x: float, y: float, look: Look) -> list[str]:
    """Draw a side's marker."""
    edge = f'stroke="{PAPER}" stroke-width="1.4"'
    if look.marker == "circle":
        return [f'<circle cx="{x:g}" cy="{y:g}" r="5.6" fill="{look.colour}" {edge}/>']
    if look.marker == "square":
        return [rectangle(x - 5.5, y - 5.5, 11, 11, f'fill="{look.colour}" {edge}')]
    corners = f"M{x:g} {y - 7:g} L{x + 7:g} {y:g} L{x:g} {y + 7:g} L{x - 7:g} {y:g} z"
    return [f'<path d="{corners}" fill="{look.colour}" {edge}/>']


def _cell(x: float, width: float, height: float, look: Look, *, filled: bool) -> list[str]:
    if not filled:
        return [rectangle(x, 1, width, height, f'fill="{PAPER}" stroke="{GRID}"')]
    if not look.hatched:
        return [rectangle(x, 1, width, height, f'fill="{look.colour}" stroke="{look.colour}"')]
    frame = f'fill="{PAPER}" stroke="{look.colour}"'
    return [rectangle(x, 1, width, height, frame), *_hatch(x, 1, width, height, look.colour)]


def rectangle(x: float, y: float, width: float, height: float, paint: str) -> str:
    """Draw a rectangle."""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" {paint}/>'
