"""Keep the words in which a told diagnosis is said on a terminal; hold no sentence."""

from collections.abc import Mapping
from dataclasses import dataclass

from survey.cli.diagnose_numbers import Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """The reader's words: of the command and of the kit, and how numbers are written."""

    words: Mapping[str, str]
    kit: Mapping[str, str]
    numbers: Numbers

    def tell(self, key: str, **facts: object) -> str:
        """Fill a sentence of the command."""
        return self.words[f"diagnose.{key}"].format(**facts)

    def cause(self, code: str) -> str:
        """Name a cause."""
        return self.kit[f"cause.{code}.title"]
