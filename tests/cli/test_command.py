import subprocess
import sys
import tomllib
from pathlib import Path

from survey.settings import REPOSITORY
from tests.cli.accord import accord


def test_the_version_is_that_of_the_project(tmp_path: Path) -> None:
    version = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["version"]

    done = accord(tmp_path, "--version")

    assert (done.exit_code, done.stdout) == (0, f"accord, version {version}\n")


def test_help_names_every_command_with_a_line_of_its_own(tmp_path: Path) -> None:
    told = accord(tmp_path, "--help").stdout.partition("Commands:\n")[2].splitlines()

    named = {line.split()[0]: line.split(maxsplit=1)[1:] for line in told}
    assert set(named) >= {"init", "serve", "demo", "kit", "diagnose", "report", "doctor"}
    assert all(said for said in named.values())


def test_the_commands_are_started_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "survey", "--version"],
        cwd=REPOSITORY,
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")
