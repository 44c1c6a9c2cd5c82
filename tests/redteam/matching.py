"""Keep the table of matching attacks: run each on a case, add campaigns up, hold the criterion."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import msgspec
import numpy as np
from numpy.random import Generator

from survey.disclosure.release import Release
from tests.redteam import watching
from tests.redteam.case import ACCORD, Case
from tests.redteam.linking import Blind, Links, allow, open_copies, score
from tests.redteam.signing import a19_every_pair_fits
from tests.redteam.watching import Attack

DEVIATIONS = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One attack; `ordered`: not even the row of a person may be found by it (ruling 17)."""

    number: str
    title: str
    attack: Attack
    ordered: bool = False
    stolen: bool = False


LINES = (
    Line(number="A01", title="final dump, logs, invitations with delivery times",
         attack=watching.a01_join_what_is_left, ordered=True),
    Line(number="A01", title="the same on the dump of the last night",
         attack=watching.a01_join_the_open_dump, ordered=True),
    Line(number="A04", title="place of rows, evening of the last day",
         attack=watching.a04_order_before_a_night),
    Line(number="A04", title="place of rows after a nightly rewrite",
         attack=watching.a04_order_after_a_night, ordered=True),
    Line(number="A05", title="xmin and rowid, evening of the last day",
         attack=watching.a05_numbers_before_a_night),
    Line(number="A05", title="xmin and rowid after a nightly rewrite",
         attack=watching.a05_numbers_after_a_night, ordered=True),
    Line(number="A07", title="daily backups", attack=watching.a07_daily_copies),
    Line(number="A07", title="hourly backups", attack=watching.a07_hourly_copies),
    Line(number="A08", title="a copy after every request", attack=watching.a08_every_copy),
    Line(number="A09", title="all copies, and the key directory as it is after the close",
         attack=watching.a08_every_copy),
    Line(number="A19", title="issue key in hand: the blinding factor of every pair",
         attack=a19_every_pair_fits, ordered=True),
    Line(number="—", title="control: all copies and the seal key copied while open",
         attack=watching.a08_every_copy, stolen=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A line with its sum over campaigns."""

    line: Line
    links: Links
    alarm: float = 1e-3

    @property
    def allowed(self) -> int:
        """How many right links chance explains."""
        return allow(self.links.campaigns, self.alarm)

    @property
    def held(self) -> bool:
        """Whether the criterion is met."""
        rows = self.links.rows <= self.allowed or not self.line.ordered
        return rows and self.links.answers <= self.allowed and self.deviations <= DEVIATIONS

    @property
    def deviations(self) -> float:
        """Return how many standard deviations the hit rate on items lies above the blind guess."""
        better = np.array(self.links.better)
        spread = float(better.std(ddof=1)) / np.sqrt(len(better))
        return float(better.mean()) / spread if spread else 0.0


def attack(case: Case, rng: Generator, *, alarm: float = 1e-3) -> list[Result]:
    """Try every line on one campaign."""
    # What survives the close: every file of the installation is tried as a key.
    readable = _read_rows(case) | open_copies(case, case.closed.files)
    stolen = readable | open_copies(case, case.keys_open)
    blind = guess_blindly(case)
    found = []
    for line in LINES:
        if case.build != ACCORD and line.stolen:
            continue
        guess = line.attack(case, rng)
        links = score(case, guess, stolen if line.stolen else readable, blind)
        found.append(Result(line=line, links=links, alarm=alarm))
    return found


def add_up(results: Iterable[Result]) -> list[Result]:
    """Add up the campaigns of each line."""
    total: dict[tuple[str, str], Result] = {}
    for result in results:
        name = (result.line.number, result.line.title)
        before = total.get(name)
        total[name] = replace(before, links=before.links + result.links) if before else result
    return list(total.values())


def guess_blindly(case: Case) -> Blind:
    """Guess of everybody what the release says of most; of the naive build, what most said."""
    if case.release is None:
        return Blind(views={code: _count(case, code) for code in case.departments})
    told = msgspec.json.decode(case.release, type=Release)
    units = dict.fromkeys(told.departments, 0)
    if told.layout == "departments":
        units = {code: place for place, code in enumerate(told.departments)}
    return Blind(
        views={
            code: {
                item.id: _view(told.bands[unit], item.agree, item.disagree)
                for item in told.items[unit]
            }
            for code, unit in units.items()
            if told.items
        }
    )


def _view(ladder: tuple[str, ...], agree: str, disagree: str) -> int:
    """Guess the largest group; what neither band holds is in the middle."""
    more, less = ladder.index(agree), ladder.index(disagree)
    if more == less:
        return 0
    return 1 if more > less else -1


def _count(case: Case, code: str) -> Mapping[str, int]:
    own = case.department(code)
    return {
        item: max((-1, 0, 1), key=[actor.views.get(item, 0) for actor in own].count)
        for item in own[0].views
    }


def _read_rows(case: Case) -> dict[str, bytes]:
    return {row.key: row.plain for row in case.sights["closed"].ballots if row.plain}
