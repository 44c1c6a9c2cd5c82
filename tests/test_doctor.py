import logging
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from survey.doctor.examine import examine, is_loopback
from survey.settings import Settings, load_settings
from survey.store.database import Database, open_database
from survey.store.handover import Checkup
from survey.store.upgrade import upgrade_database
from tests.postgres import Postgres


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of an installation that is fit to open a campaign, but for mail."""
    return load_settings({"ACCORD_HOME": str(tmp_path), "ACCORD_DATABASE": database_url})


async def _look(
    settings: Settings, database: Database, environment: Mapping[str, str] | None = None
) -> dict[str, str]:
    checkup = await examine(settings, database, environment or {})
    return {finding.code: finding.state for finding in checkup.findings}


async def test_a_fresh_installation_may_open(settings: Settings, database: Database) -> None:
    checkup = await examine(settings, database, {})

    assert checkup.red == ()
    assert isinstance(checkup, Checkup)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("place", ["data", "data/keys", "data/deep/keys", "."])
async def test_keys_that_a_copy_of_the_database_would_take_along_are_red(
    settings: Settings, database: Database, tmp_path: Path, place: str
) -> None:
    found = await _look(replace(settings, keys=tmp_path / place), database)

    assert found["keys_apart"] == "red"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_link_into_the_databases_directory_does_not_hide_the_keys(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    (tmp_path / "data" / "secret").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "data" / "secret")

    found = await _look(replace(settings, keys=tmp_path / "link"), database)

    assert found["keys_apart"] == "red"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("directory", "file"), [(0o750, 0o600), (0o700, 0o640), (0o701, 0o600)])
async def test_keys_that_others_may_look_at_are_red(
    settings: Settings, database: Database, directory: int, file: int
) -> None:
    settings.keys.mkdir()
    (settings.keys / "seal.pem").touch()
    (settings.keys / "seal.pem").chmod(file)
    settings.keys.chmod(directory)

    assert (await _look(settings, database))["keys_private"] == "red"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("base_url", "state"),
    [
        ("https://accord.example", "green"),
        ("http://127.0.0.1:8000", "green"),
        ("http://[::1]:8000", "green"),
        ("http://localhost:8000", "green"),
        ("http://accord.example", "red"),
        ("http://192.168.1.5", "red"),
        ("http://localhost.example", "red"),
    ],
)
async def test_people_need_https_unless_they_sit_at_the_server(
    settings: Settings, database: Database, base_url: str, state: str
) -> None:
    assert (await _look(replace(settings, base_url=base_url), database))["https"] == state


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("base_url", "host", "amiss"),
    [
        ("https://accord.example", "127.0.0.1", set()),
        ("https://accord.example", "::1", set()),
        ("https://accord.example", "0.0.0.0", {"proxy"}),
        ("https://accord.example", "::", {"proxy"}),
        ("http://127.0.0.1:8000", "127.0.0.1", {"reachable"}),
        ("https://localhost", "127.0.0.1", {"reachable"}),
    ],
)
async def test_an_address_that_phones_cannot_open_or_a_way_past_the_proxy_is_yellow(
    settings: Settings, database: Database, base_url: str, host: str, amiss: set[str]
) -> None:
    found = await _look(replace(settings, base_url=base_url, host=host), database)

    assert {code for code in ("reachable", "proxy") if found[code] == "yellow"} == amiss


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_keys_in_the_folder_of_backups_are_red(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    inside = replace(settings, backups=tmp_path)
    beside = replace(settings, backups=tmp_path / "backups")

    assert (await _look(inside, database))["backups_apart"] == "red"
    assert (await _look(beside, database))["backups_apart"] == "green"
    assert "backups_apart" not in await _look(settings, database)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_log_of_visits_is_red(settings: Settings, database: Database) -> None:
    visits, paper = logging.getLogger("uvicorn.access"), logging.NullHandler()
    visits.addHandler(paper)
    visits.setLevel(logging.INFO)
    try:
        found = await _look(settings, database)
    finally:
        visits.removeHandler(paper)
        visits.setLevel(logging.NOTSET)

    assert found["log_quiet"] == "red"
    assert (await _look(settings, database))["log_quiet"] == "green"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("switch", ["LITESTAR_DEBUG", "PYTHONASYNCIODEBUG", "PYTHONDEVMODE"])
async def test_a_switch_that_writes_arguments_into_logs_is_red(
    settings: Settings, database: Database, switch: str
) -> None:
    assert (await _look(settings, database, {switch: "1"}))["debug_off"] == "red"
    assert (await _look(settings, database, {switch: "0"}))["debug_off"] == "green"


async def test_a_column_that_we_did_not_make_is_red(settings: Settings, database: Database) -> None:
    async with database.session() as session:
        await session.execute(text("ALTER TABLE ballot ADD COLUMN cast_at TEXT"))

    assert (await _look(settings, database))["schema_known"] == "red"


async def test_a_table_that_we_did_not_make_is_red(settings: Settings, database: Database) -> None:
    async with database.session() as session:
        await session.execute(text("CREATE TABLE watching (who TEXT)"))

    assert (await _look(settings, database))["schema_known"] == "red"


async def test_a_trigger_is_red(settings: Settings, database: Database) -> None:
    statements = ["CREATE TRIGGER spy AFTER INSERT ON ballot BEGIN SELECT 1; END"]
    if database.dialect == "postgresql":
        statements = [
            "CREATE FUNCTION spy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            "CREATE TRIGGER spy AFTER INSERT ON ballot EXECUTE FUNCTION spy()",
        ]
    async with database.session() as session:
        for statement in statements:
            await session.execute(text(statement))

    assert (await _look(settings, database))["schema_known"] == "red"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_ballot_table_with_hidden_row_numbers_is_red(
    settings: Settings, database: Database
) -> None:
    async with database.session() as session:
        made = text("SELECT sql FROM sqlite_master WHERE name = 'ballot'")
        words = str((await session.execute(made)).scalar_one())
        await session.execute(text("DROP TABLE ballot"))
        await session.execute(text(words.replace("WITHOUT ROWID", "")))
        await session.execute(text("CREATE INDEX ix_ballot_campaign ON ballot (campaign)"))

    assert (await _look(settings, database))["schema_known"] == "red"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_database_file_that_others_may_read_is_red(
    settings: Settings, database: Database
) -> None:
    assert database.file is not None
    database.file.chmod(0o644)

    assert (await _look(settings, database))["database_private"] == "red"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("log_statement", "all", "database_silent"),
        ("log_min_duration_statement", "0", "database_silent"),
        ("log_parameter_max_length_on_error", "-1", "database_silent"),
        ("synchronous_commit", "off", "database_settings"),
        ("session_preload_libraries", "auto_explain", "database_libraries"),
    ],
)
async def test_a_server_that_writes_values_or_forgets_commits_is_red(
    settings: Settings, database: Database, setting: str, value: str, code: str
) -> None:
    name = database.url.rsplit("/test_", 1)[1].partition("?")[0]
    async with database.session() as session:
        await session.execute(text(f"ALTER DATABASE test_{name} SET {setting} = '{value}'"))
    await database.close()

    assert (await _look(settings, database))[code] == "red"


async def test_a_server_that_keeps_the_time_of_every_commit_is_red(tmp_path: Path) -> None:
    with Postgres(os.environ, track_commit_timestamp="on", fsync="off") as server:
        database = open_database(server.url("postgres"))
        await upgrade_database(database)
        found = await _look(load_settings({"ACCORD_HOME": str(tmp_path)}), database)
        await database.close()

    assert found["database_silent"] == "red"
    assert found["database_settings"] == "red"


def test_an_address_that_only_looks_like_this_machine_is_not() -> None:
    assert not is_loopback("http://127.0.0.1.example")
    assert is_loopback("http://127.8.8.8")
