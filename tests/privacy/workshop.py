"""Keep the workshops in which copies of a seized database are made, to be broken."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Protocol

from survey.store.roster import hash_token
from tests.conftest import copy_template
from tests.postgres import Postgres
from tests.privacy.evidence import (
    DATABASE,
    JOURNAL,
    Archive,
    PostgresArchive,
    SqliteArchive,
    Value,
)
from tests.privacy.story import Story

PARTICIPANTS = ("invitee", "invitation", "token_hash", "ballot")
_NUMBERS = count()


class Workshop(Protocol):
    """Makes copies of the database of an open campaign in which everybody has answered.

    bytes_type: what the database calls a column of bytes. number: a column that counts. bare: what
    a table without numbers of the database's own ends with.
    """

    story: Story
    chatter: bytes
    bytes_type: str
    number: str
    bare: str

    def copy(self) -> Archive:
        """Make a copy that is nobody's yet."""

    def lay_in_order(self, archive: Archive) -> None:
        """Put the rows where they would lie had nobody taken care: as they arrived."""


@dataclass(slots=True, kw_only=True)
class SqliteWorkshop:
    """Copies files."""

    folder: Path
    story: Story
    chatter: bytes
    bytes_type: str = "BLOB"
    number: str = "INTEGER PRIMARY KEY AUTOINCREMENT"
    bare: str = "WITHOUT ROWID"

    def copy(self) -> SqliteArchive:
        """Copy the files; who writes to a copy has other pragmas than ours."""
        home = self.folder / f"copy{next(_NUMBERS)}"
        (home / "data").mkdir(parents=True)
        for name, content in self.story.troubled.files.items():
            if name.startswith((DATABASE, JOURNAL)):
                (home / "data" / Path(name).name).write_bytes(content)
        return SqliteArchive(home=home, pragmas={"secure_delete": "OFF"})

    def lay_in_order(self, archive: Archive) -> None:
        """Make the tables again as SQLite makes them without being asked otherwise."""
        for table in ("ballot", "invitation"):
            rows = order_rows(self.story, table)
            archive.execute(f"CREATE TABLE plain AS SELECT * FROM {table} LIMIT 0")
            archive.execute(f"DROP TABLE {table}")
            archive.execute(f"ALTER TABLE plain RENAME TO {table}")
            archive.execute(f"INSERT INTO {table} VALUES ({_mark(rows)})", rows)
        archive.execute("VACUUM")


@dataclass(slots=True, kw_only=True)
class PostgresWorkshop:
    """Makes databases beside the real one and removes them."""

    folder: Path
    server: Postgres
    story: Story
    chatter: bytes
    bytes_type: str = "BYTEA"
    number: str = "SERIAL"
    bare: str = ""
    made: list[str] = field(default_factory=list)

    def copy(self) -> PostgresArchive:
        """Put the rows that were seized into a database at the same revision, as they arrived."""
        home = self.folder / f"copy{next(_NUMBERS)}"
        home.mkdir(parents=True)
        name = copy_template(self.server, "empty")
        self.made.append(name)
        archive = PostgresArchive(home=home, server=self.server, database=name).begin()
        for table in PARTICIPANTS:
            rows = order_rows(self.story, table)
            archive.execute(f"INSERT INTO {table} VALUES ({_mark(rows)})", rows)
        return archive

    def lay_in_order(self, archive: Archive) -> None:
        """Do nothing: PostgreSQL appends."""

    def clear(self) -> None:
        """Remove the copies."""
        for name in self.made:
            asyncio.run(self.server.execute(f"DROP DATABASE {name} WITH (FORCE)"))


def order_rows(story: Story, name: str) -> Sequence[tuple[Value, ...]]:
    """Return the rows of a table in the order in which their people took part."""
    table = story.troubled.tables[name]
    keys: dict[str, list[Value]] = {
        "ballot": [person.nullifier for person in story.people],
        "invitation": [sha256(person.blinded).digest() for person in story.people],
        "token_hash": [hash_token(person.token) for person in story.people],
    }
    if name not in keys:
        return table.rows
    column = {"ballot": "nullifier", "invitation": "blinded", "token_hash": "hash"}[name]
    values = table.column(column)
    return [table.rows[values.index(key)] for key in keys[name]]


def _mark(rows: Sequence[Sequence[Value]]) -> str:
    return ", ".join(f":{place}" for place in range(1, len(rows[0]) + 1))
