"""Draw tables and plots of the recorded benchmark; know figures, not how they came about."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.benchmarks.cells import ROSTERS, SIZES

BEGIN, END = "<!-- recorded: written by the benchmark -->", "<!-- end of recorded -->"
GOALS_WITH = {8: 0.84, 15: 0.91, 30: 0.95, 60: 0.98}
GOALS_WITHOUT = {8: 0.70, 15: 0.77, 30: 0.86, 60: 0.92}
LEAST_IN_BIN = 50
KIT_BELOW = 0.04
STRESS_GOALS = {15: 0.82, 30: 0.87, 60: 0.92}
Figures = Mapping[str, object]
Record = Mapping[str, Mapping[str, object]]


def write_page(folder: Path, record: Record) -> None:
    """Put tables between the marks of diagnosis.md, and two plots beside it."""
    page = folder / "diagnosis.md"
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    tables = [_goals(record), _rivals(record), _rules(record), _insight(record), _coverage(record)]
    middle = "\n\n".join(table for table in tables if table)
    page.write_text(f"{before}{BEGIN}\n\n{middle}\n\n{END}{after}", encoding="utf-8")
    (folder / "diagnosis-top1.svg").write_text(_plot_top1(record), encoding="utf-8")
    (folder / "diagnosis-calibration.svg").write_text(_plot_calibration(record), encoding="utf-8")


def _goals(record: Record) -> str:
    rows = []
    for family, design, goals, below in (
        ("std", "published", GOALS_WITH, 0.0),
        ("std", "kit", GOALS_WITH, KIT_BELOW),
        ("stress", "kit", STRESS_GOALS, 0.0),
        ("crowded", "kit", {}, 0.0),
        ("fashion", "kit", {}, 0.0),
    ):
        for n in SIZES:
            causes = record.get(f"{family} {design} {n} causes")
            null = record.get(f"{family} {design} {n} null")
            if causes is None:
                continue
            found, without = _part(causes, "with"), _part(causes, "without")
            goal, least = goals.get(n), GOALS_WITHOUT[n] - below
            rows.append(
                [
                    f"{family}, {design}",
                    str(n),
                    str(causes["worlds"]),
                    _against(found.get("top1"), None if goal is None else goal - below),
                    _against(without.get("top1"), least) if without else "–",
                    _show(found.get("first")),
                    _show(found.get("recall3")),
                    _show(found.get("any_supported")),
                    _show(found.get("precision")),
                    _show(_part(null, "with").get("any_wrong")) if null else "–",
                    _show(_part(null, "without").get("any_wrong")) if null else "–",
                    _show(_part(null, "with").get("any_likely_wrong")) if null else "–",
                    f"{_worst(found):.3f}",
                ]
            )
    head = (
        "worlds|n|of each|top-1, with (goal)|top-1, without (goal)|heaviest first|recall@3|"
        "any supported|precision|false naming, with|without|false likely|calibration error"
    )
    return "### Against the goals\n\n" + _table(head, rows)


def _rivals(record: Record) -> str:
    cells = {n: record.get(f"std published {n} causes") for n in (*SIZES, "8:40")}
    known = {n: cell for n, cell in cells.items() if cell}
    names = sorted({name for cell in known.values() for name in _part(cell, "rivals")})
    rows = [
        [name, *[_show(_part(cell, "rivals").get(name)) for cell in known.values()]]
        for name in names
    ]
    for title, part in (("**ours, without nominations**", "without"), ("**ours**", "with")):
        rows.append([title, *[_show(_part(cell, part).get("top1")) for cell in known.values()]])
    head = "first is a true cause|" + "|".join(f"n = {n}" for n in known)
    return "### Ranking, published design\n\n" + _table(head, rows) if known else ""


def _rules(record: Record) -> str:
    rows: dict[str, list[str]] = {}
    sizes = [n for n in SIZES if f"std published {n} null" in record]
    for n in sizes:
        causes, null = record[f"std published {n} causes"], record[f"std published {n} null"]
        for name, one in _part(causes, "rules").items():
            empty = _part(null, "rules").get(name, {})
            rows.setdefault(str(name), []).append(_rule(one, empty))
        for title, part in (("**ours, without**", "without"), ("**ours**", "with")):
            found, nothing = _part(causes, part), _part(null, part)
            cell = {"any": found.get("any_supported"), "precision": found.get("precision")}
            rows.setdefault(title, []).append(_rule(cell, nothing))
    head = "names / precision / falsely where there is no cause|" + "|".join(
        f"n = {n}" for n in sizes
    )
    table = _table(head, [[name, *cells] for name, cells in rows.items()])
    return "### Naming, published design\n\n" + table if sizes else ""


def _rule(causes: object, null: object) -> str:
    one, empty = _mapping(causes), _mapping(null)
    return (
        f"{_show(one.get('any'))} / {_show(one.get('precision'))} / {_show(empty.get('any_wrong'))}"
    )


def _insight(record: Record) -> str:
    rows = []
    for insight in ("0", "0.7", "1.5"):
        for part in ("with", "without"):
            cells = [record.get(f"std published {n} causes insight {insight}") for n in SIZES]
            if all(cells):
                shown = [_show(_part(cell, part).get("top1")) for cell in cells if cell]
                rows.append([insight, part, *shown])
    head = "insight|nominations|" + "|".join(f"n = {n}" for n in SIZES)
    return "### Staff without insight, top-1\n\n" + _table(head, rows) if rows else ""


def _coverage(record: Record) -> str:
    rows = []
    for first, second in ROSTERS:
        size = str(first) if first == second else f"{first}:{second}"
        cell = record.get(f"calm kit {size} causes")
        if cell:
            rows.append([f"{first} and {second}", _show(_part(cell, "with").get("coverage"))])
    title = "### Coverage of the true department mean, 60 to 100 % answering\n\n"
    return title + _table("rosters|inside the 95 % interval", rows) if rows else ""


def _worst(found: Figures) -> float:
    rows = found.get("calibration")
    bins = [row for row in rows if row["worlds"] >= LEAST_IN_BIN] if isinstance(rows, list) else []
    return max((abs(row["said"] - row["true"]) for row in bins), default=0.0)


def _part(cell: Mapping[str, object] | None, name: str) -> Figures:
    return _mapping(cell.get(name)) if cell else {}


def _mapping(value: object) -> Figures:
    return value if isinstance(value, dict) else {}


def _show(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float | int) else "–"


def _against(value: object, goal: float | None) -> str:
    return _show(value) if goal is None else f"{_show(value)} ({goal:.2f})"


def _table(head: str, rows: Sequence[Sequence[str]]) -> str:
    titles = head.split("|")
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _plot_top1(record: Record) -> str:
    """Draw how often the first cause is true, by n, for ours and the best known of each kind."""
    cells = [record.get(f"std published {n} causes") for n in SIZES]

    def of(pick: Callable[[Mapping[str, object]], object]) -> list[tuple[int, float]]:
        heights = [
            (70 + 100 * place, _number(pick(cell))) for place, cell in enumerate(cells) if cell
        ]
        return [(x, 250 - 220 * height) for x, height in heights]

    lines = {
        "ours, with nominations": of(lambda cell: _part(cell, "with").get("top1")),
        "ours, without": of(lambda cell: _part(cell, "without").get("top1")),
        "mean x r": of(lambda cell: _part(cell, "rivals").get("mean x r")),
        "LMG": of(lambda cell: _part(cell, "rivals").get("LMG")),
        "mean": of(lambda cell: _part(cell, "rivals").get("mean")),
    }
    marks = []
    for (name, points), ink in zip(lines.items(), INKS, strict=True):
        path = " ".join(f"{x},{y:.1f}" for x, y in points)
        marks.append(f'<polyline points="{path}" fill="none" stroke="{ink}" stroke-width="2"/>')
        if points:
            x, y = points[-1]
            marks.append(f'<text x="{x + 8}" y="{y + 4:.1f}" fill="{ink}">{name}</text>')
    for place, n in enumerate(SIZES):
        marks.append(f'<text x="{64 + 100 * place}" y="272">n = {n}</text>')
    return _svg(560, "The first cause is a true one", marks)


def _plot_calibration(record: Record) -> str:
    """Draw what was said of the first cause against what was true."""
    marks = ['<line x1="50" y1="250" x2="410" y2="30" stroke="#999" stroke-dasharray="4"/>']
    for n, ink in zip(SIZES, INKS, strict=False):
        for place, part in enumerate(("with", "without")):
            rows = _part(record.get(f"std published {n} causes"), part).get("calibration")
            for row in rows if isinstance(rows, list) else []:
                if row["worlds"] >= LEAST_IN_BIN:
                    x, y = 50 + 360 * row["said"], 250 - 220 * row["true"]
                    fill = ink if place == 0 else "none"
                    marks.append(
                        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{fill}" stroke="{ink}"/>'
                    )
        y = 60 + 18 * SIZES.index(n)
        marks.append(f'<text x="430" y="{y}" fill="{ink}">n = {n}</text>')
    marks.append('<text x="430" y="140">full: with nominations</text>')
    marks.append('<text x="200" y="272">P(first) said; upwards: true</text>')
    return _svg(600, "Chances of the first cause", marks)


INKS = ("#0b6e4f", "#2a6fbb", "#b5651d", "#7a3e9d", "#555555")


def _number(value: object) -> float:
    return float(value) if isinstance(value, float | int) else 0.0


def _svg(width: int, title: str, marks: Sequence[str]) -> str:
    grid = [
        f'<line x1="50" x2="410" y1="{250 - 220 * part:.0f}" y2="{250 - 220 * part:.0f}" '
        f'stroke="#ddd"/><text x="20" y="{254 - 220 * part:.0f}">{part:.2f}</text>'
        for part in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 285" '
            'font-family="sans-serif" font-size="12">',
            f'<text x="50" y="18" font-size="14">{title}</text>',
            *grid,
            *marks,
            "</svg>\n",
        ]
    )
