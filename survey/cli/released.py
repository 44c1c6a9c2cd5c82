"""Keep how commands find a release: as a file or by a survey's id; know no answer and no person."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from survey.catalogue.kit import Kit
from survey.catalogue.load import load_kit
from survey.cli.printout import name_reason
from survey.errors import AccordError, BadInput, NotFound
from survey.planning.choices import Choices, decode_choices
from survey.planning.fitting import fit_choices
from survey.planning.recommend import USUAL, find_lost_words
from survey.reporting.printed import Printed, decode, load_release
from survey.reporting.waves import Offer, find_named
from survey.settings import Settings
from survey.store.campaigns import require_campaign
from survey.store.database import open_database
from survey.store.plans import find_choices
from survey.store.releases import find_release

_KIT = re.compile(r"[a-z0-9_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A release, and what HR decided about it (nothing, where it came as a file).

    named: the earlier survey that it is compared with, whether it fits or not.
    """

    printed: Printed
    choices: Choices
    named: Offer | None = None


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
            return name_reason(wrong) or "unwritable"
    return "unprintable"


def explain_failure(
    wrong: Exception,
    found: Found | None,
    kit: Kit | None,
    words: Mapping[str, str],
    **facts: object,
) -> str:
    """Say in a line why a command about a release ended; facts fill the sentence."""
    misfits = find_misfits(found, kit) if found and kit and isinstance(wrong, BadInput) else ()
    if misfits:
        return words["report.misfits"].format(choices=", ".join(misfits))
    told = {**facts, "reason": getattr(wrong, "strerror", None) or wrong}
    told |= dict(wrong.facts) if isinstance(wrong, AccordError) else {}
    sentence = words.get(f"report.{find_reason(wrong)}", words["report.unplannable"])
    return sentence.format(**told)


def find_misfits(found: Found, kit: Kit) -> tuple[str, ...]:
    """List HR's choices about the plan that can no longer be had."""
    release = found.printed.release
    if found.choices == USUAL or release.kit != kit.code or find_lost_words(release, kit):
        return ()
    return tuple(each.key.rstrip(".") for each in fit_choices(release, kit, found.choices).misfits)


def find_kit(settings: Settings, printed: Printed) -> Kit:
    """Load the questionnaire of a release.

    Raises
    ------
    NotFound, BrokenKit
    """
    code = printed.release.kit
    folder = settings.questionnaires / code
    # A release names a questionnaire, never a path.
    if not _KIT.fullmatch(code) or not folder.is_dir():
        raise NotFound(what="kit", kit=code, root=settings.questionnaires)
    return load_kit(folder)


async def _load_stored(settings: Settings, release: str) -> Found:
    database = open_database(settings.database)
    try:
        async with database.reading() as session:
            campaign = await require_campaign(session, release)
            stored = await find_release(session, campaign.id, campaign.wave)
            choices = await find_choices(session, campaign.id, campaign.wave)
            named = await find_named(session, campaign)
    finally:
        await database.close()
    if stored is None:
        raise NotFound(what="release")
    return Found(
        printed=decode(stored.bytes, release),
        choices=decode_choices(choices) if choices else USUAL,
        named=named,
    )
