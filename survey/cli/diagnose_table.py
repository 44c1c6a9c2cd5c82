"""Keep how a told diagnosis looks on a terminal; know no file and hold no sentence."""

from collections.abc import Mapping, Sequence

from babel.numbers import format_decimal, format_percent

from survey.clearing.tell import ToldCause, ToldDiagnosis, ToldEstimate

GAP = "  "


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
        "",
        *_lay_out_causes(told.causes, kit_words, words, numbers),
    ]
    reasons = [words.get(f"diagnose.reason.{code}", code) for code in dict.fromkeys(told.reasons)]
    for cause in told.causes:
        title = kit_words[f"cause.{cause.code}.title"]
        reasons += [
            f"{title}: {words.get(f'diagnose.reason.{code}', code)}" for code in cause.reasons
        ]
    if reasons:
        lines += ["", words["diagnose.table.reasons"], *(f"{GAP}- {reason}" for reason in reasons)]
    return "\n".join((*lines, ""))


class Numbers:
    """Write numbers as the reader's language does."""

    def __init__(self, language: str, unknown: str) -> None:
        self._language = language
        self._unknown = unknown

    def plain(self, value: float | None, pattern: str) -> str:
        """Write a number, or the sign for one that cannot be estimated."""
        if value is None:
            return self._unknown
        return format_decimal(value, format=pattern, locale=self._language)

    def chance(self, value: float | None) -> str:
        """Write a probability."""
        if value is None:
            return self._unknown
        return format_percent(value, format="0%", locale=self._language)

    def span(self, estimate: ToldEstimate) -> str:
        """Write an estimate with its interval."""
        if estimate.estimate is None:
            return self._unknown
        middle = self.plain(estimate.estimate, "0.0")
        if estimate.low is None or estimate.high is None:
            return middle
        return f"{middle} ({self.plain(estimate.low, '0.0')}–{self.plain(estimate.high, '0.0')})"


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
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
