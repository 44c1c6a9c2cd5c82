"""Keep how a printed report is held against its Release: the page, the drawings, the PDF.

`check_page` reads HTML, `check_pdf` reads the bytes that HR downloads. Both return faults.
"""

import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from pypdf import PdfReader

from reports import charts, marks
from reports.agenda import Agenda
from reports.compose import compose
from reports.document import Report
from survey.catalogue.kit import Kit
from survey.disclosure.encoding import decode_release, release_hash
from survey.planning.recommend import USUAL, recommend
from survey.reporting.printed import decode
from survey.reporting.report import lay_out, make_document
from tests.outputs import drawings, waves
from tests.outputs.places import Ledger
from tests.outputs.reading import NUMBER, Figure, Reader, read_page

_INSIDE = re.compile(r"(?<![\w.,])" + NUMBER.pattern + r"(?![\w])")
_UNWANTED = ("/AF", "/OpenAction", "/AA", "/AcroForm")
_METADATA = {"/Title", "/Subject", "/Producer", "/Keywords"}


def make_report(release: bytes, kit: Kit, language: str, earlier: bytes | None = None) -> Report:
    """Lay a release out, as the product does."""
    before = None if earlier is None else decode(earlier)
    return make_document(decode(release), kit, language, earlier=before)


def compose_page(release: bytes, kit: Kit, language: str, earlier: bytes | None = None) -> str:
    """Compose the page of a release, as the product does."""
    return compose(make_report(release, kit, language, earlier), language)


def open_ledger(release: bytes, kit: Kit, language: str, earlier: bytes | None = None) -> Ledger:
    """Write down what may be told of a release."""
    told = decode_release(release)
    return Ledger(
        release=told,
        hash=release_hash(release),
        kit=kit,
        language=language,
        cards=len(recommend(told, kit).recommendations),
        agenda=lay_out(decode(release), kit, language, USUAL, None).agenda,
        earlier=None if earlier is None else decode_release(earlier),
        earlier_hash="" if earlier is None else release_hash(earlier),
    )


def check_page(
    html: str, release: bytes, kit: Kit, language: str, earlier: bytes | None = None
) -> list[str]:
    """Find every number and mark of a page that its release does not hold in that place."""
    ledger = open_ledger(release, kit, language, earlier)
    told, agenda = ledger.release, ledger.agenda
    page = read_page(html)
    found = ledger.find_faults(page.blocks) + waves.find_faults(page, ledger)
    for figure in page.figures:
        if figure.section == "changes" and figure.size.startswith(drawings.WIDE):
            continue
        if figure.size.startswith(drawings.WIDE):
            found += drawings.find_faults(figure, ledger.spans(figure))
        elif figure.section == "plan" and agenda:
            found += [] if figure.shapes in _draw_days(agenda) else ["a plan's drawing of its own"]
        else:
            found += _check_sign(figure, {len(ladder) for ladder in told.bands})
    return found


def check_pdf(pdf: bytes, html: str) -> list[str]:
    """Find what a PDF says beyond its page: only page, section and list numbers may be there."""
    reader = PdfReader(io.BytesIO(pdf))
    found = [f"it holds {name}" for name in set(reader.metadata or {}) - _METADATA]
    catalogue = reader.root_object
    found += [
        f"it holds {name}"
        for name in ("/AF", "/OpenAction", "/AA", "/AcroForm")
        if name in catalogue
    ]
    found += ["it holds files"] if reader.attachments else []
    page = read_page(html)
    said = _count(text.extract_text() for text in reader.pages)
    due = _count(_write_bare(html))
    due.update(_number_pages(len(reader.pages), page))
    more = said - due
    # Where the first page says on which page to read on.
    references = sorted(more.elements())
    if len(references) > len(re.findall(r'class="pages"', html)) * 3 or any(
        not each.isdigit() or int(each) > len(reader.pages) for each in references
    ):
        found.append(f"free numbers: {dict(more)}")
    return found


def _write_bare(html: str) -> Iterable[str]:
    """Write what a reader sees of a page, block by block."""
    body = re.sub(r"<head>.*?</head>", " ", html, flags=re.DOTALL)
    yield from (block.text for block in read_page(body).blocks)


def _number_pages(pages: int, page: Reader) -> Counter[str]:
    counted: Counter[str] = Counter()
    for number in range(1, pages + 1):
        counted.update((str(number), str(pages)))
    for length in (page.eyebrows, *page.lists):
        counted.update(str(number) for number in range(1, length + 1))
    return counted


def _check_sign(figure: Figure, steps: set[int]) -> list[str]:
    """A sign, a grade or a ladder is one of a few drawings, each of which stands for a word."""
    found = [] if figure.shapes in _draw_signs(frozenset(steps)) else ["a drawing of its own"]
    found += ["a drawing with a number"] if NUMBER.search(figure.title) else []
    return [f"{figure.title!r}: {fault}" for fault in found]


def _draw_days(agenda: Agenda) -> list[list[tuple[str, Mapping[str, str]]]]:
    """Draw the days of every measure: facts of the kit and of the plan, of no answer."""
    drawn = [
        marks.draw_days(
            bar.start,
            bar.every,
            agenda.length,
            agenda.review_days,
            is_check=bar.is_check,
            title="",
        )
        for bar in agenda.bars
    ]
    return [figure.shapes for figure in read_page("".join(drawn)).figures]


@cache
def _draw_signs(steps: frozenset[int]) -> list[list[tuple[str, Mapping[str, str]]]]:
    sides = (0, 1, None)
    drawn = [charts.draw_sign(side, "") for side in sides]
    drawn += [charts.draw_grade(dots, "", half=half) for dots in range(4) for half in (True, False)]
    drawn += [
        charts.draw_band(step, most, "", side)
        for most in steps
        for step in range(1, most + 1)
        for side in sides
    ]
    drawn += [marks.draw_gap(gap, side, "") for gap in marks.GAPS for side in (0, 1)]
    drawn += [marks.draw_cover(main=main, title="") for main in (True, False)]
    return [figure.shapes for figure in read_page("".join(drawn)).figures]


def _count(texts: Iterable[str]) -> Counter[str]:
    return Counter(
        each.replace(" ", "")
        for text in texts
        for each in _INSIDE.findall(text.replace("\xa0", " "))
    )
