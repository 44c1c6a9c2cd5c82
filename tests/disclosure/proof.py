"""Keep the proof that no cell of a release lets a coalition of c know how all others answered.

`python -m tests.disclosure.proof` goes through every n up to 60, c = 1..3, every coalition of at
most c and every world that fits. A world is what the others answered. A cell is what a release
says; worlds of the same cell cannot be told apart. A proof is a cell, with the coalition's own
answers, whose worlds are all "all agree" or all "all disagree". The stronger form is checked: where
everybody may agree there must be a world of the same cell in which somebody disagrees (1-2), and
the other way round.
"""

import sys
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from survey.disclosure import bands, facts, grid
from survey.disclosure.policy import Policy

MOST_PEOPLE = 60
COALITIONS = (1, 2, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How many worlds were looked at and which cells prove something."""

    cases: int
    proofs: tuple[str, ...]


def prove(sizes: Iterable[tuple[int, int]]) -> dict[str, Verdict]:
    """Check every part of a release for the given pairs of (n, c)."""
    parts = {
        "counts": prove_counts,
        "items": prove_items,
        "facts": prove_facts,
        "scores": prove_scores,
    }
    pairs = tuple(sizes)
    verdicts = {}
    for name, check in parts.items():
        seen = [check(n, c) for n, c in pairs]
        verdicts[name] = Verdict(
            cases=sum(one.cases for one in seen),
            proofs=tuple(proof for one in seen for proof in one.proofs),
        )
    return verdicts


def every_size() -> Iterator[tuple[int, int]]:
    """Give every (n, c) for which anything may be released."""
    for c in COALITIONS:
        for n in range(Policy(c=c).k, MOST_PEOPLE + 1):
            yield n, c


def prove_counts(n: int, c: int) -> Verdict:
    """Nominations and votes: how many of n picked something, as one band."""
    cases, proofs = 0, []
    for colluders in range(c + 1):
        others = n - colluders
        for known in range(colluders + 1):
            cells: dict[Hashable, set[int]] = {}
            for picked in range(others + 1):
                cases += 1
                cells.setdefault(bands.word(picked + known, n, c), set()).add(picked)
            proofs += [
                f"counts n={n} c={c} known={known}/{colluders} {cell}"
                for cell, worlds in cells.items()
                if worlds in ({0}, {others})
            ]
    return Verdict(cases=cases, proofs=tuple(proofs))


def prove_items(n: int, c: int) -> Verdict:
    """One item: both bands together, over all (agree, disagree, other) triples."""
    cases, proofs = 0, []
    for colluders in range(c + 1):
        others = n - colluders
        for known in triples(colluders):
            cells: dict[Hashable, list[tuple[int, int, int]]] = {}
            for world in triples(others):
                cases += 1
                words = (
                    bands.word(known[0] + world[0], n, c),
                    bands.word(known[1] + world[1], n, c),
                )
                cells.setdefault(words, []).append(world)
            for cell, worlds in cells.items():
                if _proves(worlds, others):
                    proofs.append(f"items n={n} c={c} known={known} {cell}")
    return Verdict(cases=cases, proofs=tuple(proofs))


def prove_facts(n: int, c: int) -> Verdict:
    """One item: both bands and the clamped mean together, over all sums of the answer grid.

    Every figure of a release is made from these facts of single items. So this is the proof for
    all figures laid side by side: a world and its twin of the same facts give the same figures.
    Worlds are all in which at most one of the others is off "all agree" or "all disagree": a twin
    found among them is a twin among all.
    """
    cases, proofs = 0, []
    for colluders in range(c + 1):
        for known in triples(colluders):
            for known_sum in sums(known):
                seen, found = _prove_facts_against(n, c, known, known_sum)
                cases += seen
                proofs += found
    return Verdict(cases=cases, proofs=tuple(proofs))


def _prove_facts_against(
    n: int, c: int, known: tuple[int, int, int], known_sum: int
) -> tuple[int, list[str]]:
    others = n - sum(known)
    means = [facts.clamp(Fraction(total, n), n=n, c=c) for total in range(5 * n + 1)]
    cells: dict[Hashable, list[tuple[int, int, int]]] = {}
    near = [world for world in triples(others) if others - max(world[0], world[1]) <= 1]
    for world in near:
        words = (
            bands.word(known[0] + world[0], n, c),
            bands.word(known[1] + world[1], n, c),
        )
        for total in sums(world):
            cells.setdefault((*words, means[total + known_sum]), []).append(world)
    found = [
        f"facts n={n} c={c} known={known} sum={known_sum} {cell}"
        for cell, worlds in cells.items()
        if _proves(worlds, others)
    ]
    return sum(len(sums(world)) for world in near), found


def prove_scores(n: int, c: int) -> Verdict:
    """One score, unclamped: every attainable sum of the answer grid against the tail-coded cell.

    The grid of three items of which at least two are answered is thirds and halves: sixths. Agree
    is a score of 4 or more, disagree of 2 or less.
    """
    cell_of = [
        _score_cell(Fraction(total, 6 * n), n, c) if total >= 6 * n else None
        for total in range(30 * n + 1)
    ]
    scores = sorted({2 * t for t in range(3, 16)} | {3 * h for h in range(2, 11)})
    cases, proofs = 0, []
    for colluders in range(c + 1):
        others = n - colluders
        agree = attainable([s for s in scores if s >= 24], others)
        disagree = attainable([s for s in scores if s <= 12], others)
        rest = attainable(scores, others - 1)
        dissenting = {s + one for s in rest for one in scores if one <= 12}
        assenting = {s + one for s in rest for one in scores if one >= 24}
        for known in attainable(scores, colluders):
            cases += len(attainable(scores, others))
            for name, all_alike, twins in (
                ("agree", agree, dissenting),
                ("disagree", disagree, assenting),
            ):
                left = {cell_of[s + known] for s in twins}
                unsafe = {cell_of[s + known] for s in all_alike} - left
                proofs += [f"scores n={n} c={c} known={known}/6 all {name}: {u}" for u in unsafe]
    return Verdict(cases=cases, proofs=tuple(proofs))


def triples(people: int) -> list[tuple[int, int, int]]:
    """List every (agree, disagree, other) of so many people."""
    return [
        (agree, disagree, people - agree - disagree)
        for agree, disagree in product(range(people + 1), repeat=2)
        if agree + disagree <= people
    ]


def sums(triple: tuple[int, int, int]) -> range:
    """Give every sum of codes that a triple can have; the middle and missing count 3."""
    agree, disagree, other = triple
    return range(4 * agree + disagree + 3 * other, 5 * agree + 2 * disagree + 3 * other + 1)


_ATTAINED: dict[tuple[tuple[int, ...], int], frozenset[int]] = {}


def attainable(scores: list[int], people: int) -> frozenset[int]:
    """Give every sum that so many people can have, each with one of the scores."""
    key = (tuple(scores), people)
    if key not in _ATTAINED:
        below = attainable(scores, people - 1) if people else frozenset()
        _ATTAINED[key] = (
            frozenset(total + score for total in below for score in scores)
            if people
            else frozenset({0})
        )
    return _ATTAINED[key]


def _score_cell(mean: Fraction, n: int, c: int) -> tuple[float | None, str]:
    told = grid.span(mean, n=n, c=c, roster=n)
    return told.value, told.tail


def _proves(worlds: list[tuple[int, int, int]], others: int) -> bool:
    """Say whether a cell's worlds leave no dissenter beside "all agree", or the other way round."""
    all_agree = any(world[0] == others for world in worlds)
    all_disagree = any(world[1] == others for world in worlds)
    return (all_agree and not any(world[1] for world in worlds)) or (
        all_disagree and not any(world[0] for world in worlds)
    )


def main() -> int:
    """Run the whole proof and print its counts."""
    verdicts = prove(every_size())
    for name, verdict in verdicts.items():
        sys.stdout.write(f"{name}: {verdict.cases} cases, {len(verdict.proofs)} proofs\n")
        for proof in verdict.proofs[:10]:
            sys.stdout.write(f"  {proof}\n")
    cases = sum(verdict.cases for verdict in verdicts.values())
    proofs = sum(len(verdict.proofs) for verdict in verdicts.values())
    sys.stdout.write(f"all: {cases} cases, {proofs} proofs\n")
    return 1 if proofs else 0


if __name__ == "__main__":
    raise SystemExit(main())
