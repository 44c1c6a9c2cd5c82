"""Keep how a printed page is read back: blocks of text by their place, figures by their shapes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

# What begins a block of its own; other tags are part of the sentence around them.
_BLOCKS = frozenset(
    {"p", "td", "th", "li", "h1", "h2", "h3", "h4", "dt", "dd", "blockquote", "title", "div",
     "option", "button", "label", "legend", "textarea", "summary", "caption", "main", "footer"}
)  # fmt: skip
_VOID = frozenset({"meta", "link", "br", "img", "input", "hr"})
NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:\s?%)?")


@dataclass(slots=True, kw_only=True)
class Block:
    """A piece of text: in which section, in what tag of which class."""

    section: str
    tag: str
    kind: str
    text: str = ""


@dataclass(slots=True, kw_only=True)
class Figure:
    """A drawing: its size, its title, its shapes, and the lines told beside it."""

    section: str
    size: str
    title: str = ""
    shapes: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Reads one page; figures take the lanes that follow them."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self.figures: list[Figure] = []
        self.eyebrows = 0
        self.lists: list[int] = []
        self._open: list[tuple[str, Block | None]] = []
        self._sections: list[str] = [""]
        self._drawing: Figure | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a section, a block, a figure or a shape."""
        told = {name: value or "" for name, value in attrs}
        if tag == "section":
            self._sections.append(told.get("id", ""))
        if tag == "svg":
            size = f"{told['width']}x{told['height']}"
            self._drawing = Figure(section=self._sections[-1], size=size)
            self.figures.append(self._drawing)
        elif self._drawing is not None and tag != "title":
            self._drawing.shapes.append((tag, told))
        if tag == "ol":
            self.lists.append(0)
        if tag == "li" and any(name == "ol" for name, _ in self._open[-2:]):
            self.lists[-1] += 1
        if tag not in _VOID:
            self._open.append((tag, self._begin(tag, told.get("class", ""))))

    def handle_endtag(self, tag: str) -> None:
        """End what began last under this tag."""
        while self._open:
            name, _ = self._open.pop()
            if name == tag:
                break
        if tag == "section":
            self._sections.pop()
        if tag == "svg":
            self._drawing = None

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a shape that closes itself."""
        if self._drawing is not None:
            told = {name: value or "" for name, value in attrs}
            self._drawing.shapes.append((tag, told))

    def handle_data(self, data: str) -> None:
        """Add text to its block."""
        if self._drawing is not None:
            self._drawing.title += data
            return
        block = next((block for _, block in reversed(self._open) if block is not None), None)
        if block is not None:
            block.text += data
            if block.kind == "lane":
                self.figures[-1].beside[-1] += data

    def _begin(self, tag: str, kind: str) -> Block | None:
        if self._drawing is not None:
            return None
        if kind == "lane":
            self.figures[-1].beside.append("")
        elif tag not in _BLOCKS:
            if tag == "span":
                self.handle_data(" ")
            return None
        self.eyebrows += kind == "eyebrow"
        block = Block(section=self._sections[-1], tag=tag, kind=kind)
        self.blocks.append(block)
        return block


def read_page(html: str) -> Reader:
    """Read a page of HTML."""
    reader = Reader()
    reader.feed(html)
    for block in reader.blocks:
        block.text = flat(block.text)
    return reader


def flat(text: str) -> str:
    """Write a text with single plain spaces."""
    return " ".join(text.split())


def numbers(text: str) -> tuple[str, ...]:
    """Find the numbers of a text, in order, with a point for a decimal comma."""
    return tuple(found.replace(",", ".") for found in NUMBER.findall(text))
