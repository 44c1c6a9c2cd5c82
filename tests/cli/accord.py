"""Keep how a test says a command: `accord …`, in a home of its own."""

import os
from pathlib import Path

from click.testing import CliRunner, Result

from survey.cli.command import main


def accord(home: Path, *words: str, **variables: str) -> Result:
    """Run `accord` with these words; no setting of this machine reaches it."""
    silenced = {name: None for name in os.environ if name.startswith("ACCORD_") or name == "LANG"}
    return CliRunner().invoke(main, words, env={**silenced, "ACCORD_HOME": str(home), **variables})
