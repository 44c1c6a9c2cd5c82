"""Keep the rules that choose what is said of two waves; know no wording."""

from reports.document import Change, Report
from reports.headlines import Line, first_page_causes

IMPROVED, WORSENED, SAME = "improved", "worsened", "no_clear_change"


def tell_changes(report: Report) -> Line:
    """Say how many ratings became better, worse, or show no clear change."""
    told = [] if report.changes is None else [change.word for change in report.changes.changes]
    facts = {word: told.count(word) for word in (IMPROVED, WORSENED, SAME)}
    if facts[SAME] == len(told):
        return Line(key="changes.none")
    both = bool(facts[IMPROVED]) and bool(facts[WORSENED])
    key = "both" if both else IMPROVED if facts[IMPROVED] else WORSENED
    return Line(key=f"changes.headline_{key}", facts={**facts, "total": len(told)})


def shown_changes(report: Report) -> tuple[Change, ...]:
    """Return what is drawn: the outcomes, what changed, and the topics of the first page."""
    first = {cause.code for cause in first_page_causes(report)}
    told = () if report.changes is None else report.changes.changes
    moved = {change.code for change in told if change.word != SAME}
    return tuple(c for c in told if c.kind != "cause" or c.code in first | moved)


def unmoved(report: Report) -> tuple[str, ...]:
    """Return the titles of the topics that are not drawn: none of their ratings changed clearly."""
    shown = {change.code for change in shown_changes(report)}
    told = () if report.changes is None else report.changes.changes
    return tuple(dict.fromkeys(c.title for c in told if c.code not in shown))


def list_moved(report: Report, word: str) -> tuple[tuple[str, int | None], ...]:
    """List what became better, or worse, once each; the side where only one of them moved."""
    told = () if report.changes is None else report.changes.changes
    moved = [change for change in told if change.word == word]
    sides: dict[str, list[int | None]] = {}
    for change in moved:
        sides.setdefault(change.title, []).append(change.side)
    return tuple((title, None if len(seen) > 1 else seen[0]) for title, seen in sides.items())
