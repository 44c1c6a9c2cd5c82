import tomllib
from pathlib import Path

import pytest

from survey.settings import REPOSITORY
from survey.web.assets import GUARDIAN_SCRIPTS, script_hash
from survey.wording import LANGUAGES, ROOT
from tests.cli.accord import accord


def test_a_sound_installation_is_told_so_in_sentences(tmp_path: Path) -> None:
    accord(tmp_path, "init", "--email", "hr@example.org")

    done = accord(tmp_path, "doctor", ACCORD_SMTP_HOST="mail.example")

    lines = done.stdout.splitlines()
    assert done.exit_code == 0
    assert all(line.startswith(("хорошо", "внимание")) for line in lines[:-1])
    assert lines[-1].endswith(script_hash(names=GUARDIAN_SCRIPTS))
    assert "хорошо   Ключи лежат отдельно от базы и её копий." in lines
    assert "хорошо   Почта настроена." in lines


def test_what_would_stop_an_opening_gives_exit_code_1(tmp_path: Path) -> None:
    accord(tmp_path, "init", "--email", "hr@example.org")

    done = accord(tmp_path, "doctor", "--lang", "en", ACCORD_KEYS=str(tmp_path / "data" / "keys"))

    assert done.exit_code == 1
    (stop,) = [line for line in done.stdout.splitlines() if line.startswith("stop")]
    assert "a copy of the database would take the keys along" in stop


def test_before_init_the_database_is_what_is_missing(tmp_path: Path) -> None:
    done = accord(tmp_path, "doctor")

    assert done.exit_code == 1
    assert "стоп     База ещё пуста" in done.stdout


def test_a_database_that_cannot_be_reached_is_said_in_a_line(tmp_path: Path) -> None:
    nowhere = "postgresql+asyncpg://accord:secret@127.0.0.1:9/accord"

    done = accord(tmp_path, "doctor", ACCORD_DATABASE=nowhere)

    assert done.exit_code == 1
    assert "База данных не открывается" in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_of_the_examination_has_its_sentences(language: str) -> None:
    told = tomllib.loads((ROOT / f"doctor.{language}.toml").read_text())
    examined = "".join(file.read_text() for file in (ROOT / "doctor").glob("*.py"))

    for code, states in told.items():
        assert set(states) == {"good", "bad"}
        assert f'"{code}"' in examined
    assert set(told) >= {
        part.split('"')[1]
        for part in examined.split(" grade(")[1:] + examined.split("[grade(")[1:]
        if part.startswith('"')
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_a_name_in_the_printed_report(language: str) -> None:
    told = tomllib.loads((ROOT / f"doctor.{language}.toml").read_text())
    printed = tomllib.loads((REPOSITORY / "reports" / "locales" / f"{language}.toml").read_text())

    assert set(printed["checkup"]) == set(told)
    assert set(printed["moment"]) == {"opening", "daily", "closing"}
