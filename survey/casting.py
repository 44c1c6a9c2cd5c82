"""Keep the desk where a sealed ballot goes in; it must never know who casts or when.

What the box keeps does not suffice to cast again: the secret behind a credential is looked at here
and kept nowhere.
"""

import asyncio
from datetime import datetime

from survey.ballots import credential, manifest
from survey.ballots.credential import PREPARED_LENGTH, SECRET_LENGTH
from survey.ballots.keys import Keyring
from survey.ballots.ledger import envelope
from survey.ballots.manifest import Manifest
from survey.ballots.sealing import sealed_length
from survey.errors import BadInput, CredentialRefused, NotFound
from survey.store.box import StoredBallot, find_sealed, put_ballot, rewrite_box
from survey.store.campaigns import require_accepting
from survey.store.database import Database

SIGNATURE_LENGTH = 384


async def cast(
    database: Database,
    keyring: Keyring,
    *,
    campaign: str,
    department: str,
    secret: bytes,
    prepared: bytes,
    signature: bytes,
    sealed: bytes,
    now: datetime,
) -> None:
    """Put a sealed ballot into the box, in place of an earlier one of the same credential.

    Casting again is always the same success: a change of mind or a retry after a lost reply. `now`
    decides whether today is a day of the campaign and is kept nowhere.

    Raises
    ------
    BadInput
        A part has another length than every ballot has.
    CredentialRefused
        The secret is not that of the credential, or the signature not by this campaign's key of
        this department.
    NotFound, WrongState
        There is no such campaign, or it does not take part today.
    """
    _require_shape(secret, prepared, signature)
    async with database.reading() as session:
        found = await require_accepting(session, campaign, now)
    frozen = _require_manifest(found.manifest)
    if len(sealed) != sealed_length(frozen.guardian_key):
        raise BadInput("bad_ballot")
    issue_key = _require_issue_key(frozen, department)
    # Verified before the write begins: forged ballots must not queue with real ones.
    credential.require_secret(prepared, secret)
    credential.verify(issue_key, prepared, signature)
    ballot = StoredBallot(
        nullifier=credential.nullifier(campaign, department, prepared),
        campaign=campaign,
        department=department,
        prepared=prepared,
        signature=signature,
        sealed=sealed,
    )
    ledger, newest = keyring.ledger(campaign), envelope(sealed)
    async with database.session() as session:
        await require_accepting(session, campaign, now, lock=True)
        lying = envelope(await find_sealed(session, ballot.nullifier))
        # Before the commit: a ballot that is acknowledged cannot be taken out of the box unseen …
        await asyncio.to_thread(ledger.note, ballot.nullifier, lying=lying, newest=newest)
        await put_ballot(session, ballot)
    # … and after it, so that the one before cannot be laid back either.
    await asyncio.to_thread(ledger.confirm, ballot.nullifier, newest)


async def shuffle_box(database: Database) -> None:
    """Rewrite the box in an order that has nothing to do with the order of casting."""
    async with database.session() as session:
        await rewrite_box(session)


def _require_shape(secret: bytes, prepared: bytes, signature: bytes) -> None:
    lengths = (len(secret), len(prepared), len(signature))
    if lengths != (SECRET_LENGTH, PREPARED_LENGTH, SIGNATURE_LENGTH):
        raise BadInput("bad_ballot")


def _require_manifest(frozen: bytes | None) -> Manifest:
    if frozen is None:
        raise NotFound
    return manifest.decode(frozen)


def _require_issue_key(frozen: Manifest, department: str) -> str:
    for each in frozen.departments:
        if each.code == department:
            return each.issue_key
    raise CredentialRefused
