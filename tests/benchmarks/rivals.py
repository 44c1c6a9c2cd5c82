"""Keep how other methods would rank and name causes, to compare ours with; know no truth."""

from collections.abc import Callable, Mapping

import numpy as np
from scipy.stats import false_discovery_control
from scipy.stats import t as student

from survey.diagnosis.drivers import above, gather
from survey.diagnosis.measured import measure
from survey.diagnosis.nominated import Nominated, count_nominations
from survey.diagnosis.rules import NAMING, PROBLEM, SURE
from survey.diagnosis.sheet import lay_out
from survey.errors import NotEstimable
from survey.statistics.arrays import Flags, Floats
from survey.statistics.importance import relative_weights
from survey.statistics.links import draw_links
from survey.statistics.lmg import lmg
from survey.statistics.nominations import excess
from survey.statistics.pressure import draw_severities, pressure
from survey.statistics.severity import Severity
from survey.statistics.standard import Standard
from tests.benchmarks.worlds import World

DRAWS = 2_000
PENALTIES = np.exp(np.linspace(-3.0, 6.0, 25))


def study_rivals(world: World) -> tuple[Mapping[str, str], Mapping[str, frozenset[str]]]:
    """Give, for each method, the cause it puts first; and for each rule, the causes it names."""
    sheet = lay_out(world.responses, world.design, world.roster)
    measured = [measure(sheet, cause) for cause in sheet.causes]
    named = count_nominations(sheet)
    try:
        material = gather(measured, measure(sheet, sheet.conflict), named)
    except NotEstimable:
        return {}, {}
    codes = [cause.scale.code for cause in measured]
    means = np.array([severity.mean for severity in material.severities])
    heights = _heights(material.data, means, material.severities, named)
    first = {name: codes[int(np.argmax(height))] for name, height in heights.items()}
    rules = {
        "first three by mean": _first_three(means),
        "first three by r": _first_three(heights["Pearson r"]),
        "BH(r) < .05 and mean > 3": _significant(material.data) & (means > PROBLEM),
        "severity gate only": np.array([above(s, PROBLEM) >= SURE for s in material.severities]),
    }
    told = {
        name: frozenset(code for code, marked in zip(codes, marks, strict=True) if marked)
        for name, marks in rules.items()
    }
    return first, told


def _heights(
    data: Standard, means: Floats, severities: tuple[Severity, ...], named: Nominated | None
) -> dict[str, Floats]:
    r = _correlations(data)
    weights = np.array(relative_weights(data.X, data.y, data.groups).weights)
    found = {
        "mean": means,
        "Pearson r": r,
        "OLS t": _least_squares(data),
        "relative weights": weights,
        "LMG": _try(lambda: np.array(lmg(data.X, data.y, data.groups).weights), weights),
        "ridge (GCV)": _ridge(data),
        "mean x r": means * r,
        "relative weight x (M - 2)": weights * np.maximum(means - 2.0, 0.0),
        "one slope, shrunk": _published(data, means, severities, None),
    }
    if named is not None:
        z = excess(named.shares, means, int(named.people.sum()))
        found["nominations only"] = named.shares
        found["one slope, shrunk, nominations"] = _published(data, means, severities, z)
    return found


def _published(
    data: Standard, means: Floats, severities: tuple[Severity, ...], z: Floats | None
) -> Floats:
    """Give the score of the published prototype: halo-shrunk links and the weight of votes."""
    links = draw_links(data, draws=DRAWS, rng=np.random.default_rng(1), nominated=z)
    drawn = draw_severities(
        means,
        np.array([severity.standard_error for severity in severities]),
        np.array([float(severity.df) for severity in severities]),
        draws=DRAWS,
        rng=np.random.default_rng(2),
    )
    return np.asarray(pressure(links.slopes, drawn, problem=PROBLEM, good=2.0).mean(axis=0))


def _correlations(data: Standard) -> Floats:
    size = np.sqrt((data.X**2).sum(axis=0) * float(data.y @ data.y))
    return np.asarray(data.X.T @ data.y / np.maximum(size, 1e-12))


def _least_squares(data: Standard) -> Floats:
    """Give t of ordinary least squares; the smallest norm where people are too few."""
    n, p = data.X.shape
    inverse = np.linalg.pinv(data.X.T @ data.X)
    slopes = inverse @ (data.X.T @ data.y)
    left = data.y - data.X @ slopes
    noise = float(left @ left) / max(n - 2 - p, 1)
    return np.asarray(slopes / np.sqrt(np.maximum(noise * np.diag(inverse), 1e-12)))


def _ridge(data: Standard) -> Floats:
    """Give slopes with the penalty of the least generalised cross-validation."""
    U, d, Vt = np.linalg.svd(data.X, full_matrices=False)
    seen = U.T @ data.y
    rest = float(data.y @ data.y - seen @ seen)
    n = len(data.y) - 2
    shrink = d**2 / (d**2 + PENALTIES[:, None])
    left = rest + (((1.0 - shrink) * seen) ** 2).sum(axis=1)
    best = int(np.argmin(left / (n - shrink.sum(axis=1)) ** 2))
    return np.asarray(Vt.T @ (shrink[best] * seen / np.maximum(d, 1e-9)))


def _significant(data: Standard) -> Flags:
    r = np.clip(_correlations(data), -1.0 + 1e-9, 1.0 - 1e-9)
    df = len(data.y) - 3
    p = 2.0 * student.sf(np.abs(r) * np.sqrt(df / (1.0 - r**2)), df)
    marks: Flags = (false_discovery_control(p) < NAMING) & (r > 0)
    return marks


def _first_three(heights: Floats) -> Flags:
    marks = np.zeros(len(heights), dtype=np.bool_)
    marks[np.argsort(-heights, kind="stable")[:3]] = True
    return marks


def _try(compute: Callable[[], Floats], otherwise: Floats) -> Floats:
    """Fall back where a method cannot cope with fewer people than causes."""
    try:
        return compute()
    except NotEstimable:
        return otherwise
