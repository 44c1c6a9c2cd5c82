"""Appoint a guardian, open a campaign that has one, and do what a guardian does."""

import secrets
from dataclasses import dataclass, replace
from hashlib import sha256

import pytest

from survey import guarding
from survey.ballots.keys import SealKey
from survey.ballots.shares import Shares
from survey.campaigns.draft import NamedGuardian, edit_campaign
from survey.campaigns.guardian import draw_link
from survey.jobs.closing import ClosingRoom
from survey.store.box import StoredBallot, load_ballots
from survey.store.campaigns import Campaign, require_campaign
from survey.store.database import Database
from survey.store.releases import find_release
from tests.ballots.padding import OAEP_SHA256
from tests.corridor import KIT, Study, draft_study, make_draft, make_rows

OLGA = NamedGuardian(name="Ольга Ким", role="профсоюз", email="olga@example.org")
LOCKED = secrets.token_bytes(1800)
PEOPLE = 12
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """An open campaign with a guardian, who has a key and a link, and the room that closes it."""

    study: Study
    key: SealKey
    token: str
    room: ClosingRoom

    async def unwrap(self) -> list[tuple[bytes, bytes]]:
        """Do what the guardian's browser does."""
        wraps = await guarding.list_wraps(
            self.study.database,
            self.study.keyring,
            campaign=self.study.campaign,
            token=self.token,
        )
        return [
            (sha256(wrap).digest(), self.key.private.decrypt(wrap, OAEP_SHA256)) for wrap in wraps
        ]

    async def send(self, lodge: guarding.Lodge, task: guarding.Task, envelope: bytes) -> object:
        """Send an envelope to the door's desk."""
        return await guarding.open_shares(
            self.study.database,
            self.study.keyring,
            lodge,
            campaign=self.study.campaign,
            token=self.token,
            lock=task.lock,
            envelope=envelope,
        )

    async def ask(self, lodge: guarding.Lodge) -> guarding.Task:
        """Ask what has to be unwrapped."""
        return await guarding.hand_out(
            self.study.database,
            self.study.keyring,
            lodge,
            campaign=self.study.campaign,
            token=self.token,
        )

    async def give(self, given: list[tuple[bytes, bytes]]) -> Shares:
        """Hand over what was unwrapped."""
        return await guarding.take_shares(
            self.study.database,
            self.study.keyring,
            campaign=self.study.campaign,
            token=self.token,
            given=given,
        )

    async def state(self) -> str:
        """Tell where the campaign stands."""
        async with self.study.database.reading() as session:
            return (await require_campaign(session, self.study.campaign)).state

    async def ballots(self) -> tuple[StoredBallot, ...]:
        """Look into the box."""
        async with self.study.database.reading() as session:
            return await load_ballots(session, self.study.campaign)

    async def release(self) -> bytes | None:
        """Read the release."""
        async with self.study.database.reading() as session:
            found = await find_release(session, self.study.campaign, 1)
        return found.bytes if found else None


async def appoint(database: Database) -> tuple[Campaign, str]:
    """Write a draft whose guardian has been named; return it and the guardian's token."""
    campaign = await draft_study(database, make_rows())
    async with database.session() as session:
        await edit_campaign(session, campaign.id, KIT, replace(make_draft(), guardian=OLGA))
        token = await draw_link(session, campaign.id)
    return campaign, token


async def register(
    database: Database, campaign: Campaign, token: str, key: SealKey, wrapped: bytes = LOCKED
) -> None:
    """Hand in the key that the guardian's browser has made."""
    await guarding.register_key(
        database, campaign=campaign.id, token=token, key=key.modulus, wrapped=wrapped
    )
