"""Measure what charts cost in print: `make bench` runs it in a process of its own.

WeasyPrint lays the same report out with its drawings and with every drawing taken out, in turns, in
this warm process; composing counts as a price of ours. Cold start and memory are those of the press
as the product starts it.
"""

import gc
import re
import resource
import sys
import time
from collections.abc import Callable
from statistics import median

import weasyprint

from reports.compose import compose
from reports.press import VARIANT, OwnFiles
from reports.render import FONTS, STYLESHEET, press
from tests.reports.prints import make_print

ROUNDS = 5
GOAL = 1.25
_DRAWING = re.compile(r"<svg.*?</svg>", re.DOTALL)


def main() -> None:
    """Print the table."""
    document = make_print("first_wave", "ru")
    composing = median(measure(lambda: compose(document, "ru")) for _ in range(ROUNDS))
    html = compose(document, "ru")
    bare, drawings = _DRAWING.subn(r'<span class="blank"></span>', html)
    render(html)  # warm: fonts are read, modules are in
    pairs = [(measure(lambda: render(html)), measure(lambda: render(bare))) for _ in range(ROUNDS)]
    full, plain = (median(times) for times in zip(*pairs, strict=True))
    ratio = median((drawn + composing) / empty for drawn, empty in pairs)
    before = count_children()
    began = time.monotonic()
    press(html)
    cold, wall = count_children() - before, time.monotonic() - began
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    out = sys.stdout.write
    out(f"\nprinted report in Russian, {drawings} drawings\n")
    out(f"{'composed from the document':44} {composing * 1000:8.0f} ms of CPU\n")
    out(f"{'laid out and written, warm':44} {full * 1000:8.0f} ms\n")
    out(f"{'the same pages without drawings, warm':44} {plain * 1000:8.0f} ms\n")
    out(f"{'warm report against WeasyPrint alone':44} {ratio:8.2f} times (goal {GOAL:.2f})\n")
    out(f"{'the press from a cold start':44} {cold * 1000:8.0f} ms, {wall:.1f} s by the clock\n")
    out(f"{'most memory of the press':44} {memory:8.0f} MB\n")


def render(html: str) -> bytes:
    """Lay out and write as the press does, here."""
    gc.disable()
    try:
        page = weasyprint.HTML(string=html, url_fetcher=OwnFiles(STYLESHEET, FONTS)).render()
        return bytes(page.write_pdf(pdf_variant=VARIANT))
    finally:
        gc.enable()
        gc.collect()


def measure(work: Callable[[], object]) -> float:
    """Return the CPU seconds of one run in this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def count_children() -> float:
    """Return the CPU seconds of the ended children."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
