"""Keep the words of the command line, by language; know no campaign and no person."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def load_words(language: str) -> Mapping[str, str]:
    """Read words.<language>.toml into one flat mapping of dotted keys."""
    table = tomllib.loads((HERE / f"words.{language}.toml").read_text(encoding="utf-8"))
    return _flatten(table, "")


def choose_language(asked: str | None, environment: Mapping[str, str]) -> str:
    """Choose the language: what is asked, else LANG, else Russian."""
    spoken = asked or environment.get("ACCORD_LANG") or environment.get("LANG", "ru")
    return "en" if spoken.lower().startswith("en") else "ru"


def _flatten(table: Mapping[str, object], prefix: str) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            flat.update(_flatten(value, f"{prefix}{key}."))
        else:
            flat[f"{prefix}{key}"] = str(value)
    return flat
