"""Keep how changes since an earlier wave look on a terminal; know no file, hold no sentence."""

from survey.clearing.tell import ToldDiagnosis, ToldShift
from survey.cli.diagnose_numbers import align
from survey.cli.diagnose_speech import Speech

CONFLICT = "conflict"


def lay_out_changes(told: ToldDiagnosis, speech: Speech) -> list[str]:
    """Return lines: conflict first, then the causes in the order of the diagnosis."""
    changes = told.changes
    if changes is None:
        return []
    if not any(_is_known(shift) for shift in changes.scales):
        return ["", speech.tell("changes.title"), speech.tell("changes.too_few")]
    order = [CONFLICT, *(cause.code for cause in told.causes)]
    shifts = {shift.code: shift for shift in changes.scales}
    departments = tuple(told.n)
    head = (
        *(speech.tell(f"changes.{column}") for column in ("scale", "change", "word")),
        *(speech.tell("changes.left", department=name) for name in departments),
        speech.tell("changes.rank"),
    )
    rows = [_row(shifts[code], departments, speech) for code in order if code in shifts]
    return [
        "",
        speech.tell("changes.title"),
        *align([head, *rows]),
        speech.tell("changes.note"),
        *(
            speech.tell("changes.other_people", department=name)
            for name, other in changes.different_people.items()
            if other
        ),
    ]


def _is_known(shift: ToldShift) -> bool:
    return bool(shift.both) or any([*shift.by_department.values(), *shift.left.values()])


def _row(shift: ToldShift, departments: tuple[str, ...], speech: Speech) -> tuple[str, ...]:
    numbers, both = speech.numbers, shift.both
    title = speech.tell("changes.conflict") if shift.kind == "outcome" else speech.cause(shift.code)
    left = (shift.left[name] for name in departments)
    return (
        title,
        numbers.interval(both.estimate, both.low, both.high) if both else numbers.unknown,
        speech.tell(f"changes.{both.word}") if both else numbers.unknown,
        *(
            f"{numbers.chance(bounds.low)}–{numbers.chance(bounds.high)}"
            if bounds
            else numbers.unknown
            for bounds in left
        ),
        numbers.chance(shift.rank_improved),
    )
