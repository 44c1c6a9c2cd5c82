import re
from pathlib import Path

import pytest

from survey.settings import REPOSITORY, BadSetting, load_settings


def test_without_any_variable_everything_lies_in_one_home_but_apart() -> None:
    settings = load_settings({})

    home = Path("accord-home").resolve()
    assert settings.database == f"sqlite+aiosqlite:///{home}/data/accord.db"
    assert settings.keys == home / "keys"
    assert (settings.reports, settings.outbox) == (home / "reports", home / "outbox")
    assert settings.questionnaires == REPOSITORY / "questionnaires"
    assert (settings.base_url, settings.language) == ("http://127.0.0.1:8000", "ru")
    assert settings.smtp is None


def test_every_variable_is_read() -> None:
    settings = load_settings(
        {
            "ACCORD_HOME": "/srv/accord",
            "ACCORD_DATABASE": "postgresql+asyncpg://x@y/z",
            "ACCORD_KEYS": "/keys",
            "ACCORD_REPORTS": "/reports",
            "ACCORD_OUTBOX": "/outbox",
            "ACCORD_QUESTIONNAIRES": "/kits",
            "ACCORD_BASE_URL": "https://accord.example/",
            "ACCORD_HOST": "0.0.0.0",
            "ACCORD_PORT": "8443",
            "ACCORD_LANG": "en",
            "ACCORD_SMTP_HOST": "mail.example",
            "ACCORD_SMTP_PORT": "25",
            "ACCORD_SMTP_USER": "user",
            "ACCORD_SMTP_PASSWORD": "secret",
            "ACCORD_SMTP_SENDER": "hr@example.org",
            "ACCORD_SMTP_STARTTLS": "no",
        }
    )

    assert settings.database == "postgresql+asyncpg://x@y/z"
    folders = (settings.keys, settings.reports, settings.outbox, settings.questionnaires)
    assert folders == (Path("/keys"), Path("/reports"), Path("/outbox"), Path("/kits"))
    assert settings.base_url == "https://accord.example"
    assert settings.secure
    assert (settings.host, settings.port, settings.language) == ("0.0.0.0", 8443, "en")
    smtp = settings.smtp
    assert smtp is not None
    assert (smtp.host, smtp.port, smtp.user, smtp.password) == (
        "mail.example",
        25,
        "user",
        "secret",
    )
    assert (smtp.sender, smtp.starttls) == ("hr@example.org", False)


def test_an_empty_variable_is_as_good_as_none() -> None:
    given = dict.fromkeys(("ACCORD_HOME", "ACCORD_PORT", "ACCORD_BASE_URL", "ACCORD_SMTP_HOST"), "")

    assert load_settings(given) == load_settings({})


def test_letters_are_encrypted_on_their_way_unless_that_is_plainly_refused() -> None:
    for said, encrypted in (("yes", True), ("off", True), ("0", True), ("no", False)):
        smtp = load_settings({"ACCORD_SMTP_HOST": "x", "ACCORD_SMTP_STARTTLS": said}).smtp
        assert smtp is not None
        assert smtp.starttls is encrypted


@pytest.mark.parametrize("variable", ["ACCORD_PORT", "ACCORD_SMTP_PORT"])
@pytest.mark.parametrize("value", ["x", "0", "65536", "-1", "8000 ", "²", "9" * 5000])
def test_a_port_that_is_none_names_its_variable(variable: str, value: str) -> None:
    with pytest.raises(BadSetting) as wrong:
        load_settings({"ACCORD_SMTP_HOST": "x", variable: value})

    assert wrong.value.facts == {"variable": variable, "value": value}


@pytest.mark.parametrize(
    "value",
    [
        "accord.example",
        "ftp://accord.example",
        "https://",
        "https://accord.example/path",
        "https://accord.example?x",
        "https://accord.example#x",
        "https://user:secret@accord.example",
        "http://[::1",
        "javascript:alert(1)",
    ],
)
def test_an_address_that_makes_no_links_names_its_variable(value: str) -> None:
    with pytest.raises(BadSetting) as wrong:
        load_settings({"ACCORD_BASE_URL": value})

    assert wrong.value.facts["variable"] == "ACCORD_BASE_URL"


def test_an_address_of_six_parts_is_written_in_brackets() -> None:
    assert load_settings({"ACCORD_HOST": "::1"}).base_url == "http://[::1]:8000"


def test_the_page_of_settings_names_every_variable_and_no_other() -> None:
    code = "".join(
        file.read_text()
        for file in (REPOSITORY / "survey").rglob("*.py")
        if "demo" not in file.parts
    )
    page = (REPOSITORY / "docs" / "settings.md").read_text()

    named = {each for each in re.findall(r"ACCORD_[A-Z_]+", page) if "TEST" not in each}
    assert named == {each.rstrip("_") for each in re.findall(r"ACCORD_[A-Z_]+", code)} - {"ACCORD"}
