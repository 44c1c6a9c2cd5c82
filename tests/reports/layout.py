"""Keep how a laid-out page is looked over by a machine: text outside, text on text, lone headings.

The page is laid out here by the same library and the same files as in the press.
"""

from collections.abc import Iterator
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes

from reports.press import OwnFiles
from reports.render import FONTS, STYLESHEET, known_letters, replace_unknown_letters

HEADINGS = ("h1", "h2", "h3", "h4")
# Pixels that two boxes may share: side bearings of letters and rounding.
SLACK = 1.5


def find_layout_faults(html: str) -> list[str]:
    """Name every text outside its page or cell, on another text, and every heading left alone."""
    fetcher = OwnFiles(STYLESHEET, FONTS)
    page = weasyprint.HTML(
        string=replace_unknown_letters(html, known_letters()), url_fetcher=fetcher
    ).render()
    found = []
    for number, each in enumerate(page.pages, start=1):
        found += [f"page {number}: {fault}" for fault in _look_over(each._page_box)]
    return found


def _look_over(page: Any) -> Iterator[str]:
    right = page.content_box_x() + page.width
    bottom = page.content_box_y() + page.height
    texts = list(_walk(page, None, ""))
    for text, cell, _ in texts:
        end, foot = text.position_x + text.width, text.position_y + text.height
        if end > right + SLACK or foot > bottom + SLACK:
            yield f"outside the page: {_say(text)}"
        if cell is not None and end > cell.position_x + cell.border_width() + SLACK:
            yield f"outside its cell: {_say(text)}"
    yield from _find_overlaps([text for text, _, _ in texts])
    if texts:
        lowest = max(texts, key=lambda each: each[0].position_y + each[0].height)
        if lowest[2] in HEADINGS:
            yield f"a heading ends the page: {_say(lowest[0])}"


def _walk(box: Any, cell: Any, tag: str) -> Iterator[tuple[Any, Any, str]]:
    """List the pieces of text of a page's body, with the cell and the block they stand in."""
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.MarginBox):
            continue
        inside = child if isinstance(child, boxes.TableCellBox) else cell
        own = child.element_tag if isinstance(child, boxes.BlockLevelBox) else ""
        if isinstance(child, boxes.TextBox):
            if child.text.strip():
                yield child, cell, tag
        else:
            yield from _walk(child, inside, own or tag)


def _find_overlaps(texts: list[Any]) -> Iterator[str]:
    texts = sorted(texts, key=lambda each: each.position_y)
    for place, one in enumerate(texts):
        for other in texts[place + 1 :]:
            # Letters fill about two thirds of a line box; boxes of tight lines may touch.
            if other.position_y >= one.position_y + 0.62 * one.height:
                break
            across = min(one.position_x + one.width, other.position_x + other.width)
            if across - max(one.position_x, other.position_x) > SLACK:
                yield f"text on text: {_say(one)} / {_say(other)}"


def _say(text: Any) -> str:
    return repr(text.text[:40])
