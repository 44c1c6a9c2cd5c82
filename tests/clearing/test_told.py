"""The one object that a diagnosis in the clear is told as."""

import json

import pytest

from survey.clearing.tell import ToldEstimate, encode
from tests.answers import rows, text
from tests.clearing.tables import KIT, Clear


class TestTheObject:
    def test_scores_sum_to_a_hundred_or_are_all_zero(self, clear: Clear) -> None:
        told = clear(text(rows(KIT, {"marketing": 15, "sales": 15})))

        assert sum(cause.score or 0.0 for cause in told.causes) == pytest.approx(100)

    def test_every_cause_of_the_kit_is_there_once_in_order_of_score(self, clear: Clear) -> None:
        told = clear(text(rows(KIT, {"marketing": 15, "sales": 15})))

        scores = [cause.score or 0.0 for cause in told.causes]
        assert sorted(cause.code for cause in told.causes) == sorted(c.code for c in KIT.causes)
        assert scores == sorted(scores, reverse=True)

    def test_the_same_seed_gives_the_same_bytes(self, clear: Clear) -> None:
        table = rows(KIT, {"marketing": 15, "sales": 15})

        assert encode(clear(text(table))) == encode(clear(text(table[::-1])))

    def test_what_is_not_finite_is_null(self) -> None:
        nothing = float("nan")
        estimate = ToldEstimate(
            estimate=nothing, low=nothing, high=float("inf"), bound_low=None, bound_high=1.0
        )

        assert json.loads(encode(estimate))["high"] is None

    @pytest.mark.parametrize("n", [1, 3, 7, 8])
    def test_no_form_of_nan_is_ever_written(self, clear: Clear, n: int) -> None:
        line = encode(clear(text(rows(KIT, {"marketing": n, "sales": n})))).decode()

        def refuse(word: str) -> float:
            raise AssertionError(word)

        assert json.loads(line, parse_constant=refuse)["n"] == {"marketing": n, "sales": n}
        assert line.endswith("\n")
        assert line.count("\n") == 1
