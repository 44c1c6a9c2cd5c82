import pytest

from survey.campaigns.draft import create_campaign
from survey.campaigns.people import RosterRow, import_roster
from survey.errors import BadInput
from survey.store.database import Database
from survey.store.roster import load_roster
from tests.corridor import (
    KIT,
    MARKETING,
    SALES,
    draft_study,
    make_draft,
    make_rows,
)


async def test_a_roster_is_taken_by_name_or_code_of_the_department(database: Database) -> None:
    rows = [
        RosterRow(line=1, name=" Иван  Петров ", email="I@Example.org", department="МАРКЕТИНГ"),
        RosterRow(line=2, name="Анна", email="", department="sales"),
    ]
    made = await draft_study(database, rows)

    async with database.reading() as session:
        people = await load_roster(session, made.id)

    assert {(each.department, each.name, each.email) for each in people} == {
        (MARKETING, "Иван Петров", "I@Example.org"),
        (SALES, "Анна", None),
    }


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (RosterRow(line=7, name=" ", email="", department="sales"), "name_missing"),
        (RosterRow(line=7, name="x", email="no-address", department="sales"), "email_bad"),
        (RosterRow(line=7, name="x", email="a@b.c,d@e.f", department="sales"), "email_bad"),
        (RosterRow(line=7, name="x", email="P1@example.org", department="sales"), "email_twice"),
        (RosterRow(line=7, name="x", email="", department="legal"), "department_unknown"),
        (RosterRow(line=7, name="x" * 201, email="", department="sales"), "too_long"),
        (RosterRow(line=7, name="x\nBcc: y", email="", department="sales"), "control_characters"),
        (RosterRow(line=7, name="x\x00", email="", department="sales"), "control_characters"),
    ],
)
async def test_a_wrong_row_is_named_by_its_line_and_nobody_is_taken(
    database: Database, row: RosterRow, problem: str
) -> None:
    async with database.session() as session:
        made = await create_campaign(session, KIT, make_draft())

    with pytest.raises(BadInput) as raised:
        async with database.session() as session:
            await import_roster(session, made.id, [*make_rows(1, 0), row])

    found = raised.value.facts["rows"]
    assert isinstance(found, tuple)
    assert (7, problem) in found
    async with database.reading() as session:
        assert await load_roster(session, made.id) == ()


async def test_an_empty_roster_is_refused(database: Database) -> None:
    async with database.session() as session:
        made = await create_campaign(session, KIT, make_draft())
        with pytest.raises(BadInput, match="roster_empty"):
            await import_roster(session, made.id, [])
