"""Keep where a campaign is played: a fresh home with a database of either kind, removed after."""

import asyncio
import itertools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import Postgres

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_NUMBERS = itertools.count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A home; `server` and `name` where the database is PostgreSQL's, `url` None for the file."""

    kind: str
    home: Path
    server: Postgres | None = None
    name: str = ""

    @property
    def url(self) -> str | None:
        """Address of the database, None for the home's own file."""
        return self.server.url(self.name) if self.server else None


@contextmanager
def find_place(server: Postgres | None) -> Iterator[Place]:
    """Make a place and remove it afterwards, whatever was seized from it."""
    with tempfile.TemporaryDirectory(prefix="accord-redteam-") as folder:
        home = Path(folder)
        if server is None:
            yield Place(kind=SQLITE, home=home)
            return
        name = f"redteam_{next(_NUMBERS)}"
        asyncio.run(server.execute(f"CREATE DATABASE {name}"))
        try:
            yield Place(kind=POSTGRESQL, home=home, server=server, name=name)
        finally:
            asyncio.run(server.execute(f"DROP DATABASE {name} WITH (FORCE)"))
