"""Keep `accord doctor`: what could break the promise on this machine; read no row of anybody."""

import asyncio
import os

import click

from survey.cli.wording import choose_language, load_words
from survey.doctor import examine
from survey.settings import Settings, load_settings
from survey.store.database import open_database
from survey.store.handover import RED, Checkup


@click.command("doctor")
@click.option("--lang", type=click.Choice(["ru", "en"]))
def doctor_command(lang: str | None) -> None:
    """Examine this installation; exit code 1 when something would stop an opening."""
    words = load_words(choose_language(lang, os.environ))
    checkup = asyncio.run(_examine(load_settings(os.environ)))
    for finding in checkup.findings:
        click.echo(f"{words[f'doctor.{finding.state}']:8} {finding.code}")
    raise SystemExit(any(finding.state == RED for finding in checkup.findings))


async def _examine(settings: Settings) -> Checkup:
    database = open_database(settings.database)
    try:
        return await examine(settings, database)
    finally:
        await database.close()
