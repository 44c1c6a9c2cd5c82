"""Files that people really hand in: what becomes of columns and answers that are not there."""

import pytest

from tests.answers import core_items, rows, text
from tests.clearing.tables import KIT, Clear, faults, small


class TestMissingColumns:
    def test_a_scale_may_lack_one_of_three_items(self, clear: Clear) -> None:
        table = [{k: v for k, v in row.items() if k != "goals_3"} for row in small()]

        told = clear(text(table))

        (goals,) = [cause for cause in told.causes if cause.code == "goals"]
        assert goals.severity.estimate is not None

    @pytest.mark.parametrize("scale", ["goals", "conflict_people"])
    def test_a_scale_of_one_item_is_refused(self, clear: Clear, scale: str) -> None:
        gone = {f"{scale}_1", f"{scale}_2"}
        table = [{k: v for k, v in row.items() if k not in gone} for row in small()]

        (fault,) = faults(clear, text(table))

        assert fault.code == "scale_too_short"
        assert fault.facts == {"scale": scale, "left": 1, "least": 2}

    def test_the_answers_left_are_scored_as_the_scale_they_are(self, clear: Clear) -> None:
        # With goals_3 not asked, one of two answers is half of the scale and counts.
        table = [{k: v for k, v in row.items() if k != "goals_3"} for row in small()]
        for row in table[::2]:
            row["goals_1"] = ""

        told = clear(text(table))

        # The worst case of marketing is 4 * (20 - 6) / 20 wide if all six count.
        (goals,) = [cause for cause in told.causes if cause.code == "goals"]
        marketing = goals.severity_by_department["marketing"]
        assert marketing.bound_high is not None
        assert marketing.bound_low is not None
        assert marketing.bound_high - marketing.bound_low == pytest.approx(2.8)

    def test_without_the_column_of_nominations_they_do_not_count(self, clear: Clear) -> None:
        table = rows(KIT, {"marketing": 12, "sales": 12})
        bare = [{k: v for k, v in row.items() if k != "nominations"} for row in table]

        told = clear(text(bare))

        assert told.nominations_track_ratings is None
        assert "too_few_nominations" not in told.reasons
        assert clear(text(table)).nominations_track_ratings is not None


class TestRoughAnswers:
    """Answers from which little or nothing can be concluded end as said, not as an error."""

    def test_one_department_empty(self, clear: Clear) -> None:
        told = clear(text(rows(KIT, {"marketing": 15})))

        assert told.verdict == "insufficient"
        assert told.n == {"marketing": 15, "sales": 0}
        assert told.reasons

    def test_three_respondents(self, clear: Clear) -> None:
        told = clear(text(rows(KIT, {"marketing": 2, "sales": 1})))

        assert told.verdict == "insufficient"
        assert all(cause.score is None and cause.p_top1 is None for cause in told.causes)

    def test_all_answers_equal(self, clear: Clear) -> None:
        table = rows(KIT, {"marketing": 15, "sales": 15})
        same = [{k: "4" if v.isdigit() else v for k, v in row.items()} for row in table]

        told = clear(text(same))

        assert told.verdict == "insufficient"

    def test_a_cause_without_variance(self, clear: Clear) -> None:
        table = rows(KIT, {"marketing": 15, "sales": 15})
        for row in table:
            row |= {"goals_1": "5", "goals_2": "1", "goals_3": "5"}

        told = clear(text(table))

        (goals,) = [cause for cause in told.causes if cause.code == "goals"]
        assert goals.severity.estimate == 5.0
        assert goals.level != "supported"

    def test_ninety_percent_missing(self, clear: Clear) -> None:
        table = rows(KIT, {"marketing": 15, "sales": 15})
        for place, row in enumerate(table):
            for item in core_items(KIT)[place % 10 : None]:
                row[item.id] = ""

        told = clear(text(table))

        assert told.verdict == "insufficient"
        assert "unusable_answers" in told.reasons

    def test_five_thousand_respondents(self, clear: Clear) -> None:
        table = rows(KIT, {"marketing": 2_500, "sales": 2_500})

        told = clear(text(table), {"marketing": 2_600, "sales": 2_600})

        assert told.n == {"marketing": 2_500, "sales": 2_500}
        assert told.details is not None
        assert told.details.explained is not None
