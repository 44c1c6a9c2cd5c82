"""Keep the benchmark of "begin here": worlds in which one cause feeds another, or none does.

    python -m tests.benchmarks.chains --worlds 100

A pair of the kit's linked causes is planted. `through`: the first works on the conflict through the
later one alone; `partly`: through it and directly; `apart`: both are causes, neither feeds the
other. Each world is diagnosed once and read with three kits: with its links right, all turned
round, and without the link of the pair. Results: docs/measurements/structure.md.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from survey.catalogue.beginning import find_beginning
from survey.catalogue.kit import Kit, Upstream
from survey.diagnosis.diagnose import diagnose
from survey.diagnosis.diagnosis import CauseFinding
from survey.diagnosis.measured import UNKNOWN, measure
from survey.diagnosis.sheet import lay_out
from survey.diagnosis.structure import FOUND, find_structure
from tests.benchmarks.designs import load_design
from tests.benchmarks.families import Family, Planted
from tests.benchmarks.worlds import World, draw_world

KINDS = ("through", "partly", "apart")
KITS = ("right", "wrong", "absent")
SAID = ("silent", "first", "later", "others")
DATA = ("agrees", "not_contradicted", "contradicted", "silent")
CHAIN = Family(name="chain", number=21)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one world led to. said : per kit, whom the passage begins with; both : pair was found.

    first : the first of the pair before the later one; later : the other way round; others : an
    order of other causes alone.
    """

    both: bool
    said: Mapping[str, str]


def draw_chain(kind: str, design: Kit, n: int, *, seed: int, index: int) -> tuple[World, Upstream]:
    """Draw a world of a kind and the link of the kit that is planted in it."""
    pick = np.random.default_rng([seed, CHAIN.number, index])
    link = design.upstream[int(pick.integers(len(design.upstream)))]
    codes = [cause.code for cause in design.causes]
    pair = codes.index(link.cause), codes.index(link.effect)

    def plant_pair(_: Family, p: int, *, null: bool, rng: np.random.Generator) -> Planted:
        return _plant(kind, pair, p, rng)

    # The kinds share their seeds and differ in what is planted alone.
    world = draw_world(CHAIN, design, n, null=False, seed=seed, index=index, planter=plant_pair)
    return world, link


def _plant(kind: str, pair: tuple[int, int], p: int, rng: np.random.Generator) -> Planted:
    mu = np.tile(rng.normal(-0.35, 0.3, p), (2, 1)) + rng.normal(0.0, 0.15, (2, p))
    beta = np.zeros((2, p))
    for place in pair:
        mu[:, place] = rng.uniform(0.25, 1.0) + rng.normal(0.0, 0.15, 2)
        beta[:, place] = np.exp(rng.uniform(np.log(0.2), np.log(0.6)))
    if kind == "through":
        beta[:, pair[0]] = 0.0
    rest = rng.permutation([place for place in range(p) if place not in pair])
    for place in rest[: int(rng.integers(0, 4))]:  # loud decoys
        mu[:, place] = rng.uniform(0.3, 1.3) + rng.normal(0.0, 0.15, 2)
    push = float(rng.uniform(0.4, 0.7))
    cluster = rng.integers(0, rng.integers(3, 6), p)
    chain = None if kind == "apart" else (*pair, push)
    return Planted(mu=mu, beta=beta, cluster=cluster, chain=chain)


def read_world(kind: str, design: Kit, n: int, *, seed: int, index: int) -> Told:
    """Draw and diagnose one world, and read it with each kit."""
    world, link = draw_chain(kind, design, n, seed=seed, index=index)
    told = diagnose(world.responses, design, world.roster, seed=index)
    found = [cause.code for cause in told.causes if cause.level in FOUND]
    return Told(
        both={link.cause, link.effect} <= set(found),
        said={name: _read(_links(design, link, name), found, link) for name in KITS},
    )


def _links(design: Kit, planted: Upstream, name: str) -> tuple[Upstream, ...]:
    if name == "wrong":
        return tuple(replace(one, cause=one.effect, effect=one.cause) for one in design.upstream)
    return tuple(one for one in design.upstream if name == "right" or one != planted)


def _read(links: Sequence[Upstream], found: Sequence[str], planted: Upstream) -> str:
    beginning = find_beginning(links, found)
    if beginning is None:
        return "silent"
    starts = beginning.starts
    if planted.effect in starts.get(planted.cause, ()):
        return "first"
    return "later" if planted.cause in starts.get(planted.effect, ()) else "others"


def check_data(kind: str, design: Kit, n: int, *, seed: int, index: int) -> str:
    """Say what the answers add to the planted link, as if both causes had been found."""
    world, link = draw_chain(kind, design, n, seed=seed, index=index)
    sheet = lay_out(world.responses, design, world.roster)
    findings = [_found(code) for code in (link.cause, link.effect)]
    causes = [measure(sheet, cause) for cause in sheet.causes]
    told = find_structure(findings, design, causes, measure(sheet, sheet.conflict))
    assert told is not None
    return told.links[0].data


def _found(code: str) -> CauseFinding:
    return CauseFinding(
        code=code,
        score=None,
        p_top1=None,
        p_top3=None,
        level="likely",
        severity=UNKNOWN,
        severity_by_department={},
        nominated_share=None,
        alpha=None,
        reasons=(),
    )


def main() -> None:
    """Print both tables as Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--worlds", type=int, default=100, help="diagnosed, per cell; 0 for none")
    parser.add_argument(
        "--checks", type=int, default=400, help="of the data alone, per cell; 0: none"
    )
    parser.add_argument("--n", type=int, nargs="+", default=[15, 30, 60])
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    design, began = load_design("kit"), time.process_time()
    tables = [_tabulate_data] if asked.checks else []
    tables += [_tabulate_said] if asked.worlds else []
    for table in tables:
        for line in table(design, asked):
            print(line, flush=True)
    print(f"\n{time.process_time() - began:.0f} s of CPU.")


def _tabulate_data(design: Kit, asked: argparse.Namespace) -> Iterator[str]:
    yield "| world | n | " + " | ".join(DATA) + " |\n|---|---|" + "---|" * len(DATA)
    for kind in KINDS:
        for n in asked.n:
            seen = Counter(
                check_data(kind, design, n, seed=asked.seed, index=index)
                for index in range(asked.checks)
            )
            shares = " | ".join(f"{seen[word] / asked.checks:.2f}" for word in DATA)
            yield f"| {kind} | {n} | {shares} |"


def _tabulate_said(design: Kit, asked: argparse.Namespace) -> Iterator[str]:
    yield "\n| world | n | both found | kit | " + " | ".join(SAID) + " |"
    yield "|---|---|---|---|" + "---|" * len(SAID)
    for kind in KINDS:
        for n in asked.n:
            told = [
                read_world(kind, design, n, seed=asked.seed, index=index)
                for index in range(asked.worlds)
            ]
            both = sum(one.both for one in told) / asked.worlds
            for name in KITS:
                seen = Counter(one.said[name] for one in told)
                shares = " | ".join(f"{seen[word] / asked.worlds:.2f}" for word in SAID)
                yield f"| {kind} | {n} | {both:.2f} | {name} | {shares} |"


if __name__ == "__main__":
    main()
