"""Keep `accord demo`: the whole way on this machine, by HTTP alone, with invented people."""

import asyncio
import itertools
import os
import random
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import click
import httpx
import msgspec
import numpy as np
import pyotp

from survey.catalogue.kit import Kit
from survey.catalogue.load import load_kit
from survey.cli.demo.company import Company, load_company
from survey.cli.demo.employees import PLANTED, fill_ballot
from survey.cli.demo.office import Director
from survey.cli.demo.outbox import read_outbox
from survey.cli.demo.server import environment, find_port, run_server
from survey.cli.demo.voter import Link, read_link, vote
from survey.cli.init import set_up
from survey.cli.wording import choose_language, load_words
from survey.settings import load_settings
from survey.store.accounts import Account
from survey.store.database import new_id
from survey.web.office.signing import HASHER

HOME = Path("demo-home")
MARK = "demo.json"
SEED = 20261122
AT_ONCE = 4
HELP = load_words(choose_language(None, os.environ))


class Pass(msgspec.Struct, frozen=True, kw_only=True):
    """How to sign in to the demonstration's office; lies in its home."""

    email: str
    password: str
    totp_secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Everything the demonstration has at hand."""

    home: Path
    kit: Kit
    company: Company
    key: Pass
    words: "dict[str, str]"

    def tell(self, line: str, **facts: object) -> None:
        """Say what happens now."""
        click.echo(self.words[f"demo.{line}"].format(**facts))


@click.command("demo", help=HELP["demo.help"])
@click.option("--code", is_flag=True, help=HELP["demo.code"])
@click.option("--lang", type=click.Choice(["ru", "en"]), help=HELP["main.lang"])
def demo_command(code: bool, lang: str | None) -> None:
    """Run a whole campaign with invented people; --code prints a one-time code for its office."""
    home = HOME.resolve()
    words = dict(load_words(choose_language(lang, os.environ)))
    if code:
        _print_code(home, words)
        return
    _make_room(home, words)
    port = find_port()
    settings = load_settings(environment(home, port))
    stage = Stage(
        home=home,
        kit=load_kit(settings.questionnaires / "marketing-sales"),
        company=load_company(),
        key=_make_pass(),
        words=words,
    )
    asyncio.run(set_up(settings, _make_account(stage.key)))
    (home / MARK).write_bytes(msgspec.json.encode(stage.key))
    with run_server(home, port) as server:
        stage.tell("server", address=server.address)
        _play(stage, server.address)
    _say_goodbye(stage)


def _play(stage: Stage, address: str) -> None:
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        director = Director(client=client)
        director.sign_in(stage.key.email, stage.key.password, stage.key.totp_secret)
        page = director.create(_describe(stage))
        director.upload(page, stage.company.roster())
        director.act(page, "open")
        people = sum(len(team.people) for team in stage.company.departments.values())
        stage.tell("open", people=people)
        links = [read_link(link) for link in read_outbox(stage.home / "outbox", people)]
        asyncio.run(_answer(stage, address, links))
        stage.tell("closing")
        director.act(page, "close")
        director.wait_for(page, "purged")
        _bring_home(stage, director, page)


def _describe(stage: Stage) -> dict[str, str]:
    today = date.today()  # noqa: DTZ011 - the form's default zone is the machine's own here
    teams = [stage.company.departments[code] for code in stage.kit.departments]
    return {
        "title": stage.company.title,
        "organisation": stage.company.organisation,
        "kit": stage.kit.code,
        "first": teams[0].name,
        "second": teams[1].name,
        "opens": (today - timedelta(days=1)).isoformat(),
        "closes": (today + timedelta(days=7)).isoformat(),
        "time_zone": "UTC",
        "signatory": stage.company.signatory,
        "letter": stage.company.letter,
        "optional": "yes",
    }


async def _answer(stage: Stage, address: str, links: list[Link]) -> None:
    random.SystemRandom().shuffle(links)
    rng = np.random.default_rng(SEED)
    gate = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=60) as client:
        places = {code: itertools.count() for code in stage.company.departments}

        async def come(link: Link) -> None:
            async with gate:
                team = stage.company.departments[link.department]
                voice = team.voice(next(places[link.department]))
                await vote(client, link, fill_ballot(stage.kit, voice=voice, rng=rng))

        with click.progressbar(length=len(links), label=stage.words["demo.answering"]) as bar:
            async with asyncio.TaskGroup() as coming:
                for link in links:
                    coming.create_task(come(link)).add_done_callback(lambda _: bar.update(1))


def _bring_home(stage: Stage, director: Director, page: str) -> None:
    reports = stage.home / "reports"
    reports.mkdir(exist_ok=True)
    (reports / "release.json").write_bytes(director.download(f"{page}/release.json"))
    for language in stage.kit.languages:
        stage.tell("printing", language=language)
        body = director.download(f"{page}/report/{language}")
        (reports / f"accord-{language}.pdf").write_bytes(body)


def _say_goodbye(stage: Stage) -> None:
    release = msgspec.json.decode((stage.home / "reports" / "release.json").read_bytes())
    first = [cause["code"] for cause in release["causes"][:3]]
    stage.tell("found", planted=", ".join(PLANTED), found=", ".join(first))
    for language in stage.kit.languages:
        click.echo(f"  {stage.home / 'reports' / f'accord-{language}.pdf'}")
    stage.tell(
        "office",
        home=HOME,
        email=stage.key.email,
        password=stage.key.password,
        url="http://127.0.0.1:8000/office",
    )


def _make_pass() -> Pass:
    return Pass(
        email="hr@demo.invalid",
        password=secrets.token_urlsafe(12),
        totp_secret=pyotp.random_base32(),
    )


def _make_account(key: Pass) -> Account:
    return Account(
        id=new_id(),
        email=key.email,
        password_hash=HASHER.hash(key.password),
        totp_secret=key.totp_secret,
        role="administrator",
        language="ru",
    )


def _print_code(home: Path, words: Mapping[str, str]) -> None:
    try:
        key = msgspec.json.decode((home / MARK).read_bytes(), type=Pass)
    except (OSError, msgspec.DecodeError) as error:
        raise click.ClickException(words["demo.none"].format(home=home)) from error
    click.echo(pyotp.TOTP(key.totp_secret).now())


def _make_room(home: Path, words: Mapping[str, str]) -> None:
    """Put an earlier demonstration aside, whole; touch nothing that is not one."""
    if home.exists() and any(home.iterdir()):
        if not (home / MARK).exists():
            raise click.ClickException(words["demo.foreign"].format(home=home))
        numbered = (home.with_name(f"{home.name}-{number}") for number in itertools.count(1))
        aside = next(place for place in numbered if not place.exists())
        home.rename(aside)
        click.echo(words["demo.kept"].format(aside=aside))
    home.mkdir(mode=0o700, exist_ok=True)
    (home / MARK).touch()
