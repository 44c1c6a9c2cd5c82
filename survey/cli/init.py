"""Keep `accord init`: database, key folder, first administrator; know no campaign."""

import asyncio
import os
import secrets
from typing import NoReturn

import click
import pyotp
import segno
from sqlalchemy.exc import SQLAlchemyError

from survey.cli.wording import choose_language, load_words
from survey.errors import Refused
from survey.settings import Settings, load_settings
from survey.store.accounts import Account, add_account, count_accounts
from survey.store.database import new_id, open_database
from survey.store.upgrade import upgrade
from survey.web.office.signing import HASHER

HELP = load_words(choose_language(None, os.environ))
SHORTEST_PASSWORD = 12
USAGE, REFUSED = 2, 3


@click.command("init", help=HELP["init.help"])
@click.option("--email", prompt=HELP["init.email"], help=HELP["init.email"])
@click.option("--password", envvar="ACCORD_ADMIN_PASSWORD", help=HELP["init.password_help"])
@click.option("--lang", type=click.Choice(["ru", "en"]), help=HELP["main.lang"])
def init_command(email: str, password: str | None, lang: str | None) -> None:
    """Set up this installation and print, once, how the first administrator signs in."""
    language = choose_language(lang, os.environ)
    words = load_words(language)
    settings = load_settings(os.environ)
    email = email.strip().lower()
    if "@" not in email or not email.isprintable():
        _stop(words["init.bad_email"].format(email=email), USAGE)
    if password is not None and len(password) < SHORTEST_PASSWORD:
        _stop(words["init.short"].format(least=SHORTEST_PASSWORD), USAGE)
    chosen = password or secrets.token_urlsafe(12)
    account = _make_account(email, chosen, language)
    try:
        asyncio.run(set_up(settings, account))
    except Refused:
        _stop(words["init.already"], REFUSED)
    except (SQLAlchemyError, OSError) as error:
        _stop(words["main.no_database"].format(reason=type(error).__name__), REFUSED)
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


def _make_account(email: str, password: str, language: str) -> Account:
    return Account(
        id=new_id(),
        email=email,
        password_hash=HASHER.hash(password),
        totp_secret=pyotp.random_base32(),
        role="administrator",
        language=language,
    )


def _stop(sentence: str, code: int) -> NoReturn:
    click.echo(sentence, err=True)
    raise SystemExit(code)
