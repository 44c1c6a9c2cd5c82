"""The second key: who makes it, and what its holder is sent."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from survey import guarding
from survey.ballots.keys import SealKey
from survey.campaigns.draft import edit_campaign
from survey.campaigns.guardian import GUARDIAN_TURN, draw_link, load_guardian, renew_link
from survey.errors import BadInput, NotFound, Refused
from survey.jobs.guardian import GuardianMail
from survey.store.database import Database
from survey.store.errands import take_errand
from tests.corridor import KIT, NOW, join_study, make_draft, open_draft
from tests.guarding.builders import LOCKED, OLGA, ONE_DATABASE, Guarded, appoint, register


async def test_without_the_guardians_key_a_campaign_does_not_open(
    database: Database, tmp_path: Path, guardian_key: SealKey
) -> None:
    campaign, token = await appoint(database)
    with pytest.raises(Refused, match="guardian_without_key"):
        await open_draft(database, tmp_path / "keys", campaign)

    with pytest.raises(NotFound):
        await register(database, campaign, "A" * 27, guardian_key)
    with pytest.raises(BadInput):
        await register(database, campaign, token, guardian_key, b"words")
    for _ in range(2):  # a lost reply costs nothing
        await register(database, campaign, token, guardian_key)
    with pytest.raises(Refused, match="guardian_key_exists"):
        await register(database, campaign, token, guardian_key, LOCKED[1:])

    opened = await open_draft(database, tmp_path / "keys", campaign)

    terms = (await join_study(database, tmp_path / "keys", opened)).manifest
    assert (terms.guardian_key, terms.guardian_name) == (guardian_key.modulus, OLGA.name)
    async with database.session() as session:
        await renew_link(session, campaign.id)
    assert (await guarding.look(database, campaign=campaign.id, token=token)).guardian


@ONE_DATABASE
async def test_before_the_opening_a_new_link_or_another_name_role_or_address_takes_the_key_away(
    database: Database, guardian_key: SealKey
) -> None:
    campaign, token = await appoint(database)
    # HR could have made the key with its own address, and named the guardian's afterwards.
    others = [{"email": "hr@example.org"}, {"role": "фасилитатор"}, {"name": "Иван Ли"}, {}]
    named = OLGA
    for other in others:
        await register(database, campaign, token, guardian_key)
        async with database.session() as session:
            await edit_campaign(session, campaign.id, KIT, replace(make_draft(), guardian=named))
            kept = await load_guardian(session, campaign.id)
            assert kept is not None
            assert kept.has_key
            named = replace(named, **other)
            if other:
                draft = replace(make_draft(), guardian=named)
                await edit_campaign(session, campaign.id, KIT, draft)
            else:
                await renew_link(session, campaign.id)
            found = await load_guardian(session, campaign.id)

        assert found is not None
        assert not found.has_key
        with pytest.raises(NotFound):
            await guarding.look(database, campaign=campaign.id, token=token)
        async with database.session() as session:
            token = await draw_link(session, campaign.id)


@ONE_DATABASE
async def test_a_letter_brings_a_link_that_works_beside_the_earlier_one(
    guarded: Guarded,
) -> None:
    study = guarded.study
    await guarded.room.close_campaign(study.campaign, NOW)
    settings = guarded.room.settings
    mail = GuardianMail(database=study.database, settings=settings)
    async with study.database.session() as session:
        taken = [await take_errand(session, int(NOW.timestamp()), 9999) for _ in range(20)]
    (errand,) = [each for each in taken if each and each.kind == GUARDIAN_TURN]

    await mail.send(errand)

    (letter,) = settings.outbox.glob(f"{study.campaign}-*.eml")
    told = message_from_bytes(letter.read_bytes(), policy=default)
    token = told.get_content().split(f"/g/{study.campaign}#")[1][:27]
    assert told["To"] == OLGA.email
    for each in (token, guarded.token):
        found = await guarding.look(study.database, campaign=study.campaign, token=each)
        assert found.guardian is not None
