from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from survey.ballots.keys import Keyring
from survey.ballots.manifest import decode
from survey.campaigns.codes import state_places
from survey.campaigns.draft import create_campaign, discard_campaign, edit_campaign
from survey.campaigns.letters import (
    INVITATION_LETTER,
)
from survey.campaigns.opening import fewest_answers, fewest_colluders
from survey.campaigns.people import RosterRow, import_roster
from survey.disclosure.policy import Policy
from survey.disclosure.policy import fewest_colluders as fewest_at_the_gate
from survey.errors import BadInput, Refused, WrongState
from survey.store.campaigns import find_campaign
from survey.store.database import Database
from survey.store.handover import RED, YELLOW, Checkup, Finding
from tests.corridor import (
    KIT,
    MARKETING,
    NOW,
    SALES,
    SCRIPT,
    Study,
    draft_study,
    make_draft,
    make_rows,
    open_draft,
    take_errands,
)


async def test_opening_freezes_a_manifest_with_the_public_halves_of_the_keys(
    database: Database, tmp_path: Path
) -> None:
    draft = await draft_study(database, make_rows(9, 12))

    opened = await open_draft(database, tmp_path / "keys", draft)

    assert opened.manifest is not None
    manifest = decode(opened.manifest)
    keyring = Keyring(tmp_path / "keys")
    assert manifest.seal_key == keyring.load_seal_key(draft.id).modulus
    for department in manifest.departments:
        issue_key = keyring.load_issue_key(draft.id, department.code)
        assert department.issue_key == issue_key.modulus
    assert [(each.code, each.roster) for each in manifest.departments] == [
        (MARKETING, 9),
        (SALES, 12),
    ]
    assert (manifest.c, manifest.k, manifest.script) == (2, 7, SCRIPT)
    assert (manifest.opens, manifest.closes) == ("2026-03-10", "2026-03-24")
    async with database.reading() as session:
        assert await find_campaign(session, draft.id) == opened


async def test_an_open_campaign_cannot_be_changed_or_opened_again(study: Study) -> None:
    async with study.database.reading() as session:
        opened = await find_campaign(session, study.campaign)
    assert opened is not None

    with pytest.raises(WrongState):
        await open_draft(study.database, study.keys, opened)
    async with study.database.session() as session:
        with pytest.raises(WrongState):
            await edit_campaign(session, study.campaign, KIT, make_draft())
        with pytest.raises(WrongState):
            await import_roster(session, study.campaign, make_rows())
        with pytest.raises(WrongState):
            await discard_campaign(session, study.campaign)
    assert study.keyring.load_seal_key(study.campaign).modulus == study.manifest.seal_key


async def test_a_red_checkup_stops_an_opening_and_makes_no_key(
    database: Database, tmp_path: Path
) -> None:
    draft = await draft_study(database, make_rows())
    findings = (Finding(code="keys_apart", state=RED), Finding(code="mail", state=YELLOW))

    with pytest.raises(Refused, match="keys_apart"):
        await open_draft(database, tmp_path / "keys", draft, checkup=Checkup(findings=findings))

    assert not (tmp_path / "keys").exists()


def test_opening_and_the_gate_fix_the_same_thresholds() -> None:
    # The people's side may not reach disclosure: the rule stands twice and is held together here.
    for marketing in range(1, 40):
        for sales in range(1, 40):
            c = fewest_colluders({MARKETING: marketing, SALES: sales})
            assert c == fewest_at_the_gate((marketing, sales))
            assert fewest_answers(c) == Policy(c=c).k


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_c_may_be_raised_and_never_lowered(database: Database, tmp_path: Path) -> None:
    draft = await draft_study(database, make_rows(12, 12))

    with pytest.raises(BadInput, match="c_too_low"):
        await open_draft(database, tmp_path / "keys", draft, c=1)

    opened = await open_draft(database, tmp_path / "keys", draft, c=3)
    assert decode(opened.manifest or b"").k == 9


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("sizes", [(2, 30), (0, 5), (3, 1)])
async def test_departments_that_could_never_be_shown_are_not_asked(
    database: Database, tmp_path: Path, sizes: tuple[int, int]
) -> None:
    draft = await draft_study(database, make_rows(*sizes))

    with pytest.raises(BadInput, match="roster_too_small"):
        await open_draft(database, tmp_path / "keys", draft)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_closing_day_in_the_past_is_refused(database: Database, tmp_path: Path) -> None:
    draft = await draft_study(database, make_rows())
    late = NOW + timedelta(days=20)

    with pytest.raises(BadInput, match="closes_in_the_past"):
        await open_draft(database, tmp_path / "keys", draft, now=late)


async def test_letters_wait_for_those_with_an_address_and_the_close_for_its_day(
    database: Database, tmp_path: Path
) -> None:
    rows = make_rows()
    draft = await draft_study(database, [replace(rows[0], email=""), *rows[1:]])
    await open_draft(database, tmp_path / "keys", draft)

    now = await take_errands(database, NOW)
    # Midnight in Moscow after the closing day is 21:00 UTC on it.
    before = await take_errands(database, datetime(2026, 3, 24, 20, 59, 59, tzinfo=UTC))
    after = await take_errands(database, datetime(2026, 3, 24, 21, 0, tzinfo=UTC))

    assert Counter(errand.kind for errand in now) == {INVITATION_LETTER: 11}
    assert before == []
    assert [(errand.kind, errand.subject) for errand in after] == [("closing", draft.id)]


async def test_letters_of_a_later_day_go_out_that_morning(
    database: Database, tmp_path: Path
) -> None:
    draft = await draft_study(database, make_rows())
    async with database.session() as session:
        await edit_campaign(session, draft.id, KIT, make_draft(opens=date(2026, 3, 12)))
    await open_draft(database, tmp_path / "keys", draft)

    assert await take_errands(database, datetime(2026, 3, 12, 5, 59, tzinfo=UTC)) == []
    assert len(await take_errands(database, datetime(2026, 3, 12, 6, 0, tzinfo=UTC))) == 12


async def test_people_of_an_open_campaign_are_not_asked_in_a_second_one(
    database: Database, tmp_path: Path
) -> None:
    await open_draft(database, tmp_path, await draft_study(database, make_rows()))
    second = await draft_study(database, make_rows()[1:])

    with pytest.raises(Refused) as refused:
        await open_draft(database, tmp_path, second)

    assert refused.value.code == "people_elsewhere"
    assert not Keyring(tmp_path).holds(second.id)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_same_people_are_known_without_the_same_address(
    database: Database, tmp_path: Path
) -> None:
    def name(row: RosterRow, written: str = "Пётр  Фёдоров {n}", email: str = "") -> RosterRow:
        return replace(row, name=written.format(n=row.line), email=email)

    rows = [name(row) for row in make_rows(8, 8)]
    lists = {
        "alias": [replace(row, email=f"Anna+b{row.line}@x.example") for row in make_rows(8, 8)],
        "names": [name(row, "{n} ФЕДОРОВ петр") for row in rows],
        "one in three": [
            name(row, "{n} Федоров Петр" if row.line % 3 == 0 else "Кто-то {n}") for row in rows
        ],
    }
    first = [replace(rows[0], email="anna@X.example"), *rows[1:]]
    await open_draft(database, tmp_path, await draft_study(database, first))

    for told, people in lists.items():
        draft = await draft_study(database, people)
        with pytest.raises(Refused, match="people_elsewhere"):
            await open_draft(database, tmp_path, draft)
        assert not Keyring(tmp_path).holds(draft.id), told
    # Two namesakes among sixteen are no reason.
    others = [name(row, "Кто-то {n}") for row in rows[2:]]
    await open_draft(database, tmp_path, await draft_study(database, [*rows[:2], *others]))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_codes_without_names_wait_for_the_other_survey_of_their_department(
    database: Database, tmp_path: Path
) -> None:
    await open_draft(database, tmp_path, await draft_study(database, make_rows()))
    async with database.session() as session:
        second = await create_campaign(session, KIT, make_draft())
        await state_places(session, second.id, {MARKETING: 9, SALES: 9})

    with pytest.raises(Refused, match="places_elsewhere"):
        await open_draft(database, tmp_path, second)

    elsewhere = make_draft(organisation="Другая организация")
    async with database.session() as session:
        await edit_campaign(session, second.id, KIT, elsewhere)
    await open_draft(database, tmp_path, second)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_database_that_writes_another_manifest_opens_nothing(
    database: Database, tmp_path: Path
) -> None:
    draft = await draft_study(database, make_rows())
    trigger = (
        "CREATE TRIGGER swap AFTER UPDATE OF manifest ON campaign WHEN NEW.manifest IS NOT NULL"
        " BEGIN UPDATE campaign SET manifest = x'7b7d' WHERE id = NEW.id; END"
    )
    async with database.session() as session:
        await session.execute(text(trigger))

    with pytest.raises(Refused, match="terms_changed"):
        await open_draft(database, tmp_path / "keys", draft)

    async with database.reading() as session:
        assert await find_campaign(session, draft.id) == draft
    assert await take_errands(database, NOW) == []
