"""Keep the attacks that match people to ballots by what copies, rows and pages tell."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.random import Generator

from tests.privacy.evidence import Evidence, Value
from tests.redteam.case import ACCORD, NAIVE, Actor, Case, Sight, Stored
from tests.redteam.linking import FAR, Costs, Guess, assign, compare_orders
from tests.redteam.script import DAILY, HOURLY

# The attacker knows how long it usually takes until a person's row appears: the product's page
# casts a blank at once, the naive one waits for the answers.
USUAL_MINUTES = {ACCORD: 0.0, NAIVE: 12.0}
ROUNDS = 4
# A value that more rows than this share tells nobody apart.
SHARED = 3
# Small numbers stand in many tables and mean something else in each.
SHORTEST = 6

Attack = Callable[[Case, Generator], Guess]


def a01_join_what_is_left(case: Case, rng: Generator) -> Guess:
    """A01: final dump, logs and the list of invitations with the times of delivery."""
    return _join(case, case.closed, case.sights["closed"], rng)


def a01_join_the_open_dump(case: Case, rng: Generator) -> Guess:
    """A01 on the dump of the last night before the close."""
    return _join(case, case.night, case.sights["night"], rng)


def a04_order_before_a_night(case: Case, rng: Generator) -> Guess:
    """A04: where ballots lie, against the order of collecting, before rows were rewritten."""
    return _match(case, case.sights["evening"], rng, lambda ballot: ballot.place)


def a04_order_after_a_night(case: Case, rng: Generator) -> Guess:
    """A04: the same after the nightly rewrite."""
    return _match(case, case.sights["night"], rng, lambda ballot: ballot.place)


def a05_numbers_before_a_night(case: Case, rng: Generator) -> Guess:
    """A05: PostgreSQL's xmin or SQLite's rowid of a ballot against that of an invitation."""
    return _match_numbers(case, case.sights["evening"], rng)


def a05_numbers_after_a_night(case: Case, rng: Generator) -> Guess:
    """A05: the same after the nightly rewrite."""
    return _match_numbers(case, case.sights["night"], rng)


def a07_hourly_copies(case: Case, rng: Generator) -> Guess:
    """A07: differences between the backups of each hour."""
    return _compare_copies(case, rng, (HOURLY, DAILY))


def a07_daily_copies(case: Case, rng: Generator) -> Guess:
    """A07: differences between the backups of each day."""
    return _compare_copies(case, rng, (DAILY,))


def a08_every_copy(case: Case, rng: Generator) -> Guess:
    """A08: a copy after every single request; no poller sees more."""
    return _compare_copies(case, rng, None)


def _match(case: Case, sight: Sight, rng: Generator, place: Callable[[Stored], float]) -> Guess:
    def cost(own: Sequence[Actor], rows: Sequence[Stored]) -> Costs:
        return compare_orders([actor.collected for actor in own], [place(row) for row in rows])

    return _each_department(case, sight, rng, cost)


def _match_numbers(case: Case, sight: Sight, rng: Generator) -> Guess:
    def cost(own: Sequence[Actor], rows: Sequence[Stored]) -> Costs:
        known = [sight.people[actor.email].number for actor in own]
        return compare_orders(known, [row.number for row in rows])

    return _each_department(case, sight, rng, cost)


def _each_department(
    case: Case,
    sight: Sight,
    rng: Generator,
    cost: Callable[[Sequence[Actor], Sequence[Stored]], Costs],
) -> Guess:
    guess: dict[str, str] = {}
    for code in case.departments:
        own = case.department(code)
        rows = [row for row in sight.ballots if row.department == code]
        if rows:
            emails, keys = [actor.email for actor in own], [row.key for row in rows]
            guess |= assign(emails, keys, cost(own, rows), rng)
    return guess


def _compare_copies(case: Case, rng: Generator, acts: Sequence[str] | None) -> Guess:
    seen = [each for each in case.glimpses if acts is None or each.act in acts]
    usual = USUAL_MINUTES[case.build]
    people = _first_seen([(each.at, each.taken) for each in seen])
    ballots = _first_seen([(each.at, each.kept) for each in seen])

    def cost(own: Sequence[Actor], rows: Sequence[Stored]) -> Costs:
        return np.array(
            [[_lag(people.get(a.email), ballots.get(row.key), usual) for row in rows] for a in own]
        )

    return _each_department(case, case.sights["evening"], rng, cost)


def _lag(
    person: tuple[float, float] | None, ballot: tuple[float, float] | None, usual: float
) -> float:
    """Cost how far a lag is from the usual one; nobody casts before collecting."""
    if person is None or ballot is None:
        return FAR
    if ballot[1] <= person[0]:
        return FAR
    return abs(sum(ballot) / 2 - sum(person) / 2 - usual)


def _first_seen(
    copies: Sequence[tuple[float, frozenset[str]]],
) -> Mapping[str, tuple[float, float]]:
    """Tell between which two copies each name appeared."""
    found: dict[str, tuple[float, float]] = {}
    before = 0.0
    for at, names in copies:
        for name in names - set(found):
            found[name] = (before, at)
        before = at
    return found


def _join(case: Case, evidence: Evidence, sight: Sight, rng: Generator) -> Guess:
    """Follow values that rows share, from a person's address and token to a ballot's row."""
    rows = [
        frozenset(_spell(value) for value in row)
        for table in evidence.tables.values()
        for row in table.rows
    ]
    rows += [
        frozenset(line.replace('"', " ").replace("=", " ").split())
        for line in evidence.files.get("server.log", b"").decode(errors="replace").splitlines()
    ]
    common = Counter(value for row in rows for value in row)
    telling = [
        frozenset(each for each in row if common[each] <= SHARED and len(each) >= SHORTEST)
        for row in rows
    ]
    reached = {actor.email: _reach({actor.email, actor.token}, telling) for actor in case.actors}
    arrived = [case.letters.get(actor.email, 0.0) for actor in case.actors]
    place = dict(zip([actor.email for actor in case.actors], arrived, strict=True))

    def cost(own: Sequence[Actor], ballots: Sequence[Stored]) -> Costs:
        near = compare_orders([place[a.email] for a in own], [row.place for row in ballots])
        joined = np.array(
            [[bool(_names(row) & reached[a.email]) for row in ballots] for a in own], dtype=float
        )
        return near - FAR * joined

    return _each_department(case, sight, rng, cost)


def _reach(start: set[str], rows: Sequence[frozenset[str]]) -> set[str]:
    reached = set(start)
    for _ in range(ROUNDS):
        found = {value for row in rows if row & reached for value in row}
        if found <= reached:
            break
        reached |= found
    return reached


def _spell(value: Value) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _names(row: Stored) -> set[str]:
    return {row.key, row.plain.decode()} if row.plain else {row.key}
