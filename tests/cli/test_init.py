import re
import sqlite3
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher

from tests.cli.accord import accord

EMAIL = "hr@example.org"


def _account(home: Path) -> tuple[str, str, str, str]:
    with sqlite3.connect(home / "data" / "accord.db") as database:
        query = "SELECT email, password_hash, totp_secret, language FROM account"
        rows = database.execute(query).fetchall()
    database.close()
    ((email, password_hash, secret, language),) = rows
    return email, password_hash, secret, language


def test_an_installation_is_set_up_and_its_secrets_are_shown(tmp_path: Path) -> None:
    done = accord(tmp_path, "init", "--email", f" {EMAIL.upper()} ")

    assert (done.exit_code, done.stderr) == (0, "")
    email, password_hash, secret, language = _account(tmp_path)
    assert (email, language) == (EMAIL, "ru")
    password = re.search(r"Пароль \(показан один раз\): (\S+)", done.stdout)
    assert password
    assert PasswordHasher().verify(password_hash, password[1])
    assert done.stdout.count(secret) == 2  # alone, and in the address of the QR code
    assert pyotp.parse_uri(re.findall(r"otpauth://\S+", done.stdout)[0]).secret == secret
    assert "http://127.0.0.1:8000/office" in done.stdout
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0


def test_a_second_time_makes_nothing_and_shows_nothing(tmp_path: Path) -> None:
    accord(tmp_path, "init", "--email", EMAIL)
    before = _account(tmp_path)

    again = accord(tmp_path, "init", "--email", "other@example.org")

    assert again.exit_code == 3
    assert again.stdout == ""
    assert "Администратор уже есть" in again.stderr
    assert _account(tmp_path) == before


def test_a_password_of_ones_own_is_not_printed(tmp_path: Path) -> None:
    chosen = "correct horse battery"

    done = accord(
        tmp_path, "init", "--email", EMAIL, ACCORD_ADMIN_PASSWORD=chosen, ACCORD_LANG="en"
    )

    assert done.exit_code == 0
    assert chosen not in done.stdout
    assert "Administrator made: hr@example.org" in done.stdout
    assert PasswordHasher().verify(_account(tmp_path)[1], chosen)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--email", EMAIL, "--password", "elevenchars"), "Пароль короче 12 знаков."),
        (("--email", "nobody"), "Это не адрес почты: «nobody»."),
        (("--email", ""), "Это не адрес почты"),
    ],
)
def test_what_will_not_do_makes_nothing(
    tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    done = accord(tmp_path, "init", *words)

    assert done.exit_code == 2
    assert sentence in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_cannot_be_reached_is_said_in_a_line(tmp_path: Path) -> None:
    nowhere = "postgresql+asyncpg://accord:secret@127.0.0.1:9/accord"

    done = accord(tmp_path, "init", "--email", EMAIL, ACCORD_DATABASE=nowhere)

    assert done.exit_code == 3
    assert "База данных не открывается" in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr
