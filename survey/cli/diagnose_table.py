"""Keep how a told diagnosis looks on a terminal; know no file and hold no sentence."""

from collections.abc import Mapping, Sequence

from survey.clearing.tell import ToldCause, ToldDiagnosis
from survey.cli.diagnose_changes import lay_out_changes
from survey.cli.diagnose_details import lay_out_details
from survey.cli.diagnose_numbers import GAP, Numbers, align
from survey.cli.diagnose_speech import Speech


def lay_out(
    told: ToldDiagnosis, kit_words: Mapping[str, str], words: Mapping[str, str], language: str
) -> str:
    """Return the diagnosis as lines of text: the verdict, the conflict, the causes in order."""
    numbers = Numbers(language, words["diagnose.table.unknown"])
    answered = ", ".join(
        words["diagnose.table.answered_one"].format(department=name, n=n, roster=told.roster[name])
        for name, n in told.n.items()
    )
    lines = [
        told.file,
        words["diagnose.table.answered"].format(answered=answered),
        words["diagnose.table.verdict"].format(verdict=words[f"diagnose.verdict.{told.verdict}"]),
        words["diagnose.table.conflict"].format(conflict=numbers.span(told.conflict)),
        *_lay_out_gaps(told, words),
        "",
        *_lay_out_causes(told.causes, kit_words, words, numbers),
    ]
    reasons = [words.get(f"diagnose.reason.{code}", code) for code in dict.fromkeys(told.reasons)]
    reasons += _lay_out_reasons(told, kit_words, words)
    if reasons:
        lines += ["", words["diagnose.table.reasons"], *(f"{GAP}- {reason}" for reason in reasons)]
    speech = Speech(words=words, kit=kit_words, numbers=numbers)
    lines += lay_out_details(told, speech)
    lines += lay_out_changes(told, speech)
    return "\n".join((*lines, ""))


def _lay_out_reasons(
    told: ToldDiagnosis, kit_words: Mapping[str, str], words: Mapping[str, str]
) -> list[str]:
    """Say what holds causes down, each reason once with all causes it is said of."""
    held: dict[str, list[str]] = {}
    for cause in told.causes:
        for code in cause.reasons:
            held.setdefault(code, []).append(kit_words[f"cause.{cause.code}.title"])
    everyone = words["diagnose.table.all_causes"]
    return [
        f"{everyone if len(titles) == len(told.causes) else ', '.join(titles)}: "
        f"{words.get(f'diagnose.reason.{code}', code)}"
        for code, titles in held.items()
    ]


def _lay_out_gaps(told: ToldDiagnosis, words: Mapping[str, str]) -> list[str]:
    """Say which department is silent, and how many responses were too empty to count."""
    silent = [name for name, n in told.rows.items() if n == 0]
    lines = [words["diagnose.table.nobody"].format(department=name) for name in silent]
    empty = sum(told.rows.values()) - sum(told.n.values()) if told.rows else 0
    if empty:
        lines.append(words["diagnose.table.empty"].format(empty=empty))
    return lines


def _lay_out_causes(
    causes: Sequence[ToldCause],
    kit_words: Mapping[str, str],
    words: Mapping[str, str],
    numbers: Numbers,
) -> list[str]:
    columns = ("place", "cause", "score", "first", "top3", "severity", "level")
    rows = [tuple(words[f"diagnose.table.{column}"] for column in columns)]
    rows += [
        (
            str(place),
            kit_words[f"cause.{cause.code}.title"],
            numbers.plain(cause.score, "0"),
            numbers.chance(cause.p_top1),
            numbers.chance(cause.p_top3),
            numbers.span(cause.severity),
            words[f"diagnose.level.{cause.level}"],
        )
        for place, cause in enumerate(causes, start=1)
    ]
    return align(rows)
