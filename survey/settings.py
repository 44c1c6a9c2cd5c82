"""Keep the settings, frozen, read once from the environment; no secret but the mail password."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from survey.errors import BadInput

REPOSITORY = Path(__file__).resolve().parent.parent


class BadSetting(BadInput):
    """An `ACCORD_…` variable cannot be used; `variable` and `value` say which."""

    code = "bad_setting"

    def __init__(self, variable: str, value: str) -> None:
        super().__init__(variable=variable, value=value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """Where letters are handed over."""

    host: str
    port: int
    user: str
    password: str
    sender: str
    starttls: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that differs between two installations; the table is in docs/settings.md."""

    database: str
    keys: Path
    reports: Path
    outbox: Path
    questionnaires: Path
    backups: Path | None
    logs: Path | None
    base_url: str
    host: str
    port: int
    language: str
    smtp: Smtp | None

    @property
    def secure(self) -> bool:
        """Whether people reach this server over HTTPS."""
        return self.base_url.startswith("https://")


def load_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings from `ACCORD_…` variables; what is not given, or empty, has a default.

    Raises
    ------
    BadSetting
    """
    given = {name: value for name, value in environment.items() if value}
    home = Path(given.get("ACCORD_HOME", "accord-home")).resolve()
    host = given.get("ACCORD_HOST", "127.0.0.1")
    port = _read_port(given, "ACCORD_PORT", "8000")
    return Settings(
        database=given.get("ACCORD_DATABASE", f"sqlite+aiosqlite:///{home / 'data' / 'accord.db'}"),
        keys=Path(given.get("ACCORD_KEYS", home / "keys")),
        reports=Path(given.get("ACCORD_REPORTS", home / "reports")),
        outbox=Path(given.get("ACCORD_OUTBOX", home / "outbox")),
        questionnaires=Path(given.get("ACCORD_QUESTIONNAIRES", REPOSITORY / "questionnaires")),
        backups=_read_folder(given, "ACCORD_BACKUPS"),
        logs=_read_folder(given, "ACCORD_LOGS"),
        base_url=_read_address(given, f"http://{f'[{host}]' if ':' in host else host}:{port}"),
        host=host,
        port=port,
        language=given.get("ACCORD_LANG", "ru"),
        smtp=_read_smtp(given),
    )


def _read_folder(given: Mapping[str, str], variable: str) -> Path | None:
    return Path(given[variable]) if variable in given else None


def _read_smtp(given: Mapping[str, str]) -> Smtp | None:
    host = given.get("ACCORD_SMTP_HOST")
    if not host:
        return None
    return Smtp(
        host=host,
        port=_read_port(given, "ACCORD_SMTP_PORT", "587"),
        user=given.get("ACCORD_SMTP_USER", ""),
        password=given.get("ACCORD_SMTP_PASSWORD", ""),
        sender=given.get("ACCORD_SMTP_SENDER", "accord@localhost"),
        # Anything but a plain no keeps the letters encrypted on their way.
        starttls=given.get("ACCORD_SMTP_STARTTLS", "yes") != "no",
    )


def _read_port(given: Mapping[str, str], variable: str, usual: str) -> int:
    value = given.get(variable, usual)
    if not value.isdecimal() or len(value) > 5 or not 0 < int(value) < 65536:
        raise BadSetting(variable, value)
    return int(value)


def _read_address(given: Mapping[str, str], usual: str) -> str:
    """Read the address in the letters: links are made by adding a path to it."""
    value = given.get("ACCORD_BASE_URL", usual).rstrip("/")
    try:
        parts = urlsplit(value)
    except ValueError:
        raise BadSetting("ACCORD_BASE_URL", value) from None
    more = parts.path or parts.query or parts.fragment or parts.username
    if parts.scheme not in ("http", "https") or not parts.hostname or more:
        raise BadSetting("ACCORD_BASE_URL", value)
    return value
