"""Keep how results become docs/measurements/redteam.md; it holds figures, never a secret."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from survey.settings import REPOSITORY
from tests.redteam.case import ACCORD, NAIVE
from tests.redteam.findings import Found
from tests.redteam.linking import allow
from tests.redteam.matching import Result
from tests.redteam.places import POSTGRESQL, SQLITE

PAGE = REPOSITORY / "docs" / "measurements" / "redteam.md"
WORDS = Path(__file__).with_name("page.md")
DATABASES = (SQLITE, POSTGRESQL)

# What has its own tests, beside or instead of an attack here.
ELSEWHERE = (
    ("A02, A03, A05, A11, A12, A18",
     "`tests/test_privacy.py`: seven promises, each with broken copies"),
    ("A20",
     "`tests/test_issuing.py`, `tests/campaigns/test_letters.py`: 200 at once, reminders"),
    ("A21–A23", "`tests/test_casting.py`, `tests/test_tally_count.py`, `tests/web/test_cast.py`"),
    ("A24, A15, A37",
     "`tests/browser/answering/`: the page refuses, keeps no answer; reload, Back"),
    ("A28–A30",
     "`tests/disclosure/`: proof (`make bench-disclosure`), properties, mutations"),
    ("A29, A32",
     "`tests/outputs/`, `tests/web/test_office_outputs.py`: every number and mark, planted ones"),
    ("A33", "`tests/disclosure/test_comments.py`, `test_scrub.py`, `test_scrub_names.py`"),
    ("A31", "`tests/campaigns/test_opening.py`"),
    ("A38", "`tests/test_tally.py`, `tests/test_tally_count.py`"),
    ("level G",
     "`tests/guarding/test_counting.py`: with database and key directory nothing opens"),
    ("backups", "`tests/cli/test_backup.py`: a backup holds no key"),
    ("a close that dies", "`tests/jobs/test_closing_deaths.py`: killed before every step"),
    ("A40", "import contracts in `pyproject.toml`, `tests/test_architecture.py`"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Everything that one run found."""

    matched: Sequence[tuple[str, str, Result]]
    found: Sequence[Found]
    campaigns: int
    people: int
    seconds: dict[str, float]
    copies: dict[str, int]
    torn: int
    python: str
    betrayed: tuple[int, int] = (0, 0)

    def failures(self) -> list[str]:
        """Name what broke the product, and what the harness should have seen and did not."""
        broken = [
            f"{database} {result.line.number} {result.line.title}"
            for build, database, result in self.matched
            if build == ACCORD and not result.held and not result.line.stolen
        ]
        broken += [
            f"{each.database} {each.number} {fault}"
            for each in self.found
            if each.build == ACCORD
            for fault in each.faults
        ]
        return broken + [f"naive build: {each}" for each in self._unseen()]

    def _unseen(self) -> list[str]:
        fallen = {
            (database, result.line.number)
            for build, database, result in self.matched
            if build == NAIVE and not result.held
        }
        wanted = [(database, number) for database in DATABASES for number in ("A01", "A04", "A08")]
        wanted.append((POSTGRESQL, "A05"))
        seen = {database for build, database, _ in self.matched if build == NAIVE}
        missing = [
            f"{database} {number} stands"
            for database, number in wanted
            if database in seen and (database, number) not in fallen
        ]
        return missing + [
            f"{each.database} {each.number} stands"
            for each in self.found
            if each.build == NAIVE and not each.faults
        ]


def write_page(outcome: Outcome) -> str:
    """Write the page of results."""
    return WORDS.read_text(encoding="utf-8").format(
        campaigns=outcome.campaigns,
        people=outcome.people,
        python=outcome.python,
        seconds=", ".join(f"{name} {took:.0f} s" for name, took in outcome.seconds.items()),
        copies=", ".join(f"{name} {count}" for name, count in outcome.copies.items()),
        torn=outcome.torn,
        verdict=_judge(outcome.failures()),
        allowed=allow(outcome.campaigns),
        betrayed=outcome.betrayed[0],
        betrayable=outcome.betrayed[1],
        matching="\n\n".join(_write_matching(outcome, name) for name in outcome.seconds),
        looking=_write_looking(outcome),
        elsewhere=_table(("attack", "where"), ELSEWHERE),
    )


def _judge(failures: Sequence[str]) -> str:
    if not failures:
        return "Every attack stayed within its criterion, and the naive build fell where it should."
    return "\n".join(f"* **Not held**: {failure}" for failure in failures)


def _write_matching(outcome: Outcome, database: str) -> str:
    naive = {
        (result.line.number, result.line.title): result
        for build, where, result in outcome.matched
        if build == NAIVE and where == database
    }
    rows = []
    for build, where, result in outcome.matched:
        if build == ACCORD and where == database:
            other = naive.get((result.line.number, result.line.title))
            rows.append((*_write_line(result), *_write_other(other)))
    head = (
        "attack", "with", "person → row", "person → answers", "chance allows",
        "hit rate − blind", "verdict", "naive: → row", "naive: → answers", "naive",
    )  # fmt: skip
    return f"**{database}**\n\n{_table(head, rows)}"


def _write_line(result: Result) -> tuple[str, ...]:
    links = result.links
    rows = f"**{links.rows}**" if result.line.ordered else f"{links.rows}"
    verdict = "shows the limit" if result.line.stolen else "held" if result.held else "**broken**"
    mean = 100 * sum(links.better) / len(links.better)
    return (
        result.line.number,
        result.line.title,
        f"{rows} of {links.people}",
        f"**{links.answers}** of {links.people}",
        str(result.allowed),
        f"{mean:+.1f} points ({result.deviations:+.1f} sd)",
        verdict,
    )


def _write_other(result: Result | None) -> tuple[str, ...]:
    if result is None:
        return ("—", "—", "—")
    links = result.links
    return (str(links.rows), str(links.answers), "stands" if result.held else "falls")


def _write_looking(outcome: Outcome) -> str:
    titles: dict[str, str] = {}
    for each in outcome.found:
        if each.build == ACCORD:
            titles.setdefault(each.number, each.title)
    rows = []
    for number, title in sorted(titles.items()):
        cells = [
            _write_cell(
                [e for e in outcome.found if (e.build, e.database, e.number) == (b, d, number)]
            )
            for b in (ACCORD, NAIVE)
            for d in DATABASES
        ]
        rows.append((number.rstrip("bc"), title, *cells))
    head = ("attack", "what", "SQLite", "PostgreSQL", "naive, SQLite", "naive, PostgreSQL")
    return _table(head, rows)


def _write_cell(found: Sequence[Found]) -> str:
    if not found:
        return "—"
    times = f" ({len(found)}×)" if len(found) > 1 else ""
    faults = [fault for each in found for fault in each.faults]
    if not faults:
        return f"nothing{times}"
    return f"{len(faults)} faults: {faults[0][:60].replace('|', '/')}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
