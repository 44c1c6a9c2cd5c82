"""Keep an open campaign that only the guardian can have counted."""

from pathlib import Path

import pytest

from survey.ballots.keys import SealKey
from survey.store.database import Database
from tests.corridor import join_study, open_draft
from tests.guarding.builders import Guarded, appoint, register
from tests.tallying import make_room


@pytest.fixture
async def guarded(database: Database, tmp_path: Path, guardian_key: SealKey) -> Guarded:
    """An open campaign of 6 and 6 people with a guardian."""
    campaign, token = await appoint(database)
    await register(database, campaign, token, guardian_key)
    opened = await open_draft(database, tmp_path / "keys", campaign)
    study = await join_study(database, tmp_path / "keys", opened)
    return Guarded(study=study, key=guardian_key, token=token, room=make_room(study))
