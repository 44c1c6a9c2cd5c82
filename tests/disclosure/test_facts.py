from fractions import Fraction

from survey.diagnosis.responses import Response
from survey.disclosure import facts
from survey.disclosure.facts import Unit
from tests.disclosure.builders import FIRST, KIT, make_response

ITEM = KIT.items["goals_1"]
TURNED = KIT.items["goals_2"]
FORM = KIT.formats["frequency"]


def unit_of(*codes: int | None, c: int = 2) -> Unit:
    people = tuple(
        make_response(answers={"goals_1": code, "goals_2": code})
        if code
        else Response(department=FIRST, answers={})
        for code in codes
    )
    return Unit(responses=people, roster=len(people), c=c)


def test_who_did_not_answer_counts_as_the_middle() -> None:
    unit = unit_of(*[4] * 6, *[None] * 6)

    known = facts.facts_of(ITEM, FORM, unit)

    assert known.mean == Fraction(7, 2)
    assert (known.agree, known.disagree) == ("split", "minority")


def test_a_code_that_the_format_does_not_know_counts_as_the_middle() -> None:
    unit = unit_of(*[3] * 11, 500)

    assert facts.facts_of(ITEM, FORM, unit).mean == 3


def test_a_mean_is_held_where_one_dissenter_still_leaves_it() -> None:
    # n = 12, c = 2: edge (10 + 3 + 10) / 12 (anonymity.md section 3 rule 4).
    assert facts.facts_of(ITEM, FORM, unit_of(*[1] * 12)).mean == Fraction(23, 12)
    assert facts.facts_of(ITEM, FORM, unit_of(*[5] * 12)).mean == 6 - Fraction(23, 12)


def test_a_reversed_item_is_turned_round() -> None:
    unit = unit_of(*[4] * 12)

    assert facts.keyed_mean([ITEM], [FORM], unit) == 4
    assert facts.keyed_mean([TURNED], [FORM], unit) == 2
    assert facts.keyed_mean([ITEM, TURNED], [FORM, FORM], unit) == 3


def test_a_ballot_with_less_than_half_of_the_core_is_no_answer() -> None:
    # The small kit has four causes and four scales of three items each: a core of 24.
    core = [item for item in KIT.items if item[-2:] in ("_1", "_2", "_3") and "lost" not in item]
    assert len(core) == 24

    half = Response(department=FIRST, answers=dict.fromkeys(core[:12], 3))
    less = Response(department=FIRST, answers=dict.fromkeys(core[:11], 3))

    assert facts.usable(half, KIT)
    assert not facts.usable(less, KIT)
