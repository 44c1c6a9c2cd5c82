"""Keep the families of worlds: what is planted, and how respondents and instruments behave.

`std` and `base` follow the published description of the benchmark. Constants of the diagnosis were
chosen on `std` and on `tune`, seed 5000, and on nothing else. Held out: `std` with other seeds;
`stress`, respondents and instruments that misbehave; `crowded`, in which other things are planted
than the diagnosis expects. `calm` answers honestly and at random: there the intervals of department
means must hold.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Range = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Ranges that a world's nuisances are drawn from, uniformly.

    The last six are 0 in the standard family: unequal (range of each construct's own squared
    halo loading, instead of one for all), acquiescence (SD of saying yes to whatever is asked),
    straight (share that ticks one column), style (SD of the log width of a person's categories),
    bent (whether effects bend, and residuals have heavy tails), appeal (SD of logits that
    wording adds to being picked, alike in both departments).
    """

    name: str
    number: int
    crowded: bool = False
    halo: Range = (0.15, 0.5)
    cluster: Range = (0.05, 0.25)
    outcome_halo: Range = (0.1, 0.6)
    outcome_halo_null: Range = (0.3, 0.9)
    reliability: Range = (0.35, 0.65)
    missing: Range = (0.0, 0.06)
    careless: Range = (0.0, 0.10)
    response: Range = (0.55, 0.95)
    selection: Range = (-0.5, 1.0)
    residual: Range = (0.5, 0.9)
    insight: Range = (0.0, 2.5)
    unequal: Range | None = None
    acquiescence: Range = (0.0, 0.0)
    straight: Range = (0.0, 0.0)
    style: Range = (0.0, 0.0)
    bent: bool = False
    appeal: Range | None = None


STD = Family(name="std", number=1)
BASE = Family(name="base", number=2, halo=(0.35, 0.35))
STRESS = Family(
    name="stress",
    number=3,
    unequal=(0.02, 0.7),
    acquiescence=(0.1, 0.6),
    straight=(0.0, 0.10),
    style=(0.0, 0.35),
    bent=True,
)
TUNE = Family(
    name="tune",
    number=11,
    unequal=(0.08, 0.55),
    acquiescence=(0.0, 0.35),
    straight=(0.0, 0.05),
    style=(0.0, 0.2),
    careless=(0.0, 0.12),
)
FASHION = Family(name="fashion", number=12, appeal=(0.0, 0.5))
CROWDED = Family(name="crowded", number=4, crowded=True)
CALM = Family(name="calm", number=5, careless=(0.0, 0.0), selection=(0.0, 0.0))
FAMILIES = {family.name: family for family in (STD, BASE, STRESS, TUNE, FASHION, CROWDED, CALM)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """What is true of a world. mu, beta : (2, p) latent severities and links per department.

    cluster : (p,) number of each construct's cluster. chain : a construct, a later one, and the
    part of what is the later one's own that comes from the first.
    """

    mu: Floats
    beta: Floats
    cluster: NDArray[np.int64]
    chain: tuple[int, int, float] | None = None


def plant(family: Family, p: int, *, null: bool, rng: np.random.Generator) -> Planted:
    """Plant causes, loud decoys, dormant drivers and one-sided blame among p constructs."""
    if family.name == "base":
        planted = _plant_base(p, rng)
    else:
        planted = _plant_crowded(p, rng) if family.crowded else _plant_std(p, rng)
    if not null:
        return planted
    return Planted(mu=planted.mu, beta=np.zeros((2, p)), cluster=planted.cluster)


def _plant_std(p: int, rng: np.random.Generator) -> Planted:
    mu = np.tile(rng.normal(-0.35, 0.3, p), (2, 1)) + rng.normal(0.0, 0.15, (2, p))
    beta = np.zeros((2, p))
    shuffled = iter(rng.permutation(p))
    for _ in range(int(rng.integers(1, 5))):  # causes
        j = next(shuffled)
        mu[:, j] = rng.uniform(0.25, 1.0) + rng.normal(0.0, 0.15, 2)
        beta[:, j] = np.exp(rng.uniform(np.log(0.2), np.log(0.6)))
        if rng.random() < 0.25:  # acts in one department, at a fifth in the other
            beta[rng.integers(2), j] *= 0.2
    for _ in range(int(rng.integers(0, 4))):  # loud decoys
        mu[:, next(shuffled)] = rng.uniform(0.3, 1.3) + rng.normal(0.0, 0.15, 2)
    for _ in range(int(rng.integers(0, 3))):  # dormant drivers
        j = next(shuffled)
        mu[:, j] = rng.uniform(-1.2, -0.6) + rng.normal(0.0, 0.15, 2)
        beta[:, j] = rng.uniform(0.2, 0.5)
    for _ in range(int(rng.integers(0, 3))):  # one-sided blame
        sides = np.array([rng.uniform(0.6, 1.3), rng.uniform(-1.0, -0.3)])
        mu[:, next(shuffled)] = rng.permutation(sides)
    return Planted(mu=mu, beta=beta, cluster=rng.integers(0, rng.integers(3, 6), p))


def _plant_crowded(p: int, rng: np.random.Generator) -> Planted:
    """Plant more causes, weaker and stronger ones, quieter and louder ones, more noise."""
    mu = np.tile(rng.normal(-0.2, 0.4, p), (2, 1)) + rng.normal(0.0, 0.25, (2, p))
    beta = np.zeros((2, p))
    shuffled = iter(rng.permutation(p))
    for _ in range(int(rng.integers(1, 7))):  # causes
        j = next(shuffled)
        mu[:, j] = rng.uniform(0.15, 1.5) + rng.normal(0.0, 0.25, 2)
        beta[:, j] = np.exp(rng.uniform(np.log(0.12), np.log(0.7)))
    for _ in range(int(rng.integers(1, 5))):  # loud decoys
        mu[:, next(shuffled)] = rng.uniform(0.2, 1.5) + rng.normal(0.0, 0.25, 2)
    for _ in range(int(rng.integers(0, 4))):  # dormant drivers
        j = next(shuffled)
        mu[:, j] = rng.uniform(-1.2, -0.3) + rng.normal(0.0, 0.25, 2)
        beta[:, j] = rng.uniform(0.1, 0.6)
    return Planted(mu=mu, beta=beta, cluster=rng.integers(0, rng.integers(2, 6), p))


def _plant_base(p: int, rng: np.random.Generator) -> Planted:
    """Plant the fixed hard world; its three proxies share the causes' cluster and sit at mu .3."""
    order = rng.permutation(p)
    causes, loud, dormant = order[:3], order[3:5], order[5:7]
    proxies, blame = order[7:10], order[10]
    middle, beta = np.full(p, -0.35), np.zeros((2, p))
    middle[causes], middle[loud], middle[dormant], middle[proxies] = 0.6, 0.9, -0.9, 0.3
    beta[:, causes], beta[:, dormant] = (0.45, 0.40, 0.35), 0.40
    mu = np.tile(middle, (2, 1))
    mu[:, blame] = rng.permutation([0.9, -0.6])
    cluster = rng.integers(1, 4, p)
    cluster[causes] = cluster[proxies] = 0
    return Planted(mu=mu, beta=beta, cluster=cluster)
