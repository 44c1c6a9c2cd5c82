"""Measure speeds as ratios against a reference run beside them: `make bench`.

Machines are shared and noisy, so every row is the median of CPU times of several runs, and each
is followed by how many times the reference (a fixed piece of NumPy work, timed in the same
minute) fits into it. Quote the ratios.
"""

import os
from collections.abc import Callable
from statistics import median

import numpy as np

from survey.ballots import credential
from survey.ballots.credential import POWER, Power
from survey.ballots.keys import IssueKey, new_issue_key
from survey.catalogue.load import load_kit
from survey.diagnosis.diagnose import diagnose
from survey.diagnosis.responses import Response
from survey.disclosure.encoding import encode_release
from survey.planning.explain import explain
from survey.planning.recommend import recommend
from survey.reporting.printed import decode
from survey.reporting.report import render_report
from survey.settings import REPOSITORY
from tests.benchmarks.peers import list_races
from tests.releases import make_causes, make_release

KIT = load_kit(REPOSITORY / "questionnaires" / "marketing-sales")
ROUNDS, SIGNATURES = 7, 50
# Goals of the founders in seconds of CPU, where there is one.
GOALS = {
    "blind signature, gmpy2": 0.006,
    "blind signature, pure Python": 0.035,
    "diagnosis of 2 x 60": 0.25,
    "diagnosis of 2 x 1000": 1.0,
    "plan: 31 measures, 17 causes": 1.0,
    "the same plan, explained": 5.0,
}


def main() -> None:
    """Print the table."""
    reference = median(measure(work_reference) for _ in range(ROUNDS))
    print(f"reference: 40 products of 400 x 400 matrices, {reference * 1000:.1f} ms of CPU\n")
    print(f"{'work':32} {'CPU, ms':>10} {'x reference':>12} {'goal, ms':>10}")
    for name, work, rounds in rows():
        times = SIGNATURES if name.startswith("blind") else 1
        cost = median(measure(work) for _ in range(rounds)) / times
        goal = f"{GOALS[name] * 1000:.0f}" if name in GOALS else "–"
        print(f"{name:32} {cost * 1000:10.1f} {cost / reference:12.2f} {goal:>10}")
    print_races()


def print_races() -> None:
    """Print how many times faster than a peer we are, in the same minute."""
    print(f"\n{'against a peer':34} {'ours, ms':>9} {'peer, ms':>9} {'times':>7} {'goal':>6}")
    for race in list_races():
        fast = median(measure(race.ours, race.often) for _ in range(ROUNDS))
        slow = median(measure(race.peer) for _ in range(3)) * race.part
        times = f"{slow / fast:7.0f}"
        print(f"{race.name:34} {fast * 1000:9.2f} {slow * 1000:9.0f} {times} {race.goal:>6}")


def rows() -> list[tuple[str, Callable[[], object], int]]:
    """List what is measured: name, work, rounds."""
    key = new_issue_key()
    blinded = credential.blind(key.modulus, credential.prepare()).blinded
    small, large = answer(60), answer(1000)
    every = {cause.code: "supported" for cause in KIT.causes}
    causes = make_release(causes=make_causes(every))
    printed = decode(encode_release(make_release()))
    return [
        ("blind signature, gmpy2", lambda: sign(key, blinded), ROUNDS),
        (
            "blind signature, pure Python",
            lambda: sign(key, blinded, power=pow),
            ROUNDS,
        ),
        ("diagnosis of 2 x 60", lambda: run(small, 60), ROUNDS),
        ("diagnosis of 2 x 1000", lambda: run(large, 1000), 3),
        ("plan: 31 measures, 17 causes", lambda: recommend(causes, KIT), ROUNDS),
        ("the same plan, explained", lambda: explain(causes, KIT), ROUNDS),
        ("report in Russian, cold press", lambda: render_report(printed, KIT, "ru"), 3),
    ]


def sign(key: IssueKey, blinded: bytes, power: Power = POWER) -> None:
    """Sign often enough for the clock, which ticks each hundredth of a second."""
    for _ in range(SIGNATURES):
        credential.blind_sign(key, blinded, power=power)


def run(responses: list[Response], n: int) -> object:
    """Diagnose one company."""
    return diagnose(responses, KIT, dict.fromkeys(KIT.departments, n), seed=1)


def answer(n: int) -> list[Response]:
    """Let n people of each department answer at random, with a mood of their own."""
    rng = np.random.default_rng(n)
    codes = [cause.code for cause in KIT.causes]
    return [
        Response(
            department=department,
            answers={
                item: int(np.clip(np.rint(3 + mood + rng.normal(0, 0.8)), 1, 5))
                for item in KIT.items
            },
            nominations=tuple(str(code) for code in rng.choice(codes, 3, replace=False)),
        )
        for department in KIT.departments
        for mood in rng.normal(0, 0.5, n)
    ]


def work_reference() -> object:
    """Do the fixed work that everything is compared with."""
    matrix = np.random.default_rng(0).normal(size=(400, 400))
    return [matrix @ matrix for _ in range(40)]


def measure(work: Callable[[], object], times: int = 1) -> float:
    """Return the CPU seconds of one of so many runs, child processes included.

    The clock ticks each hundredth of a second: what is quicker has to run often.
    """
    start = count_cpu()
    for _ in range(times):
        work()
    return (count_cpu() - start) / times


def count_cpu() -> float:
    """Return the CPU seconds that this process and its ended children have used."""
    return sum(os.times()[:4])


if __name__ == "__main__":
    main()
