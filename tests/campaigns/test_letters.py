from collections import Counter
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from survey.ballots.manifest import manifest_hash
from survey.campaigns.letters import (
    CLOSING_NOTE,
    INVITATION_LETTER,
    REMINDER_LETTER,
    announce_close,
    draw_letter,
    draw_sheet,
    remind,
)
from survey.store.campaigns import find_campaign
from survey.store.database import Database
from survey.store.roster import load_roster
from tests.corridor import (
    MARKETING,
    NOW,
    SALES,
    Study,
    collect,
    draft_study,
    make_rows,
    open_draft,
    take_errands,
)


async def test_a_letter_carries_a_fresh_token_the_department_and_the_manifests_hash(
    study: Study,
) -> None:
    async with study.database.session() as session:
        person = (await load_roster(session, study.campaign))[0]
        letters = [await draw_letter(session, INVITATION_LETTER, person.id) for _ in range(2)]
        campaign = await find_campaign(session, study.campaign)

    assert campaign is not None
    fragments = [(letter.fragment or "").split(".") for letter in letters if letter]
    tokens = {fragment[0] for fragment in fragments} | set(study.tokens[person.department])
    assert len(tokens) == 8
    assert {tuple(fragment[1:]) for fragment in fragments} == {
        (person.department, manifest_hash(campaign.manifest or b""))
    }


async def test_reminders_go_to_those_who_have_not_collected(study: Study) -> None:
    await take_errands(study.database, NOW)
    await collect(study, SALES, study.tokens[SALES][0])

    async with study.database.session() as session:
        await remind(session, study.campaign, NOW)
    errands = await take_errands(study.database, NOW)

    assert Counter(errand.kind for errand in errands) == {REMINDER_LETTER: 11}


async def test_who_collects_after_the_reminder_was_written_gets_none(study: Study) -> None:
    await take_errands(study.database, NOW)
    async with study.database.session() as session:
        await remind(session, study.campaign, NOW)
    errands = await take_errands(study.database, NOW)
    for department in (MARKETING, SALES):
        for token in study.tokens[department]:
            await collect(study, department, token)

    async with study.database.session() as session:
        letters = [await draw_letter(session, errand.kind, errand.subject) for errand in errands]

    assert letters == [None] * 12


async def test_the_note_before_the_close_goes_to_everybody_without_a_link(study: Study) -> None:
    await take_errands(study.database, NOW)
    await collect(study, SALES, study.tokens[SALES][0])

    async with study.database.session() as session:
        await announce_close(session, study.campaign, NOW)
    errands = await take_errands(study.database, NOW)
    async with study.database.session() as session:
        letters = [await draw_letter(session, errand.kind, errand.subject) for errand in errands]

    assert len(letters) == 12
    assert all(letter and letter.kind == CLOSING_NOTE for letter in letters)
    assert all(letter and letter.fragment is None for letter in letters)


async def test_a_sheet_holds_those_without_an_address_whether_they_collected_or_not(
    database: Database, tmp_path: Path
) -> None:
    rows = [replace(row, email="" if row.line % 2 else row.email) for row in make_rows()]
    draft = await draft_study(database, rows)
    await open_draft(database, tmp_path / "keys", draft)
    async with database.session() as session:
        await session.execute(text("UPDATE invitation SET collected = true"))
        sheet = await draw_sheet(session, draft.id)
        everybody = await draw_sheet(session, draft.id, everybody=True)

    assert len(sheet) == 6
    assert {letter.email for letter in sheet} == {None}
    assert len(everybody) == 12
