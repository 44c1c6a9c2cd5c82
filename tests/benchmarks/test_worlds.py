"""The generator keeps to its description, and the runner marks what it is given."""

import csv
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from survey.clearing.clear import clear_file
from tests.benchmarks.designs import conflict_items, load_design
from tests.benchmarks.diagnosis import Job, run
from tests.benchmarks.families import BASE, FAMILIES, STD, plant
from tests.benchmarks.marks import Mark, calibrate, is_above, rate
from tests.benchmarks.worlds import BENDS, draw_world, write_world

KIT = load_design("kit")


def test_the_designs_are_those_of_the_tables() -> None:
    published = load_design("published")

    assert [len(cause.items) for cause in published.causes] == [4, 3] * 7
    assert len(conflict_items(published)) == 12
    assert [len(cause.items) for cause in KIT.causes] == [3] * 17
    assert len(conflict_items(KIT)) == 9


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("null", [False, True])
def test_a_world_has_n_answers_of_each_department_within_its_roster(
    family: str, null: bool
) -> None:
    world = draw_world(FAMILIES[family], KIT, 8, null=null, seed=1, index=0)

    departments = [response.department for response in world.responses]
    assert all(departments.count(one) == 8 <= size for one, size in world.roster.items())
    assert (max(world.pressure.values()) > 0) is not null


def test_the_same_number_draws_the_same_world_and_another_another() -> None:
    def world(index: int) -> object:
        return draw_world(STD, KIT, 8, null=False, seed=1, index=index).responses

    assert world(3) == world(3)
    assert world(3) != world(4)


def test_reversed_items_are_answered_the_other_way_round() -> None:
    world = draw_world(replace(STD, careless=(0.0, 0.0)), KIT, 400, null=True, seed=1, index=0)

    def correlation(first: str, second: str) -> float:
        pairs = [
            (response.answers[first], response.answers[second])
            for response in world.responses
            if first in response.answers and second in response.answers
        ]
        return float(np.corrcoef(np.array(pairs).T)[0, 1])

    assert KIT.items["goals_2"].reversed
    assert correlation("goals_1", "goals_2") < -0.15 < 0.15 < correlation("goals_1", "goals_3")


def test_wording_that_tempts_is_picked_more_in_both_departments() -> None:
    family = replace(STD, appeal=(2.0, 2.0), careless=(0.0, 0.0))

    def alike(appeal: tuple[float, float] | None) -> float:
        world = draw_world(
            replace(family, appeal=appeal), KIT, 400, null=True, seed=1, index=0
        ).responses
        counts = [
            [
                sum(cause.code in one.nominations for one in world if one.department == side)
                for cause in KIT.causes
            ]
            for side in KIT.departments
        ]
        return float(np.std(np.sum(counts, axis=0)))

    assert alike((2.0, 2.0)) > 1.5 * alike(None)


def test_a_null_world_has_the_severities_of_the_other_but_no_link() -> None:
    causes = plant(STD, 17, null=False, rng=np.random.default_rng(1))
    null = plant(STD, 17, null=True, rng=np.random.default_rng(1))

    assert np.array_equal(causes.mu, null.mu)
    assert causes.beta.any()
    assert not null.beta.any()


def test_the_hard_world_is_planted_as_described() -> None:
    planted = plant(BASE, 17, null=False, rng=np.random.default_rng(1))

    links = sorted(planted.beta[0][planted.beta[0] > 0])
    assert links == [0.35, 0.40, 0.40, 0.40, 0.45]
    assert sorted(np.round(planted.mu.mean(axis=0), 2)) == sorted(
        [*[0.6] * 3, *[0.9] * 2, *[-0.9] * 2, *[0.3] * 3, 0.15, *[-0.35] * 6]
    )


@pytest.mark.parametrize("bend", BENDS)
def test_bends_rise(bend: str) -> None:
    heights = BENDS[bend](np.linspace(-3, 3, 50))

    assert (np.diff(heights) >= 0).all()
    assert heights[-1] > heights[0]


def test_a_world_survives_its_file(tmp_path: Path) -> None:
    world = draw_world(STD, KIT, 8, null=False, seed=1, index=0)
    file = tmp_path / "world.csv"

    write_world(world, file)

    with file.open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 16
    told = clear_file(file, KIT, world.roster, name="world", seed=0)
    assert told.n == {"marketing": 8, "sales": 8}


def test_a_file_and_the_memory_give_the_same_mark(tmp_path: Path) -> None:
    job = Job(
        family="std",
        design="kit",
        n=10,
        null=False,
        nominations=True,
        insight=None,
        seed=3,
        index=1,
        folder=None,
    )

    assert run(job) == run(replace(job, folder=tmp_path))


def test_the_runner_prints_its_figures_and_writes_the_truth(tmp_path: Path) -> None:
    said = subprocess.run(
        [
            *(sys.executable, "-m", "tests.benchmarks.diagnosis", "--worlds", "2", "--n", "8"),
            *("--processes", "1", "--csv", str(tmp_path)),
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )

    truth = [
        msgspec.json.decode(line) for line in (tmp_path / "truth.jsonl").read_bytes().splitlines()
    ]
    assert "| top-1 |" in said.stdout
    assert "false naming" in said.stdout
    assert [one["file"] for one in truth] == [
        "causes-0000.csv",
        "causes-0001.csv",
        "null-0000.csv",
        "null-0001.csv",
    ]
    assert all((tmp_path / one["file"]).exists() for one in truth)


def test_a_rate_is_above_its_mark_only_beyond_chance() -> None:
    # scipy.stats.binom(200, .05): P(X >= 18) = .0121, P(X >= 19) = .0058.
    assert not is_above(18, 200, 0.05)
    assert is_above(19, 200, 0.05)


def test_wilsons_interval() -> None:
    # Agresti & Coull 1998, table 1 style: 0 of 10 gives 0 to .278.
    assert rate(0, 10) == "0.000 (0.000–0.278)"


def test_calibration_needs_enough_worlds_in_a_bin() -> None:
    one = Mark(
        hit=True,
        hit_by_mean=False,
        hit_by_picks=True,
        first=True,
        recall=1.0,
        capture=1.0,
        right=1,
        wrong=0,
        likely_right=0,
        likely_wrong=0,
        p_top1=0.875,
        covered=1.0,
        verdict="named",
    )

    assert calibrate([one] * 49) == []
    assert calibrate([one] * 50) == [("0.80–1.00", 50, 0.875, 1.0)]
