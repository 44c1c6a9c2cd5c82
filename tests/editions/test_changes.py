import msgspec
import pytest

from survey.disclosure.release import Participation, Release
from survey.editions.changes import compare_waves
from survey.errors import BadInput
from tests.reports.editions import make_edition
from tests.reports.pieces import kit, scale

WORDS = kit().words["en"]


def wave(first: float, second: float, **changes: object) -> Release:
    """Build a wave of 16 and 16 people with this conflict."""
    plain = msgspec.structs.replace(
        make_edition("named"), conflict=scale("conflict", first, second)
    )
    return msgspec.structs.replace(plain, **changes)


def told(before: Release, after: Release) -> list[str]:
    found = compare_waves(before, "a" * 64, after, WORDS)
    return [change.word for change in found.changes if change.kind == "conflict"]


EARLIER = {"opened": "2025-09-01", "closed": "2025-09-12"}


def test_a_lower_conflict_is_better_and_a_higher_one_worse_beyond_what_the_sizes_allow() -> None:
    # At least 16 of 16 and of 20: step 0.25, half widths of a difference 0.38 and 0.48.
    assert told(wave(4.0, 2.0, **EARLIER), wave(3.0, 3.0)) == ["improved", "worsened"]
    assert told(wave(3.5, 3.0, **EARLIER), wave(3.25, 3.25)) == ["no_clear_change"] * 2


def test_fewer_answers_need_a_larger_change() -> None:
    few = {"participation": Participation(roster=(40, 40), at_least=(8, 8))}

    assert (
        told(wave(4.0, 4.0, **EARLIER, **few), wave(3.25, 3.25, **few)) == ["no_clear_change"] * 2
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kit_hash": "0" * 64}, "other_kit"),
        ({"departments": ("design", "sales")}, "other_departments"),
        ({"layout": "combined"}, "other_layout"),
        ({"closed": "2027-01-01"}, "same_wave"),
    ],
)
def test_waves_that_differ_in_kind_are_not_compared(change: dict[str, object], code: str) -> None:
    with pytest.raises(BadInput) as caught:
        told(wave(3.0, 3.0, **{**EARLIER, **change}), wave(3.0, 3.0))

    assert caught.value.code == code
