"""Keep, beside the keys, which places were signed for and which envelope of a ballot is the last.

Hashes only, in no order and without a time. Whoever can write to the campaigns' database alone can
then neither take ballots out, nor lay an older one back, nor have a place signed for twice.
"""

import os
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from survey.errors import AlreadyCollected, Refused

# `former` is the envelope that may lie in the box instead, until the newest is known to be there;
# an empty one stands for none at all.
_TABLES = """
CREATE TABLE signed (place BLOB PRIMARY KEY, department TEXT NOT NULL, blinded BLOB NOT NULL)
WITHOUT ROWID;
CREATE TABLE cast (nullifier BLOB PRIMARY KEY, newest BLOB NOT NULL, former BLOB) WITHOUT ROWID;
"""
_PATIENCE = 30
_NOTHING = b""


def envelope(sealed: bytes | None) -> bytes:
    """Name a sealed ballot by its hash; none has the empty name."""
    return _NOTHING if sealed is None else sha256(sealed).digest()


class Ledger:
    """One campaign's ledger, a file in its folder of the key directory."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def open(self) -> None:
        """Make an empty ledger; raises FileExistsError where there is one."""
        # SQLite's journal takes over the rights of the file.
        os.close(os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600))
        with self._writing() as ledger:
            for statement in _TABLES.split(";"):
                ledger.execute(statement)

    def sign(self, department: str, place: str, blinded: bytes, *, most: int) -> None:
        """Note that a place of a department is signed for; the same again is the same.

        Raises
        ------
        AlreadyCollected
            The place was signed for another blinded message.
        Refused
            The department has no place left: as many were signed for as its roster has people.
        """
        own, digest = sha256(place.encode()).digest(), sha256(blinded).digest()
        with self._writing() as ledger:
            found = ledger.execute("SELECT blinded FROM signed WHERE place = ?", (own,)).fetchone()
            if found:
                if found[0] != digest:
                    raise AlreadyCollected
                return
            counted = "SELECT count(*) FROM signed WHERE department = ?"
            if ledger.execute(counted, (department,)).fetchone()[0] >= most:
                raise Refused("no_place_left", department=department)
            ledger.execute("INSERT INTO signed VALUES (?, ?, ?)", (own, department, digest))

    def count_signed(self) -> Mapping[str, int]:
        """Count the places that were signed for, by department."""
        with self._writing() as ledger:
            counted = "SELECT department, count(*) FROM signed GROUP BY department"
            return dict(ledger.execute(counted).fetchall())

    def note(self, nullifier: bytes, *, lying: bytes, newest: bytes) -> None:
        """Note an envelope before it is put in place of the one that lies in the box.

        Until `confirm` either is right: the commit between the two may fail. What lies there
        counts only if it was right before.
        """
        with self._writing() as ledger:
            found = _find_envelopes(ledger, nullifier)
            former = lying if lying in found else None
            ledger.execute(
                "INSERT INTO cast VALUES (?, ?, ?) ON CONFLICT (nullifier)"
                " DO UPDATE SET newest = excluded.newest, former = excluded.former",
                (nullifier, newest, former),
            )

    def confirm(self, nullifier: bytes, newest: bytes) -> None:
        """Note that the newest envelope lies in the box, unless a newer one was noted since."""
        with self._writing() as ledger:
            ledger.execute(
                "UPDATE cast SET former = NULL WHERE nullifier = ? AND newest = ?",
                (nullifier, newest),
            )

    def require_unchanged(self, lying: Mapping[bytes, bytes]) -> Collection[bytes]:
        """Return the nullifiers that went through the door; `lying` are the box's envelopes.

        Raises
        ------
        Refused
            A ballot that was acknowledged is missing, or lies there as it was once.
        """
        with self._writing() as ledger:
            noted = ledger.execute("SELECT nullifier, newest, former FROM cast").fetchall()
        for nullifier, newest, former in noted:
            if lying.get(nullifier, _NOTHING) not in (newest, former):
                raise Refused("ballots_changed")
        return {nullifier for nullifier, _, _ in noted}

    def adopt(self, lying: Mapping[bytes, bytes]) -> None:
        """Take the box as it is for the right one: after a copy was put back on purpose."""
        with self._writing() as ledger:
            ledger.execute("DELETE FROM cast")
            rows = [(nullifier, newest, None) for nullifier, newest in sorted(lying.items())]
            ledger.executemany("INSERT INTO cast VALUES (?, ?, ?)", rows)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        # A campaign without a ledger was not opened by us: nothing is made up for it.
        address = f"{self._file.absolute().as_uri()}?mode=rw"
        try:
            ledger = sqlite3.connect(address, timeout=_PATIENCE, isolation_level=None, uri=True)
        except sqlite3.OperationalError:
            raise Refused("no_ledger") from None
        try:
            # No write-ahead log: its frames would keep the order in which people came.
            ledger.execute("PRAGMA journal_mode = DELETE")
            ledger.execute("PRAGMA synchronous = EXTRA")
            ledger.execute("PRAGMA secure_delete = ON")
            ledger.execute("BEGIN IMMEDIATE")
            with ledger:
                yield ledger
        finally:
            ledger.close()
            # The hour of the last cast is nobody's business.
            os.utime(self._file, (0, 0))


def _find_envelopes(ledger: sqlite3.Connection, nullifier: bytes) -> Collection[bytes | None]:
    query = "SELECT newest, former FROM cast WHERE nullifier = ?"
    found = ledger.execute(query, (nullifier,)).fetchone()
    return (_NOTHING,) if found is None else tuple(found)
