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
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from reports.charts import INK, PAPER
from reports.strokes import Box, Scale, drop_style, paint, place_box

WIDE, HIGH = 13.333, 7.5
LEFT, TOP, BODY = 0.6, 0.55, 1.8
FOOT = 7.0
# The width of the slides that layouts were made for; their placeholders are stretched to ours.
THEIRS = 10.0
# The mean width of a letter in parts of its height, Cyrillic text in Calibri or Arial.
LETTER = 0.56
LINE = 1.22
SIZES = (30, 26, 22)
COVER_SIZES = (44, 40, 36, 32, 28)
BODY_SIZES = (24, 20, 18, 16, 14, 12)
TITLE_ONLY = 5
QUIET = "#5b6671"
HEAD = "#e9edf1"
TAGS = {"ru": "ru-RU", "en": "en-GB"}
# Files of a package are dated; without a fixed day the same release would give other bytes.
DAY = (1980, 1, 1, 0, 0, 0)
_TEXT = "http://schemas.openxmlformats.org/drawingml/2006/main"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a line with a colour of its own."""

    text: str
    colour: str = INK


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
    """A presentation that grows slide by slide. foot: what stands at the foot of every slide."""

    def __init__(self, title: str, language: str, day: str, foot: str) -> None:
        self.file = Presentation()
        self.language = language
        self.file.slide_width, self.file.slide_height = Inches(WIDE), Inches(HIGH)
        core = self.file.core_properties
        core.title, core.language, core.author = title, language, ""
        core.created = core.modified = datetime.fromisoformat(day)
        core.last_modified_by, core.revision = "", 1
        self.layout = self.file.slide_layouts[TITLE_ONLY]
        self.foot = foot

    def add(self, title: str, notes: str, *, cover: bool = False) -> "Slide":
        """Begin a slide with its title and what to say."""
        slide = self.file.slides.add_slide(self.layout)
        height = 2.3 if cover else 1.15
        box = Box(left=LEFT, top=TOP, width=WIDE - 2 * LEFT, height=height)
        holder = slide.shapes.title
        holder.left, holder.top, holder.width, holder.height = place_box(box)
        frame = holder.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
        sizes = COVER_SIZES if cover else SIZES
        _write(frame, [title], choose_size([title], box, sizes), bold=False)
        if len(self.file.slides) == 1:
            self._furnish(slide)
        slide.notes_slide.notes_text_frame.text = notes
        return Slide(slide)

    def save(self) -> bytes:
        """Write the presentation, the same bytes for the same slides."""
        for slide in self.file.slides:
            for part in (slide, slide.notes_slide):
                _tag_language(part._element, TAGS[self.language])
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

    def _furnish(self, slide: Any) -> None:
        """Put what every slide has on their layout: a rule, the foot, the slide's number."""
        for holders in (self.file.slide_master.placeholders, *self._holders()):
            for holder in holders:
                # Only where a layout places it itself; others follow their master.
                if holder._element.xpath("./p:spPr/a:xfrm"):
                    holder.left = int(holder.left * WIDE / THEIRS)
                    holder.width = int(holder.width * WIDE / THEIRS)
        rule = slide.shapes.add_shape(
            MSO_SHAPE.RECTANGLE, *place_box(Box(left=LEFT + 0.1, top=0.4, width=1.2, height=0.04))
        )
        rule.fill.solid()
        rule.fill.fore_color.rgb = paint(INK)
        rule.line.fill.background()
        drop_style(rule)
        foot = slide.shapes.add_textbox(
            *place_box(Box(left=LEFT, top=FOOT, width=WIDE - 2 * LEFT - 1, height=0.35))
        )
        foot.text_frame.word_wrap = True
        _write(foot.text_frame, [self.foot], 11, bold=False, colour=QUIET)
        number = slide.shapes.add_textbox(
            *place_box(Box(left=WIDE - LEFT - 1, top=FOOT, width=1, height=0.35))
        )
        number.text_frame.word_wrap = True
        _write(number.text_frame, ["‹#›"], 11, bold=False, colour=QUIET)
        paragraph = number.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT
        run = paragraph.runs[0]._r
        run.tag = f"{{{_TEXT}}}fld"
        run.set("id", "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}")
        run.set("type", "slidenum")
        for place, shape in enumerate((rule, foot, number)):
            shape._element.xpath("./p:nvSpPr/p:cNvPr")[0].set("id", str(90 + place))
            self.layout.shapes._spTree.append(shape._element)

    def _holders(self) -> list[Any]:
        return [layout.placeholders for layout in self.file.slide_layouts]


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
        colour: str = INK,
    ) -> None:
        """Write paragraphs into a box; the first may be their heading."""
        shape = self.shapes.add_textbox(*place_box(box))
        shape.text_frame.word_wrap = True
        size = choose_size(texts, box, sizes)
        _write(shape.text_frame, texts, size, bold=False, colour=colour)
        shape.text_frame.paragraphs[0].runs[0].font.bold = headed

    def line(self, pieces: Sequence[Piece], box: Box, size: int, *, right: bool = False) -> None:
        """Write one line of pieces, each in its colour."""
        shape = self.shapes.add_textbox(*place_box(box))
        shape.text_frame.word_wrap = True
        paragraph = shape.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        for piece in pieces:
            run = paragraph.add_run()
            run.text, run.font.size = piece.text, Pt(size)
            run.font.color.rgb = paint(piece.colour)

    def columns(
        self,
        columns: Sequence[Sequence[str]],
        boxes: Sequence[Box],
        sizes: Sequence[int] = BODY_SIZES,
    ) -> None:
        """Write columns side by side, each with its heading, all at one size."""
        size = min(
            choose_size(texts, box, sizes) for texts, box in zip(columns, boxes, strict=True)
        )
        for texts, box in zip(columns, boxes, strict=True):
            self.text(texts, box, sizes=(size,), headed=True)

    def table(
        self, rows: Sequence[Sequence[str]], widths: Sequence[float], top: float, name: str
    ) -> None:
        """Draw a native table; the first row is its head, the name its alternative text."""
        size = _choose_table_size(rows, widths, FOOT - 0.5 - top)
        box = Box(left=LEFT, top=top, width=sum(widths), height=0.4 * len(rows))
        frame = self.shapes.add_table(len(rows), len(widths), *place_box(box))
        frame._element.nvGraphicFramePr.cNvPr.set("descr", name)
        table = frame.table
        for column, width in enumerate(widths):
            table.columns[column].width = Inches(width)
        for line, row in enumerate(rows):
            table.rows[line].height = Inches(_row_height(row, widths, size))
            for column, said in enumerate(row):
                cell = table.cell(line, column)
                cell.fill.solid()
                cell.fill.fore_color.rgb = paint(HEAD if line == 0 else PAPER)
                _write(cell.text_frame, [said], size, bold=line == 0)

    def scale(self, box: Box, title: str) -> Scale:
        """Begin a drawing on the scale 1 to 5; its parts are one group with words of its own."""
        group = self.shapes.add_group_shape()
        group.name = title.split(".")[0] or title
        group._element.nvGrpSpPr.cNvPr.set("descr", title)
        return Scale(group.shapes, box)


def _write(frame: Any, texts: Sequence[str], size: int, *, bold: bool, colour: str = INK) -> None:
    for place, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        # Centred titles would jump from slide to slide.
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_after = Pt(size * 0.3)
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = paint(colour)


def _tag_language(element: Any, tag: str) -> None:
    """Say in which language every run is, for spelling and for whoever reads it aloud."""
    for run in element.iter(f"{{{_TEXT}}}r"):
        run.get_or_add_rPr().set("lang", tag)


def _row_height(row: Sequence[str], widths: Sequence[float], size: int) -> float:
    lines = max(
        count_lines(said, width - 0.2, size) for said, width in zip(row, widths, strict=True)
    )
    return lines * size * LINE / 72 + 0.12


def _choose_table_size(
    rows: Sequence[Sequence[str]], widths: Sequence[float], height: float
) -> int:
    for size in BODY_SIZES[1:]:
        if sum(_row_height(row, widths, size) for row in rows) <= height:
            return size
    return BODY_SIZES[-1]
