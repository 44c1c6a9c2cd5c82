"""Keep the settings, frozen, read once from the environment; no secret but mail's password."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


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
    """Read the settings from `ACCORD_…` variables; what is not given has a default."""
    home = Path(environment.get("ACCORD_HOME", "accord-home")).resolve()
    host = environment.get("ACCORD_HOST", "127.0.0.1")
    port = int(environment.get("ACCORD_PORT", "8000"))
    return Settings(
        database=environment.get(
            "ACCORD_DATABASE", f"sqlite+aiosqlite:///{home / 'data' / 'accord.db'}"
        ),
        keys=Path(environment.get("ACCORD_KEYS", home / "keys")),
        reports=Path(environment.get("ACCORD_REPORTS", home / "reports")),
        outbox=Path(environment.get("ACCORD_OUTBOX", home / "outbox")),
        questionnaires=Path(
            environment.get("ACCORD_QUESTIONNAIRES", REPOSITORY / "questionnaires")
        ),
        base_url=environment.get("ACCORD_BASE_URL", f"http://{host}:{port}").rstrip("/"),
        host=host,
        port=port,
        language=environment.get("ACCORD_LANG", "ru"),
        smtp=_load_smtp(environment),
    )


def _load_smtp(environment: Mapping[str, str]) -> Smtp | None:
    host = environment.get("ACCORD_SMTP_HOST")
    if not host:
        return None
    return Smtp(
        host=host,
        port=int(environment.get("ACCORD_SMTP_PORT", "587")),
        user=environment.get("ACCORD_SMTP_USER", ""),
        password=environment.get("ACCORD_SMTP_PASSWORD", ""),
        sender=environment.get("ACCORD_SMTP_SENDER", "accord@localhost"),
        starttls=environment.get("ACCORD_SMTP_STARTTLS", "yes") != "no",
    )
