"""Keep how a scale from 1 to 5 is drawn on a slide, of shapes that a presenter can edit.

The looks are those of the printed charts; knows no result and no text.
"""

from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.util import Inches, Length, Pt

from reports.charts import GRID, MIDDLE, MIDLINE, PAPER, Look

MARK = 0.17


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float


class Scale:
    """A lane of the scale 1 to 5; the middle is dashed, as the legend says."""

    def __init__(self, shapes: Any, box: Box) -> None:
        self.shapes, self.box = shapes, box
        for tick in range(1, 6):
            self._tick(tick)

    def x(self, value: float) -> float:
        """Tell where a value lies."""
        return self.box.left + (value - 1) / 4 * self.box.width

    def bar(self, low: float, high: float, middle: float, look: Look) -> None:
        """Draw an interval."""
        left, width = self.x(low), self.x(high) - self.x(low)
        box = Box(left=left, top=middle - 0.045, width=max(width, 0.01), height=0.09)
        shape = self._shape(MSO_SHAPE.RECTANGLE, box, look.colour)
        if look.hatched:
            shape.fill.patterned()
            shape.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
            shape.fill.fore_color.rgb = paint(look.colour)
            shape.fill.back_color.rgb = paint(PAPER)
            shape.line.color.rgb = paint(look.colour)

    def marker(self, value: float, middle: float, look: Look) -> None:
        """Draw a value."""
        kinds = {"circle": MSO_SHAPE.OVAL, "square": MSO_SHAPE.RECTANGLE}
        self._mark(kinds.get(look.marker, MSO_SHAPE.DIAMOND), self.x(value), middle, look)

    def arrow(self, value: float, middle: float, look: Look, *, left: bool) -> None:
        """Draw "this or beyond"."""
        self.bar(1 if left else value, value if left else 5, middle, look)
        kind = MSO_SHAPE.LEFT_ARROW if left else MSO_SHAPE.RIGHT_ARROW
        self._mark(kind, self.x(1 if left else 5), middle, look)

    def _mark(self, kind: object, x: float, middle: float, look: Look) -> None:
        box = Box(left=x - MARK / 2, top=middle - MARK / 2, width=MARK, height=MARK)
        self._shape(kind, box, look.colour).line.color.rgb = paint(PAPER)

    def _shape(self, kind: object, box: Box, colour: str) -> Any:
        shape = self.shapes.add_shape(kind, *place_box(box))
        shape.fill.solid()
        shape.fill.fore_color.rgb = paint(colour)
        shape.line.fill.background()
        drop_style(shape)
        return shape

    def _tick(self, tick: int) -> None:
        x, top = Inches(self.x(tick)), Inches(self.box.top)
        bottom = Inches(self.box.top + self.box.height)
        line = self.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, x, top, x, bottom)
        line.line.width = Pt(1)
        line.line.color.rgb = paint(MIDLINE if tick == MIDDLE else GRID)
        drop_style(line)
        if tick == MIDDLE:
            line.line.dash_style = MSO_LINE.DASH


def drop_style(shape: Any) -> None:
    """Take the theme's style off a shape: its shadow would blur where a value lies."""
    for style in shape._element.xpath("./p:style"):
        shape._element.remove(style)


def place_box(box: Box) -> tuple[Length, Length, Length, Length]:
    """Turn a place into what a slide counts in."""
    return Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height)


def paint(colour: str) -> RGBColor:
    """Turn a colour as charts write it into a slide's."""
    red, green, blue = bytes.fromhex(colour.lstrip("#"))
    return RGBColor(red, green, blue)  # type: ignore[no-untyped-call] # partly typed
