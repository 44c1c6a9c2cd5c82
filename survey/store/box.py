"""Keep sealed ballots until the close; never know a person, an invitation, a time or an order."""

from dataclasses import dataclass

from sqlalchemy import Column, LargeBinary, String, Table, delete, func, select

from survey.store.database import METADATA, Session, rewrite_shuffled, upsert

# The nullifier is the primary key and the place in the table: rows lie in the order of a hash.
BALLOT = Table(
    "ballot",
    METADATA,
    Column("nullifier", LargeBinary, primary_key=True),
    Column("campaign", String(16), nullable=False, index=True),
    Column("department", String(40), nullable=False),
    Column("prepared", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBallot:
    """Sealed answers as they lie in the box, with the credential that paid for them."""

    nullifier: bytes
    campaign: str
    department: str
    prepared: bytes
    signature: bytes
    sealed: bytes


async def find_sealed(session: Session, nullifier: bytes) -> bytes | None:
    """Find what lies under a nullifier, and keep other casts of it waiting until the commit."""
    if session.dialect.name == "postgresql":
        # A row that is not there yet cannot be locked; SQLite has one writer anyway.
        number = int.from_bytes(nullifier[:8], "big", signed=True)
        await session.execute(select(func.pg_advisory_xact_lock(number)))
    found = await session.execute(select(BALLOT.c.sealed).where(BALLOT.c.nullifier == nullifier))
    return found.scalar_one_or_none()


async def put_ballot(session: Session, ballot: StoredBallot) -> None:
    """Put a ballot in, in place of an earlier one of the same credential."""
    row = {
        "nullifier": ballot.nullifier,
        "campaign": ballot.campaign,
        "department": ballot.department,
        "prepared": ballot.prepared,
        "signature": ballot.signature,
        "sealed": ballot.sealed,
    }
    await upsert(session, BALLOT, row)


async def load_ballots(session: Session, campaign: str) -> tuple[StoredBallot, ...]:
    """Load every ballot of a campaign in the order of nullifiers."""
    query = select(BALLOT).where(BALLOT.c.campaign == campaign).order_by(BALLOT.c.nullifier)
    return tuple(
        StoredBallot(
            nullifier=row.nullifier,
            campaign=row.campaign,
            department=row.department,
            prepared=row.prepared,
            signature=row.signature,
            sealed=row.sealed,
        )
        for row in await session.execute(query)
    )


async def purge_ballots(session: Session, campaign: str) -> None:
    """Delete every ballot of a campaign."""
    await session.execute(delete(BALLOT).where(BALLOT.c.campaign == campaign))


async def rewrite_box(session: Session) -> None:
    """Rewrite the box so that nothing keeps the order of casting."""
    await rewrite_shuffled(session, BALLOT)
