"""The solver finds what trying every set finds, and bends to HR's limits and to nothing else."""

import random

import pytest

from survey.disclosure.release import Release
from survey.planning.choices import Choices
from survey.planning.field import find_breach, survey_field
from survey.planning.solve import Program
from survey.planning.table import Table
from tests.enumeration import find_best, make_catalogue, worth_of
from tests.plans import CAUSES
from tests.releases import LADDER, make_causes, make_release, make_votes

LEVELS = ("supported", "likely", "widespread")


def make_findings(seed: int, size: int) -> Release:
    """Build a release with random grades and votes for the cards of a random catalogue."""
    rng = random.Random(seed)
    order = rng.sample(CAUSES[:6], 6)
    votes = {f"m{n:02}": (rng.choice(LADDER), rng.choice(LADDER)) for n in range(size)}
    return make_release(
        causes=make_causes({cause: rng.choice(LEVELS) for cause in order}),
        votes=make_votes(votes),
    )


def make_limits(seed: int) -> Choices:
    """Draw limits that bind now and then."""
    rng = random.Random(seed)
    return Choices(
        most=rng.randint(1, 7),
        budget=rng.choice(("", "free", "low", "medium")),
        capacity={"ceo": rng.randint(0, 60), "head_first": rng.randint(10, 104)},
    )


@pytest.mark.parametrize("seed", range(40))
def test_the_solver_finds_what_trying_every_set_finds(seed: int) -> None:
    size = 6 + seed % 9
    field = survey_field(make_findings(seed, size), make_catalogue(seed, size), make_limits(seed))

    expected = find_best(field)
    found = Program(field).solve()

    listed = Table(field).solve()
    if expected is None:
        assert found is listed is None
    else:
        assert found is not None
        assert listed is not None
        assert (found.method, listed.codes) == ("optimal", expected[0])
        assert found.value == pytest.approx(expected[1], abs=1e-9)
        assert found.codes == expected[0]


@pytest.mark.parametrize("seed", range(12))
def test_a_larger_budget_never_lowers_the_worth(seed: int) -> None:
    release, kit = make_findings(seed, 14), make_catalogue(seed, 14)
    ladders = (
        [Choices(budget=budget) for budget in ("free", "low", "medium", "")],
        [Choices(most=most) for most in range(1, 8)],
        [Choices(capacity={"head_first": hours}) for hours in (0, 20, 60, 200)],
    )

    for ladder in ladders:
        worth = []
        for choices in ladder:
            found = Program(survey_field(release, kit, choices)).solve()
            worth.append(found.value if found else float("-inf"))
        assert worth == sorted(worth)


@pytest.mark.parametrize("seed", range(12))
def test_the_greedy_spare_keeps_the_limits_and_says_what_it_is(seed: int) -> None:
    field = survey_field(make_findings(seed, 14), make_catalogue(seed, 14), make_limits(seed))

    # A solver without time gives up before it begins.
    spare = Program(field).solve(seconds=0.0)
    best = Program(field).solve()

    assert (spare is None) == (best is None)
    if spare is not None and best is not None:
        assert spare.method == "greedy"
        assert find_breach(field, spare.codes) == ""
        assert spare.value <= best.value + 1e-9
        assert spare.value == pytest.approx(worth_of(field, spare.codes))


@pytest.mark.parametrize("seed", range(8))
def test_listed_choices_answer_every_question_as_the_solver_does(seed: int) -> None:
    field = survey_field(make_findings(seed, 14), make_catalogue(seed, 14), make_limits(seed))
    program, table = Program(field), Table(field)
    weights = dict(zip(field.weights, reversed(list(field.weights.values())), strict=True))

    for code in field.cards:
        for forced, forbidden in (((code,), ()), ((), (code,))):
            found = program.solve(forced=forced, forbidden=forbidden)
            listed = table.solve(forced=forced, forbidden=forbidden)
            assert (found is None) == (listed is None)
            if found and listed:
                assert listed.value == pytest.approx(found.value, abs=1e-9)
    found, listed = program.solve(weights=weights), table.solve(weights=weights)
    assert (found and found.codes) == (listed and listed.codes)
