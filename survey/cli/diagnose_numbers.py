"""Keep how numbers and tables are written on a terminal; hold no sentence."""

from collections.abc import Sequence

from babel.numbers import format_decimal, format_percent

from survey.clearing.tell import ToldEstimate

GAP = "  "


class Numbers:
    """Write numbers as the reader's language does."""

    def __init__(self, language: str, unknown: str) -> None:
        self._language = language
        self.unknown = unknown

    def plain(self, value: float | None, pattern: str) -> str:
        """Write a number, or the sign for one that cannot be estimated."""
        if value is None:
            return self.unknown
        text = format_decimal(value, format=pattern, locale=self._language)
        # A hyphen is no minus, and nothing has no sign.
        return text.replace("-", "−" if any(digit in text for digit in "123456789") else "")

    def chance(self, value: float | None) -> str:
        """Write a probability."""
        if value is None:
            return self.unknown
        return format_percent(value, locale=self._language)

    def span(self, estimate: ToldEstimate) -> str:
        """Write an estimate with its interval."""
        if estimate.estimate is None:
            return self.unknown
        middle = self.plain(estimate.estimate, "0.0")
        if estimate.low is None or estimate.high is None:
            return middle
        return f"{middle} ({self.plain(estimate.low, '0.0')}–{self.plain(estimate.high, '0.0')})"

    def interval(self, middle: float | None, low: float | None, high: float | None) -> str:
        """Write a figure of two places with its interval."""
        if middle is None or low is None or high is None:
            return self.unknown
        ends = f"{self.plain(low, '0.00')}…{self.plain(high, '0.00')}"
        return f"{self.plain(middle, '0.00')} ({ends})"


def align(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return rows of cells as lines with columns under each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
