"""Print all ten prints in both languages and write down what came of it: `make print-fixtures`."""

import io
import sys
import time
from pathlib import Path

from pypdf import PdfReader

from reports.compose import PAGES, compose
from reports.render import press
from reports.slides import render_slides
from reports.wording import load_words
from survey.settings import REPOSITORY
from tests.reports.layout import find_layout_faults
from tests.reports.prints import PRINTS, make_print
from tests.reports.test_standards import judge

RESULT = REPOSITORY / "docs" / "measurements" / "print.md"
MOST_PAGES, MOST_BYTES, STAFF_PAGES = 20, 3_000_000, 2
HEAD = """# The ten prints, page by page

Written by `make print-fixtures`. Each print in both languages: pages before the appendix and in
all, size, what the layout check found (text outside its page or cell, text on text, a heading that
ends a page), what the validator found against PDF/UA-1 and PDF/A-2a. A warning of the printer ends
the run.

| print | language | edition | pages | in all | kB | layout | standards |
|---|---|---|---:|---:|---:|---|---|
"""


def main(folder: Path | None) -> int:
    """Print, check and record; return 1 if anything is wrong."""
    rows, wrong = [], 0
    began = time.monotonic()
    for name in PRINTS:
        for language in ("ru", "en"):
            document = make_print(name, language)
            for edition in PAGES:
                html = compose(document, language, edition)
                pdf = press(html)
                faults, found = find_layout_faults(html), judge(pdf)
                body, pages = _count(pdf, language)
                most = STAFF_PAGES if edition == "staff" else MOST_PAGES
                bad = bool(faults or found) or body > most or len(pdf) > MOST_BYTES
                wrong += bad
                rows.append(
                    f"| {name} | {language} | {edition} | {body} | {pages} | {len(pdf) // 1000} "
                    f"| {'; '.join(faults) or 'nothing'} | {'; '.join(found) or 'both met'} |"
                )
                sys.stdout.write(rows[-1] + "\n")
                if folder:
                    (folder / f"{name}-{language}-{edition}.pdf").write_bytes(pdf)
            slides = render_slides(document, language)
            if folder:
                (folder / f"{name}-{language}.pptx").write_bytes(slides)
    RESULT.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(rows)} files, {wrong} wrong, {time.monotonic() - began:.0f} s\n")
    return int(wrong > 0)


def _count(pdf: bytes, language: str) -> tuple[int, int]:
    """Count the pages before the appendix, and all."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    mark = load_words(language)["items.name"]
    texts = [" ".join(page.extract_text().split()) for page in pages]
    body = next((place for place, text in enumerate(texts) if mark in text), len(texts))
    return body, len(texts)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
