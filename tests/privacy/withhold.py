"""Keep how a database is made to fail for a moment, and is afterwards what it was to the letter."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from tests.privacy.evidence import Archive, SqliteArchive


@contextmanager
def withhold(archive: Archive, table: str) -> Iterator[None]:
    """Take a table away: whatever asks for it fails."""
    sqlite = archive if isinstance(archive, SqliteArchive) else None
    words = (
        sqlite.read("SELECT sql, name FROM sqlite_master WHERE sql IS NOT NULL") if sqlite else []
    )
    archive.execute(f"ALTER TABLE {table} RENAME TO away")
    try:
        yield
    finally:
        archive.execute(f"ALTER TABLE away RENAME TO {table}")
        if sqlite:
            # A rename puts the name in quotation marks, and doctor reads every letter of a schema.
            writable = replace(sqlite, pragmas={"writable_schema": "ON"})
            writable.execute("UPDATE sqlite_master SET sql = :1 WHERE name = :2", words)
