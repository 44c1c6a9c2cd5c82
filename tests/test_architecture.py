"""The walls of the house, and that they would be seen to fall."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from survey.settings import REPOSITORY

ROOMS = ("survey", "reports")
LONGEST = 300
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
# Headings of spreadsheets, endings of names, typography: data that is matched, not said.
MATCHED = {
    "survey/web/office/roster.py",
    "reports/wording.py",
    *(f"survey/disclosure/{file}.py" for file in ("scrub", "patterns", "names", "declension")),
    *(f"survey/disclosure/{file}.py" for file in ("letters", "lexicon")),
}

# One forbidden import for each wall, and the contract that has to see it.
BREACHES = [
    ("reports/charts.py", "import sqlalchemy", "1b."),
    ("reports/charts.py", "import survey.errors", "1a."),
    ("survey/errors.py", "import survey.settings", "2."),
    ("survey/statistics/scoring.py", "import survey.diagnosis.diagnose", "2."),
    ("survey/diagnosis/rules.py", "import survey.diagnosis.diagnose", "3."),
    ("survey/disclosure/policy.py", "import litestar", "4a."),
    ("survey/statistics/scoring.py", "import survey.errors, survey.catalogue.kit", "4b."),
    ("survey/web/cast.py", "import survey.web.issue", "5a."),
    ("survey/issuing.py", "import survey.store.box", "5b."),
    ("survey/campaigns/people.py", "import survey.ballots.sealing", "5b."),
    ("survey/casting.py", "import survey.store.roster", "5c."),
    ("survey/guarding.py", "import survey.campaigns.course", "5c."),
    ("survey/campaigns/draft.py", "import survey.ballots.shares", "5b."),
    ("survey/jobs/letters.py", "import survey.store.box", "6a."),
    ("survey/jobs/letters.py", "import survey.store.roster", "6b."),
    ("survey/reporting/document.py", "import survey.diagnosis.diagnosis", "6c."),
    ("survey/clearing/clear.py", "import survey.store.database", "6d."),
    ("survey/web/page.py", "import survey.disclosure.gate", "6e."),
    ("survey/casting.py", "import survey.store.guardians", "6f."),
]


def sources() -> list[Path]:
    """List our Python files."""
    return [file for room in ROOMS for file in sorted((REPOSITORY / room).rglob("*.py"))]


def name(file: Path) -> str:
    """Name a file as people do."""
    return file.relative_to(REPOSITORY).as_posix()


def lint(folder: Path) -> "subprocess.CompletedProcess[str]":
    """Hold the imports of this copy against the contracts."""
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the rooms and their contracts."""
    folder = tmp_path_factory.mktemp("house")
    for room in ROOMS:
        shutil.copytree(REPOSITORY / room, folder / room)
    shutil.copy(REPOSITORY / "pyproject.toml", folder)
    return folder


def test_the_walls_stand(copy: Path) -> None:
    assert lint(copy).returncode == 0


def test_every_wall_is_seen_to_fall(copy: Path) -> None:
    for file, breach, _ in BREACHES:
        whole = (copy / file).read_text(encoding="utf-8")
        (copy / file).write_text(f"{whole}\n{breach}\n", encoding="utf-8")

    told = lint(copy)

    broken = {line.split()[0] for line in told.stdout.splitlines() if line.endswith(" BROKEN")}
    assert told.returncode == 1
    assert broken >= {contract for _, _, contract in BREACHES}, told.stdout


def test_no_file_is_long() -> None:
    long = {name(file): len(file.read_text(encoding="utf-8").splitlines()) for file in sources()}

    assert {file: count for file, count in long.items() if count > LONGEST} == {}


def test_packages_have_nothing_in_their_init() -> None:
    full = [name(file) for file in sources() if file.name == "__init__.py" and file.stat().st_size]

    assert full == []


def test_no_sentence_for_people_is_written_in_python() -> None:
    said = [
        f"{name(file)}:{node.lineno}"
        for file in sources()
        if name(file) not in MATCHED
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CYRILLIC.search(node.value)
    ]

    assert said == []


def test_every_module_says_what_it_keeps() -> None:
    silent = [
        name(file)
        for file in sources()
        if file.stat().st_size and not ast.get_docstring(ast.parse(file.read_text()))
    ]

    assert silent == []
