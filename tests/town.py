"""Keep a whole installation for a test: home, server, HR's sign-in, an open campaign, its links."""

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import numpy as np
import pyotp

from survey.catalogue.kit import Kit
from survey.catalogue.load import load_kit
from survey.cli.demo.employees import Voice, fill_ballot
from survey.cli.demo.office import Director
from survey.cli.demo.outbox import read_outbox
from survey.cli.demo.server import Server, environment, find_port, run_server
from survey.cli.demo.voter import read_link, vote
from survey.cli.init import set_up
from survey.settings import REPOSITORY, load_settings
from survey.store.accounts import Account
from survey.store.database import new_id
from survey.web.office.signing import HASHER

EMAIL, PASSWORD = "hr@example.org", "correct horse battery"
LETTER = "Коллеги, ответьте, пожалуйста, честно."


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A running installation with one open campaign; `page` is its path in the office."""

    home: Path
    server: Server
    director: Director
    totp_secret: str
    page: str
    links: tuple[str, ...]

    @property
    def campaign(self) -> str:
        """The campaign's id."""
        return self.page.rsplit("/", 1)[1]

    def answer(self, links: tuple[str, ...] | None = None, *, seed: int = 1) -> None:
        """Let invented employees answer by HTTP, one after the other."""
        answer_all(self.server.address, links or self.links, seed=seed)


def run_apart(work: Coroutine[object, object, None]) -> None:
    """Run async work to its end in a thread: a browser test has an event loop in its own."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def answer_all(address: str, links: tuple[str, ...], *, seed: int = 1) -> None:
    """Let invented employees answer by HTTP, one after the other."""
    run_apart(_answer(address, links, seed))


def load_real_kit() -> Kit:
    """Load the kit that the product ships."""
    return load_kit(REPOSITORY / "questionnaires" / "marketing-sales")


def make_roster(people: tuple[int, int]) -> str:
    """Write a list of people as HR would paste it."""
    lines = ["имя;почта;отдел"]
    for code, department, count in zip("ms", ("Маркетинг", "Продажи"), people, strict=True):
        lines += [f"Сотрудник {code}{n};{code}{n}@example.org;{department}" for n in range(count)]
    return "\n".join(lines)


@contextmanager
def found_office(home: Path, **variables: str) -> Iterator[tuple[Server, str]]:
    """Set up an installation with an administrator and serve it; yield also their TOTP secret."""
    port = find_port()
    settings = load_settings({**environment(home, port), **variables})
    secret = pyotp.random_base32()
    run_apart(set_up(settings, _make_account(secret)))
    with run_server(home, port, **variables) as server:
        yield server, secret


@contextmanager
def found_town(
    home: Path, people: tuple[int, int] = (8, 8), *, database: str | None = None
) -> Iterator[Town]:
    """Set up an installation, serve it, open a campaign and read its letters."""
    extra = {"ACCORD_DATABASE": database} if database else {}
    with (
        found_office(home, **extra) as (server, secret),
        httpx.Client(base_url=server.address, trust_env=False, timeout=60) as client,
    ):
        director = Director(client=client)
        director.sign_in(EMAIL, PASSWORD, secret)
        page = director.create(describe_campaign())
        director.upload(page, make_roster(people))
        director.act(page, "open")
        yield Town(
            home=home,
            server=server,
            director=director,
            totp_secret=secret,
            page=page,
            links=tuple(sorted(read_outbox(home / "outbox", sum(people)))),
        )


def describe_campaign() -> dict[str, str]:
    """Fill in HR's form."""
    today = datetime.now(UTC).date()
    return {
        "title": "Опрос",
        "organisation": "ООО «Пример»",
        "kit": "marketing-sales",
        "first": "Маркетинг",
        "second": "Продажи",
        "opens": (today - timedelta(days=1)).isoformat(),
        "closes": (today + timedelta(days=7)).isoformat(),
        "time_zone": "UTC",
        "signatory": "Мария Орлова, генеральный директор",
        "letter": LETTER,
        "optional": "yes",
    }


async def _answer(address: str, links: tuple[str, ...], seed: int) -> None:
    kit, rng = load_real_kit(), np.random.default_rng(seed)
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=60) as client:
        for link in links:
            await vote(client, read_link(link), fill_ballot(kit, voice=Voice(comments=()), rng=rng))


def _make_account(secret: str) -> Account:
    return Account(
        id=new_id(),
        email=EMAIL,
        password_hash=HASHER.hash(PASSWORD),
        totp_secret=secret,
        role="administrator",
        language="ru",
    )
