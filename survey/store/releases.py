"""Keep the bytes of releases and their SHA-256; a wave has one release, for ever."""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Column, Integer, LargeBinary, String, Table, delete, insert, select

from survey.errors import Refused
from survey.store.database import METADATA, Session

RELEASE = Table(
    "release",
    METADATA,
    Column("campaign", String(16), primary_key=True),
    Column("wave", Integer, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
    Column("sha256", String(64), nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRelease:
    """A release as it was written: canonical JSON and its SHA-256 in hex."""

    campaign: str
    wave: int
    bytes: bytes
    sha256: str

    @property
    def intact(self) -> bool:
        """Whether the bytes are still those that were written."""
        return sha256(self.bytes).hexdigest() == self.sha256


async def add_release(session: Session, campaign: str, wave: int, content: bytes) -> None:
    """Write the release of a wave; the same bytes again change nothing, others are refused."""
    found = await find_release(session, campaign, wave)
    if found is not None:
        if found.bytes != content:
            raise Refused("another_release", campaign=campaign, wave=wave)
        return
    await session.execute(
        insert(RELEASE).values(
            campaign=campaign, wave=wave, bytes=content, sha256=sha256(content).hexdigest()
        )
    )


async def find_release(session: Session, campaign: str, wave: int) -> StoredRelease | None:
    """Find the release of a wave."""
    query = select(RELEASE).where(RELEASE.c.campaign == campaign, RELEASE.c.wave == wave)
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    return StoredRelease(campaign=row.campaign, wave=row.wave, bytes=row.bytes, sha256=row.sha256)


async def delete_release(session: Session, campaign: str, wave: int) -> None:
    """Delete what a close could not verify, of a wave that ends without results."""
    await session.execute(
        delete(RELEASE).where(RELEASE.c.campaign == campaign, RELEASE.c.wave == wave)
    )
