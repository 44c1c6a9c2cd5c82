"""Keep `accord init`: database, key folder, first administrator; know no campaign."""

import asyncio
import os
import secrets

import click
import pyotp
import segno

from survey.cli.wording import choose_language, load_words
from survey.errors import Refused
from survey.settings import Settings, load_settings
from survey.store.accounts import Account, add_account, count_accounts
from survey.store.database import new_id, open_database
from survey.store.upgrade import upgrade
from survey.web.office.signing import HASHER

SHORTEST_PASSWORD = 12


@click.command("init")
@click.option("--email", prompt=True)
@click.option("--password", envvar="ACCORD_ADMIN_PASSWORD")
@click.option("--lang", type=click.Choice(["ru", "en"]))
def init_command(email: str, password: str | None, lang: str | None) -> None:
    """Set up this installation and make the first administrator."""
    language = choose_language(lang, os.environ)
    words = load_words(language)
    settings = load_settings(os.environ)
    if password is not None and len(password) < SHORTEST_PASSWORD:
        click.echo(words["init.short"].format(least=SHORTEST_PASSWORD), err=True)
        raise SystemExit(2)
    chosen = password or secrets.token_urlsafe(12)
    account = Account(
        id=new_id(),
        email=email.strip().lower(),
        password_hash=HASHER.hash(chosen),
        totp_secret=pyotp.random_base32(),
        role="administrator",
        language=language,
    )
    try:
        asyncio.run(set_up(settings, account))
    except Refused:
        click.echo(words["init.already"], err=True)
        raise SystemExit(3) from None
    uri = pyotp.TOTP(account.totp_secret).provisioning_uri(name=account.email, issuer_name="Accord")
    click.echo(words["init.made"].format(email=account.email))
    if password is None:
        click.echo(words["init.password"].format(password=chosen))
    click.echo(words["init.secret"].format(secret=account.totp_secret, uri=uri))
    segno.make(uri, micro=False).terminal(compact=True)
    click.echo(words["init.next"].format(url=f"{settings.base_url}/office"))


async def set_up(settings: Settings, account: Account) -> None:
    """Make the folders and the database, and write the first account.

    Raises
    ------
    Refused
        There is an account already.
    """
    settings.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    await upgrade(settings.database)
    database = open_database(settings.database)
    try:
        async with database.session() as session:
            if await count_accounts(session):
                raise Refused("already_set_up")
            await add_account(session, account)
    finally:
        await database.close()
