"""Keep the one act of this folder: a file of answers is diagnosed."""

from pathlib import Path

import pytest

from survey.clearing.clear import clear_file
from survey.clearing.tell import ToldDiagnosis
from survey.cli.wording import load_words
from tests.answers import ROSTER
from tests.clearing.tables import KIT, Clear


@pytest.fixture
def clear(tmp_path: Path) -> Clear:
    """Diagnose a text or bytes as a file."""

    def run(
        content: str | bytes, roster: dict[str, int] | None = None, *, ignore_unknown: bool = False
    ) -> ToldDiagnosis:
        file = tmp_path / "answers.csv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        told = clear_file(
            file, KIT, roster or ROSTER, name="answers.csv", seed=1, ignore_unknown=ignore_unknown
        )
        require_words(told)
        return told

    return run


def require_words(told: ToldDiagnosis) -> None:
    """Every code of a result has its words in both languages."""
    causes = told.causes
    needed = {f"verdict.{told.verdict}", *(f"level.{cause.level}" for cause in causes)}
    reasons = {*told.reasons, *(code for cause in causes for code in cause.reasons)}
    needed |= {f"reason.{code}" for code in reasons}
    for language in ("ru", "en"):
        assert {f"diagnose.{key}" for key in needed} <= load_words(language).keys()
