"""Keep `accord doctor`: what could break the promise on this machine; read no row of anybody."""

import asyncio
import os

import click
from sqlalchemy.exc import SQLAlchemyError

from survey.ballots.keys import Keyring
from survey.cli.wording import choose_language, load_words
from survey.doctor.examine import examine
from survey.doctor.keys import examine_campaign_keys
from survey.settings import Settings, load_settings
from survey.store.campaigns import load_campaigns
from survey.store.database import open_database
from survey.store.handover import GREEN, Checkup, Finding
from survey.web.assets import GUARDIAN_SCRIPTS, script_hash
from survey.wording import ROOT
from survey.wording import load_words as load_file

HELP = load_words(choose_language(None, os.environ))


@click.command("doctor", help=HELP["doctor.help"])
@click.option("--lang", type=click.Choice(["ru", "en"]), help=HELP["main.lang"])
def doctor_command(lang: str | None) -> None:
    """Print a line for everything that was looked at; exit code 1 when something is red."""
    language = choose_language(lang, os.environ)
    words = load_words(language)
    try:
        checkup = asyncio.run(_examine(load_settings(os.environ)))
    except (SQLAlchemyError, OSError) as error:
        click.echo(words["main.no_database"].format(reason=type(error).__name__), err=True)
        raise SystemExit(1) from None
    for finding in checkup.findings:
        click.echo(f"{words[f'doctor.{finding.state}']:<9}{_tell(finding, language)}")
    script = script_hash(names=GUARDIAN_SCRIPTS)
    click.echo(words["doctor.guardian_script"].format(script=script))
    raise SystemExit(bool(checkup.red))


def _tell(finding: Finding, language: str) -> str:
    sentences = load_file(ROOT / f"doctor.{language}.toml")
    return sentences[f"{finding.code}.{'good' if finding.state == GREEN else 'bad'}"]


async def _examine(settings: Settings) -> Checkup:
    database = open_database(settings.database)
    try:
        checkup = await examine(settings, database)
        if "schema_current" in checkup.red:
            return checkup
        async with database.reading() as session:
            campaigns = await load_campaigns(session)
        own = examine_campaign_keys(Keyring(settings.keys), campaigns)
        return Checkup(findings=(*checkup.findings, own))
    finally:
        await database.close()
