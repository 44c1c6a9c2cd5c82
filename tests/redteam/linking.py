"""Keep how people are matched to ballots: costs, the best one-to-one assignment, its score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.stats import poisson

from survey.ballots.ballot import decode_ballot, encode_ballot
from survey.ballots.keys import SealKey
from survey.ballots.sealing import unseal
from survey.errors import AccordError
from tests.redteam.case import Actor, Case

FAR = 1e9
Costs = NDArray[np.float64]
Guess = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """How many of `people` were linked rightly to their row, and to their answers.

    opened: how many of the rows linked could be read. better: hit rate on single items above the
    best blind guess from the release, one figure a person.
    """

    people: int
    campaigns: int
    rows: int
    answers: int
    opened: int
    better: tuple[float, ...] = ()

    def __add__(self, other: "Links") -> "Links":
        """Add up campaigns."""
        return Links(
            people=self.people + other.people,
            campaigns=self.campaigns + other.campaigns,
            rows=self.rows + other.rows,
            answers=self.answers + other.answers,
            opened=self.opened + other.opened,
            better=self.better + other.better,
        )


def allow(campaigns: int, alarm: float = 1e-3) -> int:
    """Return how many right links chance explains: Poisson(1) a campaign; 35 for 20 campaigns."""
    return int(poisson.ppf(1 - alarm, campaigns))


def assign(people: Sequence[str], rows: Sequence[str], costs: Costs, rng: Generator) -> Guess:
    """Assign each person the row that costs least in all; ties are broken by lot, not order."""
    if not rows:
        return {}
    order, other = rng.permutation(len(people)), rng.permutation(len(rows))
    chosen = linear_sum_assignment(costs[np.ix_(order, other)])
    return {people[order[i]]: rows[other[j]] for i, j in zip(*chosen, strict=True)}


def compare_orders(first: Sequence[float], second: Sequence[float]) -> Costs:
    """Cost the distance between two ranks; equal values share theirs."""
    return np.abs(_rank(first)[:, None] - _rank(second)[None, :])


def _rank(values: Sequence[float]) -> NDArray[np.float64]:
    given = np.asarray(values, dtype=np.float64)
    return np.array([np.sum(given < each) + (np.sum(given == each) - 1) / 2 for each in given])


def score(case: Case, guess: Guess, readable: Mapping[str, bytes], blind: "Blind") -> Links:
    """Hold a guess against the truth.

    Where no row can be read the attacker is given the answers of the department as the tally would
    have them, in canonical order, and pairs them with the linked rows in the order of these.
    """
    rows = answers = opened = campaigns = 0
    better: list[float] = []
    for code in case.departments:
        own = case.department(code)
        campaigns += 1
        rows += sum(guess.get(actor.email) == actor.key for actor in own)
        said = _read(own, guess, readable)
        opened += sum(guess.get(actor.email) in readable for actor in own)
        answers += sum(said[actor.email] == actor.secret for actor in own)
        better += [blind.compare(actor, said[actor.email], own) for actor in own]
    return Links(
        people=len(case.actors),
        campaigns=campaigns,
        rows=rows,
        answers=answers,
        opened=opened,
        better=tuple(better),
    )


def _read(own: Sequence[Actor], guess: Guess, readable: Mapping[str, bytes]) -> dict[str, bytes]:
    given = sorted(actor.secret for actor in own)
    lined_up = sorted(own, key=lambda actor: (guess.get(actor.email, ""), actor.email))
    fallback = {actor.email: secret for actor, secret in zip(lined_up, given, strict=True)}
    return {
        actor.email: readable.get(guess.get(actor.email, ""), fallback[actor.email])
        for actor in own
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """What the release alone lets one guess of anybody of a department: a view for each item."""

    views: Mapping[str, Mapping[str, int]]

    def compare(self, actor: Actor, said: bytes, own: Sequence[Actor]) -> float:
        """Return the attack's hit rate on a person's items minus that of the blind guess."""
        theirs = next(each.views for each in own if each.secret == said)
        guessed = self.views.get(actor.department, {})
        items = [item for item in actor.views if item in guessed] or list(actor.views)
        hits = sum(actor.views[item] == theirs.get(item) for item in items)
        blind = sum(actor.views[item] == guessed.get(item, 0) for item in items)
        return (hits - blind) / len(items)


def open_copies(case: Case, keys: Mapping[str, bytes]) -> dict[str, bytes]:
    """Open every sealed ballot that any copy held, with every private key that was found."""
    found: dict[str, bytes] = {}
    for pem in keys.values():
        try:
            key = SealKey.from_pem(pem)
        except AccordError:
            continue
        for name, copies in case.copies.items():
            for sealed in copies:
                try:
                    plain = unseal(key, bytes.fromhex(name), sealed)
                except AccordError:
                    continue
                ballot = decode_ballot(plain)
                # The blank that every credential casts first says nothing.
                if not ballot.withdrawn:
                    found[name] = encode_ballot(ballot)
    return found
