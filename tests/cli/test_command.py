import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from survey.settings import REPOSITORY
from tests.cli.accord import accord


def test_the_version_is_that_of_the_project(tmp_path: Path) -> None:
    version = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["version"]

    done = accord(tmp_path, "--version")

    assert (done.exit_code, done.stdout) == (0, f"accord, version {version}\n")


def test_help_names_every_command_with_a_line_of_its_own(tmp_path: Path) -> None:
    told = accord(tmp_path, "--help", LANG="en").stdout.partition("Commands:\n")[2].splitlines()

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


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["initt"], "Команды 'initt' нет. Может быть, 'init'?"),
        (["serve", "--prt", "1"], "Параметра '--prt' нет."),
        (["serve", "--port", "x"], "Значение для '--port' не годится"),
        (["demo", "--lang", "fr"], "возможно: 'ru', 'en'."),
        (["kit", "show"], "Не указано: 'CODE'."),
        (["kit", "list", "x"], "Лишнее слово: x"),
    ],
)
def test_in_a_russian_terminal_the_library_speaks_russian_too(
    tmp_path: Path, words: list[str], sentence: str
) -> None:
    done = accord(tmp_path, *words, LANG="ru_RU.UTF-8")

    assert done.exit_code == 2
    assert done.stderr.startswith("Использование: ")
    assert sentence in done.stderr
    english = accord(tmp_path, *words, LANG="en_US.UTF-8").stderr
    assert english.startswith("Usage: ")
    assert sentence not in english


def test_everything_that_the_system_lacks_is_named_at_once(tmp_path: Path) -> None:
    shutil.copy(REPOSITORY / "Makefile", tmp_path)
    shutil.copytree(REPOSITORY / "bin", tmp_path / "bin")
    machine = tmp_path / "machine"
    machine.mkdir()
    # A machine without a single package, and somebody who may not install any.
    for name, script in {"dpkg-query": "exit 1", "id": "echo 1000", "apt-get": "exit 1"}.items():
        (machine / name).write_text(f"#!/bin/sh\n{script}\n")
        (machine / name).chmod(0o755)
    done = subprocess.run(
        ["make", "test", f"PYTHON={sys.executable}"],
        cwd=tmp_path,
        env={"PATH": f"{machine}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    (told,) = [line for line in done.stderr.splitlines() if line.startswith("Missing")]
    assert {"libpango-1.0-0", "chromium", "postgresql", "poppler-utils"} <= set(told.split())
    assert not (tmp_path / ".venv").exists()
