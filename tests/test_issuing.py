import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import msgspec
import pytest
from sqlalchemy import text

from survey.ballots import base64url, credential
from survey.ballots.keys import new_seal_key
from survey.ballots.manifest import encode
from survey.campaigns.letters import draw_sheet
from survey.errors import (
    AlreadyCollected,
    BadInput,
    CredentialRefused,
    NotFound,
    Refused,
    WrongState,
)
from survey.store.database import open_database
from survey.store.roster import count_collected
from tests.corridor import (
    MARKETING,
    NOW,
    SALES,
    Blinding,
    Study,
    ask,
    blind_message,
    collect,
    find_issue_key,
    unblind,
)


async def _count(study: Study) -> dict[str, int]:
    async with study.database.reading() as session:
        return await count_collected(session, study.campaign)


async def test_an_invitation_gives_a_credential_that_verifies(study: Study) -> None:
    own = await collect(study, MARKETING, study.tokens[MARKETING][0])

    credential.verify(study.manifest.departments[0].issue_key, own.prepared, own.signature)
    assert await _count(study) == {MARKETING: 1}


async def test_the_same_blinded_message_again_gives_the_same_signature(study: Study) -> None:
    own, token = blind_message(study, SALES), study.tokens[SALES][0]

    assert await ask(study, token, own) == await ask(study, token, own)
    assert await _count(study) == {SALES: 1}


async def test_another_blinded_message_is_refused(study: Study) -> None:
    token = study.tokens[SALES][0]
    await collect(study, SALES, token)

    with pytest.raises(AlreadyCollected):
        await collect(study, SALES, token)


async def test_every_link_of_a_person_works_until_one_was_used(study: Study) -> None:
    async with study.database.session() as session:
        sheet = await draw_sheet(session, study.campaign, everybody=True)
    second = [letter.fragment or "" for letter in sheet if letter.department == MARKETING]
    first, fresh = study.tokens[MARKETING][0], second[0].split(".")[0]

    await collect(study, MARKETING, first)

    with pytest.raises(AlreadyCollected):
        await collect(study, MARKETING, fresh)
    other = second[1].split(".")[0]
    await collect(study, MARKETING, other)


async def test_of_two_hundred_at_once_with_one_token_one_gets_a_signature(study: Study) -> None:
    messages = [blind_message(study, MARKETING) for _ in range(5)]
    asked = [messages[number % 5] for number in range(200)]

    answers = await asyncio.gather(
        *(ask(study, study.tokens[MARKETING][0], own) for own in asked), return_exceptions=True
    )

    signed = {answer for answer in answers if isinstance(answer, bytes)}
    refused = [answer for answer in answers if isinstance(answer, AlreadyCollected)]
    assert len(signed) == 1
    assert len(refused) == 160
    assert sum(isinstance(answer, bytes) for answer in answers) == 40
    assert await _count(study) == {MARKETING: 1}


@pytest.mark.parametrize("token", ["", "A" * 27, "ы" * 27, "\x00", "x" * 10_000])
async def test_a_token_that_opens_nothing_is_not_found(study: Study, token: str) -> None:
    with pytest.raises(NotFound):
        await ask(study, token, blind_message(study, MARKETING))


@pytest.mark.parametrize("campaign", ["a" * 16, "", "\x00", "A" * 16, "../etc/passwd"])
async def test_an_unknown_campaign_is_not_found(study: Study, campaign: str) -> None:
    with pytest.raises(NotFound):
        await ask(
            replace(study, campaign=campaign),
            study.tokens[MARKETING][0],
            blind_message(study, MARKETING),
        )


@pytest.mark.parametrize("blinded", [b"", b"\xff" * 384, b"\x01" * 383])
async def test_what_cannot_be_signed_uses_nothing_up(study: Study, blinded: bytes) -> None:
    token = study.tokens[MARKETING][0]

    with pytest.raises(BadInput):
        await ask(study, token, Blinding(secret=b"", prepared=b"", blinded=blinded, inverse=1))

    assert await _count(study) == {}
    await collect(study, MARKETING, token)


@pytest.mark.parametrize("malformed", [b"", b"\xff" * 384, bytes(383), bytes(385), b"the modulus"])
async def test_what_cannot_be_signed_does_not_tell_who_has_collected(
    study: Study, malformed: bytes
) -> None:
    pending, used = study.tokens[SALES][:2]
    await collect(study, SALES, used)
    if malformed == b"the modulus":
        malformed = base64url.decode(find_issue_key(study, SALES))
    own = Blinding(secret=b"", prepared=b"", blinded=malformed, inverse=1)

    for token in (pending, used):
        with pytest.raises(BadInput, match=r"^bad_input$"):
            await ask(study, token, own)

    assert await _count(study) == {SALES: 1}


@pytest.mark.parametrize(
    ("now", "taken"),
    [
        # Moscow is three hours ahead of UTC all year.
        (datetime(2026, 3, 9, 20, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 9, 21, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 24, 20, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 24, 21, 0, tzinfo=UTC), False),
    ],
)
async def test_the_days_of_a_campaign_are_days_of_its_own_time_zone(
    study: Study, now: datetime, taken: bool
) -> None:
    token, own = study.tokens[SALES][0], blind_message(study, SALES)

    if taken:
        assert len(await ask(study, token, own, now=now)) == 384
    else:
        with pytest.raises(WrongState):
            await ask(study, token, own, now=now)


async def test_the_department_is_bound_by_the_key_that_signs(study: Study) -> None:
    own = blind_message(study, MARKETING)

    signature = await ask(study, study.tokens[MARKETING][0], own)

    unblind(study, MARKETING, own, signature)
    with pytest.raises(CredentialRefused):
        unblind(study, SALES, own, signature)


async def test_the_signature_leaves_after_the_commit(study: Study) -> None:
    await ask(study, study.tokens[SALES][0], blind_message(study, SALES))

    other = open_database(study.database.url)
    async with other.reading() as session:
        seen = await count_collected(session, study.campaign)
    await other.close()
    assert seen == {SALES: 1}


async def test_an_invitation_keeps_a_hash_of_what_was_signed_and_no_time(study: Study) -> None:
    own = blind_message(study, SALES)
    await ask(study, study.tokens[SALES][0], own, now=NOW + timedelta(hours=1))

    async with study.database.reading() as session:
        query = text("SELECT blinded FROM invitation WHERE collected")
        kept = (await session.execute(query)).scalar_one()
    assert kept == sha256(own.blinded).digest()


async def test_no_token_lies_in_the_database(study: Study) -> None:
    async with study.database.reading() as session:
        hashes = {row[0] for row in await session.execute(text("SELECT hash FROM token_hash"))}

    tokens = [token.encode() for own in study.tokens.values() for token in own]
    assert len(hashes) >= len(tokens)
    assert not any(token in kept or kept in token for token in tokens for kept in hashes)


async def test_nobody_collects_for_another_seal_key_than_the_pledged_one(study: Study) -> None:
    swapped = msgspec.structs.replace(study.manifest, seal_key=new_seal_key().modulus)
    write = text("UPDATE campaign SET manifest = :manifest")
    async with study.database.session() as session:
        await session.execute(write, {"manifest": encode(swapped)})

    with pytest.raises(Refused, match="terms_changed"):
        await ask(study, study.tokens[SALES][0], blind_message(study, SALES))

    assert await _count(study) == {}
    async with study.database.session() as session:
        await session.execute(write, {"manifest": encode(study.manifest)})
    await collect(study, SALES, study.tokens[SALES][0])
