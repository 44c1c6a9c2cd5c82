"""Keep how a slide shows released values: rows of the scale, who is who, what the marks mean."""

from collections.abc import Sequence

from reports.charts import FIRST, MIDDLE, SECOND, TOGETHER, Look
from reports.compose import Page
from reports.deck import BODY, LEFT, QUIET, WIDE, Piece, Slide
from reports.document import Scale, Value
from reports.strokes import Box
from reports.strokes import Scale as Drawing

# Rows begin under the legend and end over the notes; a row has at most so much room.
LANES, NOTES, HIGHEST_ROW, LANE = BODY + 0.5, 6.4, 0.9, 0.28
NAMES = Box(left=LEFT, top=BODY, width=4.4, height=0.4)
CHART = Box(left=5.1, top=BODY, width=5.4, height=0.4)
VALUES, MOST_ROWS, TEXT = 10.8, 6, 14
SIGNS = {"circle": "●", "square": "■"}


def draw_scales(slide: Slide, page: Page, rows: Sequence[tuple[str, Scale]]) -> None:
    """Draw the first rows, each with its title, its lanes and its values."""
    looks = (FIRST, SECOND) if len(page.sides()) > 1 else (TOGETHER,)
    rows = rows[:MOST_ROWS]
    pitch = min((NOTES - LANES) / len(rows), HIGHEST_ROW)
    _explain(slide, page, looks)
    for place, (title, scale) in enumerate(rows):
        top = LANES + place * pitch
        box = Box(left=LEFT, top=top, width=NAMES.width, height=pitch)
        slide.text([title], box, sizes=(16, 14, 12))
        lanes = Box(left=CHART.left, top=top, width=CHART.width, height=pitch - 0.12)
        drawn = slide.scale(lanes, f"{title}. {page.alternative(scale)}")
        for lane, (value, look) in enumerate(zip(scale.values, looks, strict=True)):
            middle = top + 0.2 + lane * LANE
            _put(drawn, value, middle, look)
            said = Piece(text=f"  {page.short(value).unescape()}")
            box = Box(left=VALUES, top=middle - 0.19, width=2.2, height=0.32)
            slide.line([_sign(look), said], box, TEXT)


def _explain(slide: Slide, page: Page, looks: Sequence[Look]) -> None:
    """Say who is who, which end is which, and what the marks mean."""
    say, pieces = page.voice.say, []
    sides = (None,) if len(looks) == 1 else (0, 1)
    for look, side in zip(looks, sides, strict=True):
        pieces += [_sign(look), Piece(text=f" {page.side(side)}     ")]
    slide.line(pieces, NAMES, TEXT)
    half = CHART.width / 2
    for left, key, right in ((CHART.left - 0.1, "less", False), (CHART.left + half, "more", True)):
        box = Box(left=left, top=BODY, width=half + 0.1, height=0.4)
        said = Piece(text=say(f"common.{key}").unescape(), colour=QUIET)
        slide.line([said], box, TEXT, right=right)
    scale, note = say("common.scale_short").unescape(), page.note("scale").unescape()
    source = say("slides.source", release=page.report.release[:12]).unescape()
    box = Box(left=LEFT, top=NOTES, width=WIDE - 2 * LEFT, height=0.55)
    slide.text([f"{scale}. {note} {source}"], box, sizes=(12, 11), colour=QUIET)


def _sign(look: Look) -> Piece:
    return Piece(text=SIGNS.get(look.marker, "◆"), colour=look.colour)


def _put(drawn: Drawing, value: Value, middle: float, look: Look) -> None:
    """Draw a released value, as the report draws it."""
    if value.value is None:
        low, high = (1.0, MIDDLE) if value.tail == "below" else (MIDDLE, 5.0)
        drawn.bar(low, high, middle, look)
        return
    if value.tail:
        drawn.arrow(value.value, middle, look, left=value.tail == "low")
    elif value.low is not None and value.high is not None:
        drawn.bar(value.low, value.high, middle, look)
    drawn.marker(value.value, middle, look)
