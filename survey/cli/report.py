"""Keep `accord report`: a release in, a printed report out; know no answer and no person."""

import asyncio
import os
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from reports.render import PrintingFailed
from survey.catalogue.load import load_kit
from survey.cli.wording import choose_language, load_words
from survey.errors import AccordError, BadInput, NotFound
from survey.reporting import Printed, decode, load_release, render_report
from survey.settings import Settings, load_settings
from survey.store.campaigns import require_campaign
from survey.store.database import open_database
from survey.store.releases import find_release

HELP = load_words(choose_language(None, os.environ))
BAD_INPUT = 3


@click.command("report", help=HELP["report.help"])
@click.argument("release")
@click.option("--lang", type=click.Choice(["ru", "en"]), help=HELP["report.lang"])
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help=HELP["report.out"],
)
def report_command(release: str, lang: str | None, out: Path) -> None:
    """Print a report; whatever stands in its way is said in one line."""
    language = choose_language(lang, os.environ)
    words = load_words(language)
    settings = load_settings(os.environ)
    try:
        printed = _find(settings, release)
        kit = load_kit(settings.questionnaires / printed.release.kit)
        out.write_bytes(render_report(printed, kit, language))
    except (BadInput, NotFound, PrintingFailed, SQLAlchemyError, OSError) as wrong:
        reason = _find_reason(wrong)
        sentence = words[f"report.{reason}"].format(release=release, file=out, reason=wrong)
        click.echo(sentence, err=True)
        raise SystemExit(BAD_INPUT) from None
    click.echo(words["report.written"].format(file=out))


def _find_reason(wrong: Exception) -> str:
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


def _find(settings: Settings, release: str) -> Printed:
    if Path(release).exists() or release.endswith(".json"):
        return load_release(Path(release))
    return decode(asyncio.run(_load_stored(settings, release)), release)


async def _load_stored(settings: Settings, release: str) -> bytes:
    database = open_database(settings.database)
    try:
        async with database.reading() as session:
            campaign = await require_campaign(session, release)
            stored = await find_release(session, campaign.id, campaign.wave)
    finally:
        await database.close()
    if stored is None:
        raise NotFound(what="release")
    return stored.bytes
