"""Keep `accord report`: a release in, a printed report out; know no answer and no person."""

import asyncio
import os
from pathlib import Path

import click

from reports.render import PrintingFailed
from survey.catalogue.load import load_kit
from survey.cli.wording import choose_language, load_words
from survey.errors import BadInput, NotFound
from survey.reporting import Printed, decode, load_release, render_report
from survey.settings import Settings, load_settings
from survey.store.campaigns import require_campaign
from survey.store.database import open_database
from survey.store.releases import find_release

BAD_INPUT = 3


@click.command("report")
@click.argument("release")
@click.option("--lang", type=click.Choice(["ru", "en"]))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
def report_command(release: str, lang: str | None, out: Path) -> None:
    """Print a report from RELEASE: the path of a release's JSON file, or a campaign's id."""
    language = choose_language(lang, os.environ)
    words = load_words(language)
    settings = load_settings(os.environ)
    try:
        printed = asyncio.run(_find(settings, release))
        kit = load_kit(settings.questionnaires / printed.release.kit)
        body = render_report(printed, kit, language)
    except (BadInput, NotFound, PrintingFailed) as wrong:
        click.echo(words["report.failed"].format(release=release, reason=wrong), err=True)
        raise SystemExit(BAD_INPUT) from None
    out.write_bytes(body)
    click.echo(words["report.written"].format(file=out))


async def _find(settings: Settings, release: str) -> Printed:
    if Path(release).exists() or release.endswith(".json"):
        return load_release(Path(release))
    database = open_database(settings.database)
    try:
        async with database.reading() as session:
            campaign = await require_campaign(session, release)
            stored = await find_release(session, campaign.id, campaign.wave)
    finally:
        await database.close()
    if stored is None:
        raise NotFound(what="release")
    return decode(stored.bytes, release)
