"""Keep `accord backup` and `accord restore`: the database without its keys; read no row."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import click
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from survey import tally
from survey.ballots.keys import Keyring
from survey.cli.hold import hold_installation, let_go
from survey.cli.wording import choose_language, load_words
from survey.doctor.keys import examine_campaign_keys
from survey.errors import AccordError, Refused
from survey.settings import Settings, load_settings
from survey.store.campaigns import OPEN, STOPPED, Campaign, load_campaigns
from survey.store.copying import copy_database, place_copy
from survey.store.database import open_database
from survey.store.handover import GREEN
from survey.store.upgrade import upgrade

HELP = load_words(choose_language(None, os.environ))
REFUSED = 3
FILE = click.Path(path_type=Path, dir_okay=False)
# Each campaign that is not counted yet, and whether its keys are here.
Counted = tuple[tuple[Campaign, bool], ...]


@click.command("backup", help=HELP["backup.help"])
@click.argument("file", type=FILE)
def backup_command(file: Path) -> None:
    """Copy the database while the server runs."""
    settings = load_settings(os.environ)
    try:
        _require_database(settings)
        asyncio.run(_copy(settings, file))
    except (AccordError, SQLAlchemyError, OSError) as wrong:
        _refuse(wrong, file)
    click.echo(HELP["backup.written"].format(file=file, keys=settings.keys))


@click.command("restore", help=HELP["restore.help"])
@click.argument("file", type=FILE)
def restore_command(file: Path) -> None:
    """Put a copy back; exit code 1 when a campaign in it can no longer be counted."""
    settings = load_settings(os.environ)
    try:
        target = _find_file(settings)
        held = hold_installation(settings)
        try:
            place_copy(file, target)
            counted = asyncio.run(_wake(settings))
        finally:
            let_go(held)
    except (AccordError, SQLAlchemyError, OSError) as wrong:
        _refuse(wrong, file)
    click.echo(HELP["restore.written"].format(file=target))
    for campaign, good in counted:
        key = "restore.counts" if good else "restore.lost"
        click.echo(HELP[key].format(title=campaign.title, campaign=campaign.id, keys=settings.keys))
    raise SystemExit(int(not all(good for _, good in counted)))


def _find_file(settings: Settings) -> Path:
    address = make_url(settings.database)
    if address.get_backend_name() != "sqlite" or not address.database:
        raise Refused("not_sqlite")
    return Path(address.database).resolve()


def _require_database(settings: Settings) -> None:
    file = _find_file(settings)
    # Opening it would make an empty one.
    if not file.exists():
        raise FileNotFoundError(file)


async def _copy(settings: Settings, file: Path) -> None:
    database = open_database(settings.database)
    try:
        await copy_database(database, file)
    finally:
        await database.close()


async def _wake(settings: Settings) -> Counted:
    await upgrade(settings.database)
    database, keyring = open_database(settings.database), Keyring(settings.keys)
    try:
        async with database.reading() as session:
            campaigns = await load_campaigns(session)
        counted = tuple(
            (campaign, examine_campaign_keys(keyring, [campaign]).state == GREEN)
            for campaign in campaigns
            if campaign.state in (OPEN, STOPPED)
        )
        for campaign in [campaign for campaign, good in counted if good]:
            await tally.adopt_restored(database, keyring, campaign.id)
    finally:
        await database.close()
    return counted


def _refuse(wrong: Exception, file: Path) -> NoReturn:
    code = wrong.code if isinstance(wrong, AccordError) else "failed"
    facts: Mapping[str, object] = wrong.facts if isinstance(wrong, AccordError) else {}
    told = {"file": file, "reason": type(wrong).__name__, **facts}
    click.echo(HELP[f"backup.{code}"].format(**told), err=True)
    raise SystemExit(REFUSED)
