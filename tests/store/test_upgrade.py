import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from survey.store import (
    accounts,
    box,
    campaigns,
    checkups,
    comparisons,
    errands,
    guardians,
    plans,
    releases,
    roster,
)
from survey.store.database import METADATA, Database, open_database
from survey.store.upgrade import downgrade_database, is_current, upgrade_database

TABLES = (
    *(accounts, box, campaigns, checkups, comparisons),
    *(errands, guardians, plans, releases, roster),
)
WITHOUT_ROWID = (
    "invitee",
    "invitation",
    "token_hash",
    "ballot",
    "errand",
    "guardian",
    "guardian_token",
    "plan_choice",
    "earlier_survey",
)


async def test_the_revisions_make_exactly_the_tables_that_the_queries_expect(
    database: Database,
) -> None:
    def compare(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, METADATA))

    async with database.reading() as session:
        assert await session.run_sync(compare) == []
    assert len(TABLES) == 10


async def test_up_down_and_up_again_leaves_the_newest_revision(database: Database) -> None:
    await downgrade_database(database)
    async with database.reading() as session:
        left = await session.run_sync(lambda connection: inspect(connection).get_table_names())
    assert left == ["alembic_version"]
    assert not await is_current(database)

    await upgrade_database(database)

    assert await is_current(database)


async def test_upgrading_twice_changes_nothing(database: Database) -> None:
    await upgrade_database(database)

    assert await is_current(database)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", WITHOUT_ROWID)
async def test_tables_of_people_and_ballots_have_no_hidden_serial_number(
    database: Database, table: str
) -> None:
    with pytest.raises(Exception, match="no such column: rowid"):
        async with database.reading() as session:
            await session.execute(text(f"SELECT rowid FROM {table}"))


@pytest.mark.parametrize("table", ["invitation", "ballot", "token_hash", "guardian_token"])
async def test_no_time_no_counter_and_no_person_lies_beside_a_ballot_or_an_invitation(
    database: Database, table: str
) -> None:
    def describe(connection: Connection) -> tuple[set[str], list[object]]:
        inspector = inspect(connection)
        columns = {column["name"]: str(column["type"]) for column in inspector.get_columns(table)}
        return {f"{name} {kind}" for name, kind in columns.items()}, list(
            inspector.get_foreign_keys(table)
        )

    async with database.reading() as session:
        columns, foreign_keys = await session.run_sync(describe)

    kinds = {column.split()[1].split("(")[0] for column in columns}
    assert kinds <= {"VARCHAR", "BLOB", "BYTEA", "BOOLEAN"}
    assert foreign_keys == []


async def test_two_databases_brought_up_at_once_do_not_meet(tmp_path: Path) -> None:
    # Doctor brings up a scratch database at each look, and two looks can fall together.
    databases = [open_database(f"sqlite+aiosqlite:///{tmp_path / f'{n}.db'}") for n in range(6)]
    try:
        async with asyncio.timeout(60):
            await asyncio.gather(*(upgrade_database(each) for each in databases))

        assert [await is_current(each) for each in databases] == [True] * 6
    finally:
        for each in databases:
            await each.close()
