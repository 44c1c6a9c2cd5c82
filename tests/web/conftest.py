"""Keep the fixtures of the doors: a client of the whole application."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from sqlalchemy import text

from survey.app import build_app
from survey.settings import load_settings
from survey.store.database import open_database
from tests.conftest import OpenStudy
from tests.web.hr import Hr, employ


@pytest.fixture
async def client(own_study: OpenStudy) -> AsyncIterator[AsyncTestClient[Litestar]]:
    """Somebody who talks to the whole application about a campaign that is open today."""
    await _open_today(own_study)
    settings = load_settings(
        {
            "ACCORD_HOME": str(own_study.keys.parent),
            "ACCORD_DATABASE": own_study.database,
            "ACCORD_KEYS": str(own_study.keys),
        }
    )
    async with AsyncTestClient(build_app(settings)) as client:
        yield client


@pytest.fixture
async def hr(database_url: str, tmp_path: Path) -> AsyncIterator[Hr]:
    """Somebody of HR in an office without a campaign."""
    async with employ(tmp_path, database_url) as employed:
        yield employed


@pytest.fixture
async def busy_hr(own_study: OpenStudy) -> AsyncIterator[Hr]:
    """Somebody of HR, signed in, whose office has one open campaign."""
    await _open_today(own_study)
    home, keys = own_study.keys.parent, str(own_study.keys)
    async with employ(home, own_study.database, ACCORD_KEYS=keys) as employed:
        await employed.sign_in()
        yield employed


async def _open_today(study: OpenStudy) -> None:
    # The doors read the real clock. No errand: letters are not what is tested here.
    today = datetime.now(UTC).date()
    days = {"opens": str(today - timedelta(2)), "closes": str(today + timedelta(2))}
    database = open_database(study.database)
    async with database.session() as session:
        await session.execute(text("UPDATE campaign SET opens = :opens, closes = :closes"), days)
        await session.execute(text("DELETE FROM errand"))
    await database.close()
