"""Keep how commands find a release: as a file or by a survey's id; know no answer and no person."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from survey.errors import AccordError, NotFound
from survey.planning.choices import Choices, decode_choices
from survey.planning.recommend import USUAL
from survey.reporting.printed import Printed, decode, load_release
from survey.settings import Settings
from survey.store.campaigns import require_campaign
from survey.store.database import open_database
from survey.store.plans import find_choices
from survey.store.releases import find_release


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A release, and what HR decided about its plan (nothing, where it came as a file)."""

    printed: Printed
    choices: Choices


def find_printed(settings: Settings, release: str) -> Found:
    """Find a release by its file or by the id of a survey.

    Raises
    ------
    BadFile, NotFound, SQLAlchemyError
    """
    if Path(release).exists() or release.endswith(".json"):
        return Found(printed=load_release(Path(release)), choices=USUAL)
    return asyncio.run(_load_stored(settings, release))


def find_reason(wrong: Exception) -> str:
    """Name the sentence that says why a release was not found or not written down."""
    match wrong:
        case NotFound():
            return f"no_{wrong.facts['what']}"
        case AccordError():
            return wrong.code
        case SQLAlchemyError():
            return "no_database"
        case OSError():
            return "unwritable"
    return "unprintable"


async def _load_stored(settings: Settings, release: str) -> Found:
    database = open_database(settings.database)
    try:
        async with database.reading() as session:
            campaign = await require_campaign(session, release)
            stored = await find_release(session, campaign.id, campaign.wave)
            choices = await find_choices(session, campaign.id, campaign.wave)
    finally:
        await database.close()
    if stored is None:
        raise NotFound(what="release")
    return Found(
        printed=decode(stored.bytes, release),
        choices=decode_choices(choices) if choices else USUAL,
    )
