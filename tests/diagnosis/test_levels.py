from dataclasses import replace

import pytest

from survey.diagnosis.levels import Evidence, Link, decide, grade

LINK = Link(named=True, p=0.01, p_quiet=1.0, top3=0.5, acts=0.5, imputed=0.0)
SEVERE = Evidence(
    severe=0.99,
    quiet=0.0,
    sides=(0.95, 0.95),
    gap=0.1,
    gap_q=0.9,
    bounds=1.0,
    alpha_high=0.9,
    alike=False,
    link=LINK,
)


def level(evidence: Evidence, *, low_response: bool = False, no_conflict: bool = False) -> str:
    return grade(evidence, low_response=low_response, no_conflict=no_conflict)[0]


def gappy(*, p: float, top3: float) -> Evidence:
    return replace(SEVERE, link=replace(LINK, p=p, top3=top3, acts=0.9, imputed=0.11))


def test_a_severe_cause_with_a_shown_link_is_supported() -> None:
    assert level(SEVERE) == "supported"


@pytest.mark.parametrize(
    ("top3", "acts", "named", "expected"),
    [
        (0.91, 0.81, True, "likely"),
        (0.89, 0.81, True, "widespread"),
        (0.81, 0.81, False, "likely"),
        (0.99, 0.79, False, "widespread"),
    ],
)
def test_without_a_shown_link_ranks_can_make_it_likely(
    top3: float, acts: float, named: bool, expected: str
) -> None:
    link = replace(LINK, p=0.06, top3=top3, acts=acts, named=named)

    assert level(replace(SEVERE, link=link)) == expected


def test_below_the_severity_gate_no_link_names_a_cause() -> None:
    assert level(replace(SEVERE, severe=0.89)) == "not_supported"


def test_many_gaps_take_one_level() -> None:
    assert level(gappy(p=0.01, top3=0.5)) == "likely"
    assert level(gappy(p=0.20, top3=0.95)) == "widespread"


@pytest.mark.parametrize(
    ("evidence", "low_response", "reason"),
    [(SEVERE, True, "low_response"), (replace(SEVERE, bounds=1.61), False, "wide_bounds")],
)
def test_silence_of_many_caps_a_level_at_likely(
    evidence: Evidence, low_response: bool, reason: str
) -> None:
    assert grade(evidence, low_response=low_response, no_conflict=False) == ("likely", [reason])


def test_items_that_do_not_hang_together_are_not_interpreted() -> None:
    assert level(replace(SEVERE, alpha_high=0.59)) == "not_supported"
    assert level(replace(SEVERE, alpha_high=None)) == "supported"


def test_where_nearly_all_answer_the_same_neither_votes_nor_alpha_decide() -> None:
    alike = replace(SEVERE, alike=True, alpha_high=0.1)

    told = grade(alike, low_response=False, no_conflict=False)

    assert told == ("widespread", ["answered_alike"])
    assert level(replace(alike, severe=0.5)) == "not_supported"


def test_without_conflict_nothing_is_named() -> None:
    assert level(SEVERE, no_conflict=True) == "widespread"


@pytest.mark.parametrize(
    ("sides", "gap", "gap_q", "expected"),
    [
        ((0.95, 0.15), 0.3, 0.5, "one_sided"),
        ((0.50, 0.95), -0.6, 0.05, "one_sided"),
        ((0.50, 0.95), -0.4, 0.05, "widespread"),
        ((0.50, 0.95), -0.6, 0.15, "widespread"),
        ((0.85, 0.95), -0.6, 0.05, "widespread"),
        (None, -2.0, 0.01, "widespread"),
    ],
)
def test_what_weighs_on_one_side_only_is_a_grievance(
    sides: tuple[float, float] | None, gap: float, gap_q: float, expected: str
) -> None:
    evidence = replace(SEVERE, sides=sides, gap=gap, gap_q=gap_q, link=None)

    assert level(evidence) == expected


def test_a_gap_between_two_calm_sides_is_no_grievance() -> None:
    calm = replace(SEVERE, severe=0.0, sides=(0.0, 0.3), gap=0.9, gap_q=0.01, link=None)

    assert level(calm) == "not_supported"


def test_a_quiet_cause_with_a_link_is_sensitive() -> None:
    quiet = replace(SEVERE, severe=0.0, quiet=0.85, sides=(0.0, 0.0))

    assert level(replace(quiet, link=replace(LINK, p_quiet=0.04))) == "sensitive"
    assert level(replace(quiet, link=replace(LINK, p_quiet=0.06))) == "not_supported"
    assert level(replace(quiet, quiet=0.7, link=replace(LINK, p_quiet=0.04))) == "not_supported"


@pytest.mark.parametrize(
    ("levels", "no_conflict", "verdict"),
    [
        (["widespread", "supported", "likely"], False, "named"),
        (["widespread", "likely"], False, "likely"),
        (["widespread", "one_sided", "sensitive"], False, "insufficient"),
        ([], False, "insufficient"),
        (["likely"], True, "no_conflict"),
    ],
)
def test_the_strongest_level_gives_the_verdict(
    levels: list[str], no_conflict: bool, verdict: str
) -> None:
    assert decide(levels, no_conflict=no_conflict) == verdict
