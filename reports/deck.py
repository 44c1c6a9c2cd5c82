"""Keep how a slide is drawn: native titles, texts, tables and shapes that a presenter can edit.

Knows no result. Sizes are chosen by an estimate of how wide letters are, since nothing here lays
text out; the estimate is generous, and a test holds every text to its box.
"""

import io
import math
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_PATTERN
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Inches, Length, Pt

from reports.charts import GRID, INK, MIDDLE, MIDLINE, PAPER, Look

WIDE, HIGH = 13.333, 7.5
LEFT, TOP, BODY = 0.6, 0.45, 1.75
# The mean width of a letter in parts of its height, Cyrillic text in Calibri or Arial.
LETTER = 0.56
LINE = 1.22
SIZES = (30, 26, 22)
BODY_SIZES = (24, 20, 18, 16, 14, 12)
TITLE_ONLY = 5
# Files of a package are dated; without a fixed day the same release would give other bytes.
DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float


def count_lines(text: str, width: float, size: float) -> int:
    """Estimate how many lines a text takes in a width (inches) at a size (points)."""
    fitting = max(1, int(width * 72 / (size * LETTER)))
    return sum(max(1, math.ceil(len(part) / fitting)) for part in text.split("\n"))


def choose_size(texts: Sequence[str], box: Box, sizes: Sequence[int]) -> int:
    """Choose the largest size at which texts, a paragraph each, fit a box; else the smallest."""
    for size in sizes:
        lines = sum(count_lines(text, box.width, size) for text in texts)
        gaps = 0.3 * max(len(texts) - 1, 0)
        if (lines + gaps) * size * LINE <= box.height * 72:
            return size
    return sizes[-1]


class Deck:
    """A presentation that grows slide by slide."""

    def __init__(self, title: str, language: str, day: str) -> None:
        self.file = Presentation()
        self.file.slide_width, self.file.slide_height = Inches(WIDE), Inches(HIGH)
        core = self.file.core_properties
        core.title, core.language, core.author = title, language, ""
        core.created = core.modified = datetime.fromisoformat(day)
        core.last_modified_by, core.revision = "", 1

    def add(self, title: str, notes: str) -> "Slide":
        """Begin a slide with its title and what to say."""
        slide = self.file.slides.add_slide(self.file.slide_layouts[TITLE_ONLY])
        box = Box(left=LEFT, top=TOP, width=WIDE - 2 * LEFT, height=1.15)
        holder = slide.shapes.title
        holder.left, holder.top = Inches(box.left), Inches(box.top)
        holder.width, holder.height = Inches(box.width), Inches(box.height)
        holder.text_frame.word_wrap = True
        _write(holder.text_frame, [title], choose_size([title], box, SIZES), bold=False)
        rule = slide.shapes.add_shape(
            MSO_SHAPE.RECTANGLE, *_place(Box(left=LEFT, top=0.36, width=1.2, height=0.05))
        )
        rule.fill.solid()
        rule.fill.fore_color.rgb = _paint(INK)
        rule.line.fill.background()
        slide.notes_slide.notes_text_frame.text = notes
        return Slide(slide)

    def save(self) -> bytes:
        """Write the presentation, the same bytes for the same slides."""
        raw, told = io.BytesIO(), io.BytesIO()
        self.file.save(raw)
        with zipfile.ZipFile(raw) as old, zipfile.ZipFile(told, "w") as new:
            for name in sorted(
                old.namelist(), key=lambda each: (each != "[Content_Types].xml", each)
            ):
                entry = zipfile.ZipInfo(name, DAY)
                entry.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(entry, old.read(name))
        return told.getvalue()


class Slide:
    """One slide to draw on."""

    def __init__(self, slide: Any) -> None:  # python-pptx has no types
        self.shapes = slide.shapes

    def text(
        self,
        texts: Sequence[str],
        box: Box,
        *,
        sizes: Sequence[int] = BODY_SIZES,
        headed: bool = False,
    ) -> None:
        """Write paragraphs into a box; the first may be their heading."""
        shape = self.shapes.add_textbox(*_place(box))
        shape.text_frame.word_wrap = True
        size = choose_size(texts, box, sizes)
        _write(shape.text_frame, texts, size, bold=False)
        shape.text_frame.paragraphs[0].runs[0].font.bold = headed

    def columns(self, columns: Sequence[Sequence[str]], boxes: Sequence[Box]) -> None:
        """Write columns side by side, each with its heading, all at one size."""
        size = min(
            choose_size(texts, box, BODY_SIZES) for texts, box in zip(columns, boxes, strict=True)
        )
        for texts, box in zip(columns, boxes, strict=True):
            self.text(texts, box, sizes=(size,), headed=True)

    def table(self, rows: Sequence[Sequence[str]], widths: Sequence[float], top: float) -> None:
        """Draw a native table; the first row is its head."""
        size = _choose_table_size(rows, widths, HIGH - 0.4 - top)
        box = Box(left=LEFT, top=top, width=sum(widths), height=0.4 * len(rows))
        table = self.shapes.add_table(len(rows), len(widths), *_place(box)).table
        for column, width in enumerate(widths):
            table.columns[column].width = Inches(width)
        for line, row in enumerate(rows):
            table.rows[line].height = Inches(_row_height(row, widths, size))
            for column, said in enumerate(row):
                cell = table.cell(line, column)
                cell.fill.solid()
                cell.fill.fore_color.rgb = _paint("#e9edf1" if line == 0 else PAPER)
                _write(cell.text_frame, [said], size, bold=line == 0)

    def scale(self, box: Box, title: str) -> "Scale":
        """Begin a drawing on the scale 1 to 5; its parts are one group with words of its own."""
        group = self.shapes.add_group_shape()
        group.name = title.split(".")[0] or title
        group._element.nvGrpSpPr.cNvPr.set("descr", title)
        return Scale(group.shapes, box)


class Scale:
    """A lane of the scale 1 to 5."""

    def __init__(self, shapes: Any, box: Box) -> None:
        self.shapes, self.box = shapes, box
        for tick in range(1, 6):
            colour = MIDLINE if tick == MIDDLE else GRID
            self._rectangle(self.x(tick), box.top, 0.012, box.height, colour)

    def x(self, value: float) -> float:
        """Tell where a value lies."""
        return self.box.left + (value - 1) / 4 * self.box.width

    def bar(self, low: float, high: float, middle: float, look: Look) -> None:
        """Draw an interval."""
        left, width = self.x(low), self.x(high) - self.x(low)
        shape = self._rectangle(left, middle - 0.045, width, 0.09, look.colour)
        if look.hatched:
            shape.fill.patterned()
            shape.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
            shape.fill.fore_color.rgb = _paint(look.colour)
            shape.fill.back_color.rgb = _paint(PAPER)
            shape.line.color.rgb = _paint(look.colour)

    def marker(self, value: float, middle: float, look: Look) -> None:
        """Draw a value."""
        kinds = {"circle": MSO_SHAPE.OVAL, "square": MSO_SHAPE.RECTANGLE}
        self._shape(kinds.get(look.marker, MSO_SHAPE.DIAMOND), self.x(value), middle, look)

    def arrow(self, value: float, middle: float, look: Look, *, left: bool) -> None:
        """Draw "this or beyond"."""
        self.bar(1 if left else value, value if left else 5, middle, look)
        kind = MSO_SHAPE.LEFT_ARROW if left else MSO_SHAPE.RIGHT_ARROW
        self._shape(kind, self.x(1 if left else 5), middle, look)

    def _shape(self, kind: object, x: float, middle: float, look: Look) -> None:
        size = 0.17
        shape = self.shapes.add_shape(
            kind, *_place(Box(left=x - size / 2, top=middle - size / 2, width=size, height=size))
        )
        shape.fill.solid()
        shape.fill.fore_color.rgb = _paint(look.colour)
        shape.line.color.rgb = _paint(PAPER)

    def _rectangle(self, left: float, top: float, width: float, height: float, colour: str) -> Any:
        box = Box(left=left, top=top, width=max(width, 0.01), height=height)
        shape = self.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_place(box))
        shape.fill.solid()
        shape.fill.fore_color.rgb = _paint(colour)
        shape.line.fill.background()
        return shape


def _place(box: Box) -> tuple[Length, Length, Length, Length]:
    return Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height)


def _paint(colour: str) -> RGBColor:
    red, green, blue = bytes.fromhex(colour.lstrip("#"))
    return RGBColor(red, green, blue)  # type: ignore[no-untyped-call] # partly typed


def _write(frame: Any, texts: Sequence[str], size: int, *, bold: bool) -> None:
    for place, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = 1  # left; centred titles would jump from slide to slide
        paragraph.space_after = Pt(size * 0.3)
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = _paint(INK)


def _row_height(row: Sequence[str], widths: Sequence[float], size: int) -> float:
    lines = max(
        count_lines(said, width - 0.2, size) for said, width in zip(row, widths, strict=True)
    )
    return lines * size * LINE / 72 + 0.12


def _choose_table_size(
    rows: Sequence[Sequence[str]], widths: Sequence[float], height: float
) -> int:
    for size in BODY_SIZES[2:]:
        if sum(_row_height(row, widths, size) for row in rows) <= height:
            return size
    return BODY_SIZES[-1]
