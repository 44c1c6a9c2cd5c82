"""Keep how the comparison of two waves is held against both Releases: no value from elsewhere.

Which change counts as one is tested beside the rule; here the page may only repeat what either
Release holds for that topic and side, and count its own rows.
"""

from collections import Counter
from datetime import date

from reports.wording import load_words
from survey.disclosure.release import Span
from tests.outputs import drawings
from tests.outputs.places import Ledger, find_scales, list_spans
from tests.outputs.reading import Block, Reader, flat

WORDS = ("improved", "worsened")


def find_faults(page: Reader, ledger: Ledger) -> list[str]:
    """Name what the comparison says that neither Release holds."""
    told = [block for block in page.blocks if block.section == "changes"]
    figures = [figure for figure in page.figures if figure.section == "changes"]
    if ledger.earlier is None:
        return ["a comparison without an earlier wave"] if told else []
    drawn = {
        flat(each.title).split(". ")[0] for each in figures if each.size.startswith(drawings.WIDE)
    }
    rest = (count_scales(ledger) - len(drawn),)
    found = [fault for block in told for fault in _check_block(block, told, ledger, rest)]
    seen: Counter[str] = Counter()
    for figure in figures:
        if not figure.size.startswith(drawings.WIDE):
            continue
        title = flat(figure.title).split(". ")[0]
        found += drawings.find_faults(figure, find_pair(ledger, title, seen[title]))
        seen[title] += 1
    return found


def find_pair(ledger: Ledger, title: str, side: int) -> tuple[Span, Span] | None:
    """Find what both waves tell of one side: the sides of a topic follow each other."""
    total = flat(load_words(ledger.language)["relationship.total"])
    key = "" if title == total else title
    assert ledger.earlier is not None
    waves = (ledger.earlier, ledger.release)
    scales = [find_scales(wave, ledger.kit, ledger.language).get(key) for wave in waves]
    spans = [list_spans(scale) for scale in scales if scale is not None]
    if len(spans) < len(waves) or any(side >= len(each) for each in spans):
        return None
    return spans[0][side], spans[1][side]


def count_changes(ledger: Ledger) -> int:
    """Count what both waves tell: every scale of either, unit by unit."""
    assert ledger.earlier is not None
    before = find_scales(ledger.earlier, ledger.kit, ledger.language)
    now = find_scales(ledger.release, ledger.kit, ledger.language)
    return sum(len(list_spans(now[title])) for title in now if title in before)


def count_scales(ledger: Ledger) -> int:
    """Count the scales that both waves tell."""
    waves = filter(None, (ledger.earlier, ledger.release))
    before, now = (find_scales(wave, ledger.kit, ledger.language) for wave in waves)
    return len(before.keys() & now.keys())


def _check_block(
    block: Block, section: list[Block], ledger: Ledger, rest: tuple[int, ...]
) -> list[str]:
    if block.kind == "lane":
        return []
    told = ledger.read(block.text)
    if block.tag == "h2":
        words = load_words(ledger.language)
        shown = [flat(each.text) for each in section if each.tag == "td"]
        counts = [shown.count(flat(words[f"changes.{word}"])) for word in WORDS]
        counted = sorted(float(count) for count in (*counts, count_changes(ledger)) if count)
        return [] if not told or sorted(told) == counted else [f"changes h2: {told}, not {counted}"]
    due = {"lead": name_wave(ledger), "rest": rest}.get(block.kind, ())
    if told and told != due:
        return [f"changes {block.tag}.{block.kind}: {told} in {block.text[:60]!r}"]
    return []


def name_wave(ledger: Ledger) -> tuple[float, ...]:
    """Tell the day on which the wave that this one is compared with closed."""
    assert ledger.earlier is not None
    closed = date.fromisoformat(ledger.earlier.closed)
    return (closed.day, closed.year)
