"""Keep how slides are held against their Release: every text, table, note and mark of each.

What a slide is for is read from its notes; positions on the scale are written down here anew:
1 at 5.1 inches, 5 at 10.5.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pptx import Presentation
from pptx.util import Emu

from reports.wording import load_words
from survey.disclosure.release import Span
from tests.outputs import waves
from tests.outputs.places import Ledger, Told, find_scales, list_spans
from tests.outputs.reading import flat

_LEFT, _RIGHT, _VALUES = 5.1, 10.5, 10.8
_MARK, _NEAR = 0.17, 0.004


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A text of a slide: kind of the slide, and whether title, text, table, alt or notes."""

    kind: str
    place: str
    text: str


def check_slides(slides: bytes, ledger: Ledger) -> list[str]:
    """Find every number and mark of slides that their release does not hold in that place."""
    found = []
    words = load_words(ledger.language)
    kinds = {flat(said): key for key, said in words.items() if key.startswith("slides.note_")}
    for slide in Presentation(io.BytesIO(slides)).slides:
        notes = flat(slide.notes_slide.notes_text_frame.text)
        kind = kinds.get(notes, "").removeprefix("slides.note_")
        if not kind:
            found.append(f"notes of no slide: {notes[:60]!r}")
        for said in _read(slide, kind):
            told = ledger.read(said.text)
            if told and told not in _allow(said, ledger):
                found.append(f"{kind} {said.place}: {told} in {said.text[:60]!r}")
        found += _check_drawings(slide, ledger)
        if kind == "changes":
            found += _check_changes(slide, ledger)
    return found


def _read(slide: Any, kind: str) -> Iterator[Said]:
    for shape in slide.shapes:
        place = "title" if shape == slide.shapes.title else "text"
        if shape.has_text_frame and Emu(shape.left).inches != _VALUES:
            for paragraph in shape.text_frame.paragraphs:
                yield Said(kind=kind, place=place, text=paragraph.text)
        if shape.has_table and kind != "changes":
            for row in shape.table.rows:
                yield from (Said(kind=kind, place="table", text=cell.text) for cell in row.cells)


def _allow(said: Said, ledger: Ledger) -> set[Told]:
    listed: set[Told] = {(float(place),) for place in range(1, 10)}
    rules: Mapping[tuple[str, str], set[Told]] = {
        ("answer", "text"): {(ledger.release.wave,), ledger.answered()},
        ("relationship", "title"): ledger.conflict(),
        ("ground", "title"): ledger.same(),
        ("measures", "title"): {(ledger.cards,), (ledger.cards - 1,)},
        ("plan", "table"): ledger.list_days(),
        ("decisions", "title"): listed,
        ("decisions", "text"): listed
        | {(*place, count) for place in listed for count in range(1, ledger.cards + 1)},
    }
    if said.kind == "changes" and ledger.earlier is not None:
        counts = {tuple(ledger.read(said.text))} if said.place == "title" else set()
        return counts | {waves.name_wave(ledger)}  # a title's counts are held by its rows
    return rules.get((said.kind, said.place), set())


def _check_drawings(slide: Any, ledger: Ledger) -> list[str]:
    """Hold each drawing, its words and the values beside it against its scale."""
    found, due = [], []
    scales = find_scales(ledger.release, ledger.kit, ledger.language)
    total = flat(load_words(ledger.language)["relationship.total"])
    for group in (shape for shape in slide.shapes if shape.shape_type == 6):  # a group
        words = flat(group._element.nvGrpSpPr.cNvPr.get("descr"))
        title, _, told = words.partition(". ")
        bare = title if title in scales else title.rpartition(" (")[0]
        scale = scales.get("" if title == total else bare)
        if scale is None:
            found.append(f"a drawing of nothing released: {title!r}")
            continue
        spans = list_spans(scale)
        due += [(span.value,) if span.value is not None else () for span in spans]
        if ledger.read(told) != tuple(each for span in spans for each in _list_told(span)):
            found.append(f"{title!r} tells {ledger.read(told)}")
        found += [f"{title!r}: a mark at {x:.3f}" for x in _find_stray(group, spans)]
    beside = [
        ledger.read(shape.text)
        for shape in slide.shapes
        if shape.has_text_frame and Emu(shape.left).inches == _VALUES
    ]
    return found if beside == due else [*found, f"beside: {beside}, not {due}"]


def _list_told(span: Span) -> list[float]:
    inside = (span.value,) if span.tail else (span.value, span.low, span.high)
    return [value for value in inside if value is not None]


def _find_stray(group: Any, spans: tuple[Span, ...]) -> Iterator[float]:
    """Find what begins, ends or has its middle where no released value lies."""
    marks = {_find(value) for span in spans for value in _list_ends(span)}
    for shape in group.shapes:
        left, width = Emu(shape.left).inches, Emu(shape.width).inches
        if width < 0.001:  # a line of the grid
            continue
        places = (left + width / 2,) if abs(width - _MARK) < _NEAR else (left, left + width)
        yield from (x for x in places if not any(abs(x - mark) < _NEAR for mark in marks))


def _list_ends(span: Span) -> Iterator[float]:
    yield from (value for value in (span.value, span.low, span.high) if value is not None)
    if span.tail in ("low", "below"):
        yield 1.0
    if span.tail in ("high", "not_below"):
        yield 5.0
    if span.tail in ("below", "not_below"):
        yield 3.0


def _find(value: float) -> float:
    return _LEFT + (value - 1) / 4 * (_RIGHT - _LEFT)


def _check_changes(slide: Any, ledger: Ledger) -> list[str]:
    """Hold every row against both releases, and the title's counts against the rows."""
    if ledger.earlier is None:
        return ["a comparison without an earlier wave"]
    (table,) = (shape.table for shape in slide.shapes if shape.has_table)
    rows = [[flat(cell.text) for cell in row.cells] for row in list(table.rows)[1:]]
    found = []
    names = [flat(name) for name in ledger.release.department_names]
    for title, side, was, now, _ in rows:
        pair = waves.find_pair(ledger, title, names.index(side) if side in names else 0)
        due = [] if pair is None else [() if s.value is None else (s.value,) for s in pair]
        if [ledger.read(was), ledger.read(now)] != due:
            found.append(f"{title!r}, {side!r}: {was}, {now}, not {due}")
    words = load_words(ledger.language)
    counts = [sum(row[4] == flat(words[f"changes.{word}"]) for row in rows) for word in waves.WORDS]
    told = sorted(ledger.read(slide.shapes.title.text))
    counted = sorted(float(count) for count in (*counts, waves.count_changes(ledger)) if count)
    return found if not told or told == counted else [*found, f"counts: {told}, not {counted}"]
