"""Keep the desk where a person collects a credential; it knows who knocks, never a ballot."""

import asyncio
from datetime import datetime
from hashlib import sha256

from survey.ballots import credential, manifest
from survey.ballots.keys import Keyring
from survey.errors import AlreadyCollected, NotFound
from survey.store.campaigns import require_accepting
from survey.store.database import Database, Session
from survey.store.places import pass_on_codes
from survey.store.roster import Invitation, collect_invitation, find_invitation, hash_token


async def issue(
    database: Database,
    keyring: Keyring,
    *,
    campaign: str,
    token: str,
    blinded: bytes,
    now: datetime,
) -> bytes:
    """Sign a blinded message, once for each invitation, and return the blind signature.

    The same blinded message again gives the same signature: a reply may have been lost. Any token
    of the invitation works until one of them was used, and the same one afterwards. Of a nameless
    invitation the others then open another one of its department, while there is one.

    Raises
    ------
    NotFound
        No such campaign, or no invitation that this token opens.
    AlreadyCollected
        The invitation was used for another blinded message.
    WrongState
        The campaign does not take part today.
    Refused
        The manifest is not the one that the keys were made for, or as many credentials of the
        department were signed as it has people.
    BadInput
        The blinded message is no number that the key can sign.
    """
    async with database.reading() as session:
        invitation, _ = await _require_usable(session, keyring, campaign, token, blinded, now)
    key = await asyncio.to_thread(keyring.load_issue_key, campaign, invitation.department)
    # Signed before it is collected, so that what cannot be signed uses nothing up …
    signature = await asyncio.to_thread(credential.blind_sign, key, blinded)
    async with database.session() as session:
        invitation, places = await _require_usable(
            session, keyring, campaign, token, blinded, now, lock=True
        )
        # Also when the row says that it was collected: the row is not what is trusted.
        await asyncio.to_thread(
            keyring.ledger(campaign).sign,
            invitation.department,
            invitation.id,
            blinded,
            most=places,
        )
        if not invitation.collected:
            await collect_invitation(session, invitation.id, sha256(blinded).digest())
            await pass_on_codes(session, invitation, hash_token(token))
    # … and handed out after the commit, so that no power cut lets an invitation be used twice.
    return signature


async def _require_usable(
    session: Session,
    keyring: Keyring,
    campaign: str,
    token: str,
    blinded: bytes,
    now: datetime,
    *,
    lock: bool = False,
) -> tuple[Invitation, int]:
    found = await require_accepting(session, campaign, now, lock=lock)
    invitation = await find_invitation(session, campaign, hash_token(token), lock=lock)
    if invitation is None or found.manifest is None:
        raise NotFound
    # Whoever can write to the database alone could name other keys: nobody collects for those.
    await asyncio.to_thread(keyring.require_terms, campaign, found.manifest)
    # Before anything is told of the invitation: what cannot be signed is refused in the same way
    # whether the credential was collected or not, so that nobody can ask without using it up.
    departments = manifest.decode(found.manifest).departments
    own = next(each for each in departments if each.code == invitation.department)
    credential.require_signable(own.issue_key, blinded)
    if invitation.collected and invitation.blinded != sha256(blinded).digest():
        raise AlreadyCollected
    return invitation, own.roster
