"""Keep the generator of worlds with planted truth; know no statistics of ours.

A world is one campaign: everybody of two departments has latent severities, halo and conflict;
some answer, some carelessly; nominations follow severity, insight and chance. What is true of it
(attributable pressure) is known exactly, so a diagnosis can be marked.
"""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from survey.catalogue.kit import Item, Kit
from survey.diagnosis.responses import Response
from tests.benchmarks.designs import conflict_items
from tests.benchmarks.families import Family, Floats, Planted, plant

THRESHOLDS = np.array([-1.5, -0.5, 0.5, 1.5])
REFERENCE = 4_000
MOST_REDRAWS = 1_000

# Each bend has slope 1 on average over the population (by Stein's lemma its mean derivative), so
# that beta stays the link that the truth is computed from.
BENDS: Mapping[str, Callable[[Floats], Floats]] = {
    "straight": lambda x: x,
    "from_the_middle_on": lambda x: np.maximum(x, 0.0),
    "up_to_the_middle": lambda x: np.minimum(x, 0.8),
    "ever_steeper": lambda x: np.exp(0.6 * x),
    "levelling_off": lambda x: np.tanh(1.2 * x),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One generated campaign and the truth about it.

    pressure : attributable pressure A of each cause, 0 = no cause; severity : true mean of
    each department on each cause, over everybody on the roster.
    """

    design: Kit
    responses: tuple[Response, ...]
    roster: Mapping[str, int]
    pressure: Mapping[str, float]
    severity: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nuisances:
    """One world's draw from its family. loading, grouped : (p,) halo and cluster loadings."""

    loading: Floats
    grouped: Floats
    gamma: float
    reliability: float
    missing: float
    careless: float
    response: float
    selection: float
    residual: float
    insight: float
    acquiescence: float
    straight: float
    style: float
    bends: tuple[str, ...]
    tails: bool
    appeal: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Everybody of one department. theta : (N, p); conflict : (N,)."""

    theta: Floats
    conflict: Floats


def draw_world(
    family: Family,
    design: Kit,
    n: int | tuple[int, int],
    *,
    null: bool,
    seed: int,
    index: int,
    planter: Callable[..., Planted] = plant,
) -> World:
    """Draw world number `index` of a family: n answers from each of two departments.

    A world with causes in which no cause presses (the draw put every one below the middle) is
    drawn anew.
    """
    p = len(design.causes)
    sizes = (n, n) if isinstance(n, int) else n
    number = n if isinstance(n, int) else 1_000 * n[0] + n[1]
    rng = np.random.default_rng([seed, family.number, p, number, int(null), index])
    for _ in range(MOST_REDRAWS):
        planted = planter(family, p, null=null, rng=rng)
        nuisances = _draw_nuisances(family, p, null=null, rng=rng)
        pressure = _pressure(planted, nuisances.reliability)
        if null or pressure.max() > 0:
            break
    scale = _spread_of_conflict(planted, nuisances, rng)
    responses: list[Response] = []
    roster, severity = {}, {}
    for side, department in enumerate(design.departments):
        size = sizes[side]
        roster[department] = max(size, round(size / nuisances.response))
        people = _populate(planted, nuisances, side, roster[department], scale, rng)
        severity[department] = _true_severity(people, nuisances.reliability)
        weight = np.exp(nuisances.selection * people.conflict)
        came = rng.choice(roster[department], size, replace=False, p=weight / weight.sum())
        answered = People(theta=people.theta[came], conflict=people.conflict[came])
        responses += _answer(answered, planted.beta[side], nuisances, design, department, rng)
    codes = [cause.code for cause in design.causes]
    return World(
        design=design,
        responses=tuple(responses),
        roster=roster,
        pressure=dict(zip(codes, map(float, pressure), strict=True)),
        severity={
            one: dict(zip(codes, map(float, means), strict=True)) for one, means in severity.items()
        },
    )


def write_world(world: World, file: Path, *, nominations: bool = True) -> None:
    """Write the answers as `accord diagnose` reads them."""
    last = ["nominations"] if nominations else []
    names = [item.id for item in _items(world.design)]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["department", *names, *last])
        for response in world.responses:
            codes = [response.answers.get(name, "") for name in names]
            named = [";".join(response.nominations)] if nominations else []
            writer.writerow([response.department, *codes, *named])


def _draw_nuisances(family: Family, p: int, *, null: bool, rng: np.random.Generator) -> Nuisances:
    halo = np.full(p, rng.uniform(*family.halo))
    if family.unequal:
        halo = rng.uniform(*family.unequal, p)
    grouped = np.minimum(rng.uniform(*family.cluster), 0.95 - halo)
    return Nuisances(
        loading=np.sqrt(halo),
        grouped=np.sqrt(grouped),
        gamma=rng.uniform(*(family.outcome_halo_null if null else family.outcome_halo)),
        reliability=rng.uniform(*family.reliability),
        missing=rng.uniform(*family.missing),
        careless=rng.uniform(*family.careless),
        response=rng.uniform(*family.response),
        selection=rng.uniform(*family.selection),
        residual=rng.uniform(*family.residual),
        insight=rng.uniform(*family.insight),
        acquiescence=rng.uniform(*family.acquiescence),
        straight=rng.uniform(*family.straight),
        style=rng.uniform(*family.style),
        bends=tuple(rng.choice(list(BENDS), p)) if family.bent else ("straight",) * p,
        tails=family.bent,
        appeal=_draw_appeal(family, p, rng),
    )


def _draw_appeal(family: Family, p: int, rng: np.random.Generator) -> Floats:
    if family.appeal is None:
        return np.zeros(p)
    return rng.normal(0.0, rng.uniform(*family.appeal), p)


def _pressure(planted: Planted, reliability: float) -> Floats:
    """Give the truth: A_j = mean over departments of beta (E[item] - 2) where E[item] > 3."""
    expected = 1.0 + ndtr(np.sqrt(reliability) * planted.mu[..., None] - THRESHOLDS).sum(axis=-1)
    pressing = np.where(expected > 3.0, planted.beta * (expected - 2.0), 0.0)
    return np.asarray(pressing.mean(axis=0))


def _true_severity(people: People, reliability: float) -> Floats:
    """Give the department's mean of true scores, everybody counted."""
    cut = (np.sqrt(reliability) * people.theta[..., None] - THRESHOLDS) / np.sqrt(1 - reliability)
    return np.asarray(1.0 + ndtr(cut).sum(axis=-1).mean(axis=0))


def _populate(
    planted: Planted,
    nuisances: Nuisances,
    side: int,
    size: int,
    scale: float,
    rng: np.random.Generator,
) -> People:
    p = planted.mu.shape[1]
    halo = rng.standard_normal(size)
    groups = rng.standard_normal((size, int(planted.cluster.max()) + 1))
    own = np.sqrt(1.0 - nuisances.loading**2 - nuisances.grouped**2)
    apart = rng.standard_normal((size, p))
    if planted.chain:
        first, later, push = planted.chain
        apart[:, later] = push * apart[:, first] + np.sqrt(1.0 - push**2) * apart[:, later]
    theta = (
        planted.mu[side]
        + halo[:, None] * nuisances.loading
        + groups[:, planted.cluster] * nuisances.grouped
        + apart * own
    )
    noise = rng.standard_t(5, size) * np.sqrt(0.6) if nuisances.tails else rng.standard_normal(size)
    effects = planted.beta[side] * _bend(theta, planted.mu[side], nuisances.bends)
    conflict = nuisances.gamma * halo + effects.sum(axis=1) + nuisances.residual * noise
    return People(theta=theta, conflict=conflict / scale)


def _bend(theta: Floats, mu: Floats, bends: tuple[str, ...]) -> Floats:
    grid = np.linspace(-4.0, 4.0, 161)
    density = np.exp(-0.5 * grid**2)
    bent = np.empty_like(theta)
    for j, name in enumerate(bends):
        bend = BENDS[name]
        slope = float((density * grid) @ bend(mu[j] + grid)) / float((density * grid) @ grid)
        bent[:, j] = bend(theta[:, j]) / slope
    return bent


def _spread_of_conflict(planted: Planted, nuisances: Nuisances, rng: np.random.Generator) -> float:
    """Give the SD of conflict inside departments, so that its items use the same thresholds."""
    sides = [_populate(planted, nuisances, side, REFERENCE, 1.0, rng) for side in (0, 1)]
    return float(np.sqrt(np.mean([side.conflict.var() for side in sides])))


def _answer(
    people: People,
    beta: Floats,
    nuisances: Nuisances,
    design: Kit,
    department: str,
    rng: np.random.Generator,
) -> list[Response]:
    n, p = len(people.theta), len(design.causes)
    items = _items(design)
    causes = np.repeat(np.arange(p), [len(cause.items) for cause in design.causes])
    felt = np.column_stack(
        [people.theta[:, causes], *[people.conflict] * len(conflict_items(design))]
    )
    raw = _tick(felt, np.array([item.reversed for item in items]), nuisances, rng)
    tempting = nuisances.insight * beta / 0.4 + nuisances.appeal
    utility = people.theta + tempting + rng.gumbel(size=(n, p))
    careless = rng.random(n) < nuisances.careless
    raw[careless] = rng.integers(1, 6, (int(careless.sum()), len(items)))
    lines = rng.random(n) < nuisances.straight
    raw[lines] = rng.integers(1, 6, (int(lines.sum()), 1))
    utility[careless | lines] = rng.random((int((careless | lines).sum()), p))
    named = np.argsort(-utility, axis=1)[:, : design.most_nominations]
    silent = rng.random(raw.shape) < nuisances.missing
    return [
        Response(
            department=department,
            answers={
                item.id: int(code)
                for item, code, skipped in zip(items, raw[i], silent[i], strict=True)
                if not skipped
            },
            nominations=tuple(design.causes[j].code for j in named[i]),
        )
        for i in range(n)
    ]


def _tick(
    felt: Floats, turned: NDArray[np.bool_], nuisances: Nuisances, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Give raw codes: a reversed item is felt the other way, whoever says yes says it to both."""
    n = len(felt)
    r = nuisances.reliability
    meant = np.sqrt(r) * felt + np.sqrt(1.0 - r) * rng.standard_normal(felt.shape)
    meant = np.where(turned, -meant, meant)
    meant = meant + nuisances.acquiescence * rng.standard_normal((n, 1))
    width = np.exp(nuisances.style * rng.standard_normal((n, 1, 1)))
    return np.asarray(1 + (meant[..., None] > THRESHOLDS * width).sum(axis=-1))


def _items(design: Kit) -> tuple[Item, ...]:
    asked = [item for cause in design.causes for item in cause.items]
    return (*asked, *conflict_items(design))
