from pathlib import Path

import pytest

from survey.campaigns.codes import Code, draw_codes, group_digits, new_code, state_places
from survey.campaigns.people import import_roster
from survey.errors import AlreadyCollected, BadInput, Refused
from survey.store.database import Database
from survey.store.roster import count_collected, count_roster
from tests.corridor import (
    MARKETING,
    SALES,
    Study,
    collect,
    draft_study,
    join_study,
    make_rows,
    open_draft,
)


async def _open(database: Database, keys: Path, *, places: dict[str, int]) -> Study:
    """Open a campaign of six people each with e-mail, and these without."""
    draft = await draft_study(database, make_rows())
    async with database.session() as session:
        await state_places(session, draft.id, places)
    return await join_study(database, keys, await open_draft(database, keys, draft))


async def _draw(study: Study, **lost: int) -> list[Code]:
    async with study.database.session() as session:
        return list(await draw_codes(session, study.campaign, lost))


async def _count(study: Study) -> dict[str, int]:
    async with study.database.reading() as session:
        return await count_collected(session, study.campaign)


def test_a_code_is_typed_with_digits_alone_and_says_its_department() -> None:
    codes = {department: [new_code(department) for _ in range(50)] for department in (0, 1)}

    for department, drawn in codes.items():
        assert all(len(code) == 24 and code.isdecimal() for code in drawn)
        # ISO 7064, MOD 97-10: a number with its check digits leaves 1.
        assert all(int(code) % 97 == 1 for code in drawn)
        assert all(int(code[0]) % 2 == department for code in drawn)
        assert len(set(drawn)) == 50
    assert group_digits("123456789012345678901234") == (
        "1234",
        "5678",
        "9012",
        "3456",
        "7890",
        "1234",
    )


def test_every_wrong_digit_and_every_two_that_changed_places_are_noticed() -> None:
    code = new_code(0)
    wrong = {code[:at] + digit + code[at + 1 :] for at in range(24) for digit in "0123456789"}
    turned = {code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(23)}

    unnoticed = {typed for typed in wrong | turned if int(typed) % 97 == 1}

    assert unnoticed == {code}


async def test_as_many_codes_are_drawn_as_people_have_no_address_and_once(
    database: Database, tmp_path: Path
) -> None:
    study = await _open(database, tmp_path / "keys", places={MARKETING: 3, SALES: 2})

    drawn = await _draw(study)

    assert [code.department for code in drawn] == [MARKETING] * 3 + [SALES] * 2
    assert [each.roster for each in study.manifest.departments] == [9, 8]
    with pytest.raises(Refused, match="codes_drawn"):
        await _draw(study)
    assert all(len(tokens) == 6 for tokens in study.tokens.values()), "no letter for the nameless"


async def test_a_code_opens_one_ballot_of_its_department(
    database: Database, tmp_path: Path
) -> None:
    study = await _open(database, tmp_path / "keys", places={SALES: 2})
    drawn = await _draw(study)

    for code in drawn:
        await collect(study, SALES, code.digits)

    assert await _count(study) == {SALES: 2}
    with pytest.raises(AlreadyCollected):
        await collect(study, SALES, drawn[0].digits)


async def test_replaced_sheets_take_nobodys_place_and_open_no_further_one(
    database: Database, tmp_path: Path
) -> None:
    study = await _open(database, tmp_path / "keys", places={SALES: 12})
    drawn = await _draw(study)
    lost, held = drawn[:6], drawn[6:]
    # Six were lost, seven are replaced: whoever comes last goes without, and nobody before.
    fresh = await _draw(study, sales=7)

    # Were a place its first code's for good, these would do by chance in one of 924 drawings.
    for code in (*fresh[:6], *held):
        await collect(study, SALES, code.digits)

    assert await _count(study) == {SALES: 12}
    for code in (lost[0], fresh[6], held[0]):
        with pytest.raises(AlreadyCollected):
            await collect(study, SALES, code.digits)
    assert await _count(study) == {SALES: 12}
    assert len(await _draw(study, sales=1)) == 1, "whether all is used up is not told"


async def test_a_list_and_the_number_of_codes_do_not_overwrite_each_other(
    database: Database,
) -> None:
    draft = await draft_study(database, make_rows(1, 1))
    async with database.session() as session:
        await state_places(session, draft.id, {MARKETING: 5})
        await import_roster(session, draft.id, make_rows(2, 2))
        await state_places(session, draft.id, {MARKETING: 3, SALES: 1})
        with pytest.raises(BadInput, match="too_many_places"):
            await state_places(session, draft.id, {MARKETING: 2001})

    async with database.reading() as session:
        people = await count_roster(session, draft.id)
    assert people == {MARKETING: 5, SALES: 3}
