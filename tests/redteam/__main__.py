"""Keep `make redteam`: the full run on both databases and builds; write the page of results."""

import argparse
import os
import pickle
import platform
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.random import Generator

from tests.postgres import Postgres
from tests.redteam import guard, thresholds
from tests.redteam.case import ACCORD, NAIVE, Case
from tests.redteam.findings import Found
from tests.redteam.limits import a41_padding
from tests.redteam.matching import Result, add_up, attack
from tests.redteam.naive_siege import besiege_naive
from tests.redteam.naive_stage import play_naive
from tests.redteam.places import POSTGRESQL, SQLITE, find_place
from tests.redteam.remains import look_around
from tests.redteam.siege import besiege
from tests.redteam.stage import PEOPLE, play_accord
from tests.redteam.table import PAGE, Outcome, write_page

# Every byte is searched for every secret: half a minute for a campaign on PostgreSQL.
SEARCHED = 3


@dataclass(slots=True, kw_only=True)
class Run:
    """What was found so far."""

    campaigns: int
    matched: list[tuple[str, str, Result]] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    copies: dict[str, int] = field(default_factory=dict)
    torn: int = 0
    played: dict[str, int] = field(default_factory=dict)
    results: dict[tuple[str, str], list[Result]] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    keep: Path | None = None

    def attack_database(self, name: str, server: Postgres | None, other: Postgres | None) -> None:
        """Play every campaign on one database and attack it; the naive build has its `other` one.

        A PostgreSQL server has one journal for all its databases: what one build writes in the
        clear would be found beside the other.
        """
        rng = np.random.default_rng()
        for number in range(self.played.get(name, 0), self.campaigns // 2):
            began = time.monotonic()
            for build in (ACCORD, NAIVE):
                case = _play(build, server if build == ACCORD else other, rng, papers=number == 0)
                self.results.setdefault((build, name), []).extend(attack(case, rng))
                if number < SEARCHED:
                    self.found += look_around(case)
                if build == ACCORD:
                    self.copies[name] = self.copies.get(name, 0) + len(case.glimpses)
                    self.torn += case.torn
            self.played[name] = number + 1
            self._remember(name, began)
            print(f"{name}: {2 * number + 2} of {self.campaigns}", file=sys.stderr, flush=True)
        for build in (ACCORD, NAIVE):
            own = add_up(self.results.pop((build, name)))
            self.matched += [(build, name, result) for result in own]
        began = time.monotonic()
        self._attack_doors(server, other, rng)
        self.done.add(name)
        self._remember(name, began)

    def _remember(self, name: str, began: float) -> None:
        """Keep what was found so far, for another run to go on from."""
        self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - began
        if self.keep:
            self.keep.write_bytes(pickle.dumps(self))

    def _attack_doors(
        self, server: Postgres | None, other: Postgres | None, rng: Generator
    ) -> None:
        with find_place(server) as place:
            self.found += besiege(place, rng)
            database = place.kind
        with find_place(other) as place:
            self.found += besiege_naive(place)
        for answered in thresholds.LAYOUTS:
            with find_place(server) as place:
                self.found.append(thresholds.a28_around_k(place, answered, rng))
        for number, title, faults in (
            ("A30", "unanimity, one dissenter, polarised", thresholds.a30_extremes()),
            ("A40", "code next to participants' rows", guard.a40_guard()),
        ):
            self.found.append(
                Found(
                    number=number,
                    title=title,
                    build=ACCORD,
                    database=database,
                    faults=tuple(faults),
                )
            )


def main() -> int:
    """Run everything; 1 where an attack succeeds, or where the naive build stands."""
    options = argparse.ArgumentParser(prog="python -m tests.redteam")
    options.add_argument("--campaigns", type=int, default=20, help="department-campaigns, even")
    options.add_argument("--databases", nargs="+", default=[SQLITE, POSTGRESQL])
    options.add_argument("--print", action="store_true", help="do not write the page")
    options.add_argument("--keep", type=Path, help="file to go on from after an interruption")
    asked = options.parse_args()
    run = Run(campaigns=asked.campaigns, keep=asked.keep)
    if asked.keep and asked.keep.exists():
        run = pickle.loads(asked.keep.read_bytes())
    if SQLITE in asked.databases and SQLITE not in run.done:
        run.attack_database(SQLITE, None, None)
    if POSTGRESQL in asked.databases and POSTGRESQL not in run.done:
        with Postgres(os.environ) as server, Postgres(os.environ) as other:
            run.attack_database(POSTGRESQL, server, other)
    rng = np.random.default_rng()
    outcome = Outcome(
        betrayed=a41_padding(rng),
        matched=run.matched,
        found=run.found,
        campaigns=run.campaigns,
        people=PEOPLE[0],
        seconds=run.seconds,
        copies=run.copies,
        torn=run.torn,
        python=platform.python_version(),
    )
    page = write_page(outcome)
    if asked.print:
        print(page)
    else:
        PAGE.write_text(page, encoding="utf-8")
    failures = outcome.failures()
    print("\n".join(failures) or "every attack within its criterion", file=sys.stderr)
    return 1 if failures else 0


def _play(build: str, server: Postgres | None, rng: Generator, *, papers: bool) -> Case:
    with find_place(server) as place:
        if build == ACCORD:
            return play_accord(place, rng, papers=papers)
        return play_naive(place, rng)


if __name__ == "__main__":
    sys.exit(main())
