import pytest

from tests.disclosure import proof

# The full run is `python -m tests.disclosure.proof` (make bench-disclosure); here the sizes at
# which a rule changes: k, the steps of the grid, the numbers of bands, and the largest.
SAMPLE = [
    *((n, 1) for n in (5, 6, 7, 8, 11, 14, 15, 29, 30, 60)),
    *((n, 2) for n in (7, 8, 10, 11, 12, 14, 15, 18, 19, 29, 30, 31)),
    *((n, 3) for n in (9, 10, 13, 14, 15, 19, 24, 30)),
]


@pytest.fixture(scope="module")
def verdicts() -> dict[str, proof.Verdict]:
    return proof.prove(SAMPLE)


@pytest.mark.parametrize("part", ["counts", "items", "facts", "scores"])
def test_no_cell_proves_how_all_others_answered(
    verdicts: dict[str, proof.Verdict], part: str
) -> None:
    assert verdicts[part].proofs == ()


@pytest.mark.parametrize("part", ["counts", "items", "facts", "scores"])
def test_the_proof_looks_at_many_worlds(verdicts: dict[str, proof.Verdict], part: str) -> None:
    assert verdicts[part].cases > 2_000


def test_every_size_from_k_to_sixty_is_proven_for_one_to_three_colluders() -> None:
    sizes = list(proof.every_size())

    assert sizes[0] == (5, 1)
    assert sizes[-1] == (60, 3)
    assert len(sizes) == 56 + 54 + 52
