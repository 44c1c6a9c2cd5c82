import asyncio
from pathlib import Path

import pytest
from icalendar import Calendar

from survey.disclosure.encoding import encode_release
from survey.planning.choices import Choices, encode_choices
from survey.store.database import open_database
from survey.store.plans import save_choices
from survey.store.releases import add_release
from survey.wording import LANGUAGES
from tests.cli.accord import accord
from tests.conftest import OpenStudy
from tests.plans import KIT
from tests.reports.editions import make_edition


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A release as it lies on disk."""
    file = tmp_path / "release.json"
    file.write_bytes(encode_release(make_edition("named")))
    return file


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plan_is_said_with_reasons_for_and_against(
    tmp_path: Path, release: Path, language: str
) -> None:
    done = accord(tmp_path, "actions", str(release), "--lang", language)

    assert (done.exit_code, done.stderr) == (0, "")
    for card in KIT.interventions:
        assert KIT.words[language][f"intervention.{card.code}.title"] in done.stdout


def test_table_and_calendar_are_written_where_they_are_asked_for(
    tmp_path: Path, release: Path
) -> None:
    table, calendar = tmp_path / "plan.csv", tmp_path / "plan.ics"

    done = accord(tmp_path, "actions", str(release), "--csv", str(table), "--ics", str(calendar))

    assert done.stdout.splitlines() == [f"Записано: {table}", f"Записано: {calendar}"]
    assert table.read_text(encoding="utf-8-sig").startswith("День;")
    assert len(Calendar.from_ical(calendar.read_bytes()).walk("VEVENT")) > 2


@pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)
def test_a_stored_release_is_planned_as_hr_decided(tmp_path: Path, own_study: OpenStudy) -> None:
    asyncio.run(_store(own_study, Choices(most=2, pinned=("parity",))))
    name = KIT.words["en"]["intervention.parity.title"]

    done = accord(
        tmp_path,
        "actions",
        own_study.campaign,
        "--lang",
        "en",
        ACCORD_DATABASE=own_study.database,
    )

    assert (done.exit_code, done.stderr) == (0, "")
    assert name in done.stdout.partition("Why not")[0]


def test_what_is_no_release_is_said_in_one_line(tmp_path: Path) -> None:
    done = accord(tmp_path, "actions", str(tmp_path / "none.json"))

    assert done.exit_code == 3
    assert done.stderr.startswith("Файл выпуска не читается")
    assert done.stderr.count("\n") == 1


async def _store(study: OpenStudy, choices: Choices) -> None:
    database = open_database(study.database)
    async with database.session() as session:
        await add_release(session, study.campaign, 1, encode_release(make_edition("likely")))
        await save_choices(session, study.campaign, 1, encode_choices(choices))
    await database.close()
