import numpy as np
import pytest

from survey.statistics.lmg import lmg
from tests.benchmarks.peers import answers, solve_all_subsets


def test_the_peer_of_lmg_computes_the_same() -> None:
    X, y = answers()

    assert solve_all_subsets(X[:, :6], y) == pytest.approx(np.array(lmg(X[:, :6], y).weights))
