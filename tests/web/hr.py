"""Keep somebody of HR for a test: a client of the whole application that fills in its forms."""

import re
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx
import pyotp
from litestar import Litestar
from litestar.testing import AsyncTestClient

from survey.app import build_app
from survey.settings import Settings, load_settings
from survey.store.accounts import Account, add_account
from survey.store.campaigns import Campaign, load_campaigns
from survey.store.database import Database, new_id, open_database
from survey.web.office.signing import HASHER
from tests.town import describe_campaign, make_roster

EMAIL, PASSWORD = "hr@example.org", "correct horse battery"
CSRF = re.compile(r'name="csrf" value="([^"]+)"')
Files = Mapping[str, tuple[str, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hr:
    """Somebody of HR. `app`: what they talk to; `database`: the same as the application's."""

    client: AsyncTestClient[Litestar]
    app: Litestar
    settings: Settings
    database: Database
    totp_secret: str

    def code(self, steps: int = 0) -> str:
        """Read the authenticator, some steps of 30 seconds away from now."""
        return pyotp.TOTP(self.totp_secret).at(int(time.time()), counter_offset=steps)

    async def knock(
        self, fields: Mapping[str, str] | None = None, *, steps: int = 0
    ) -> httpx.Response:
        """Fill in the sign-in form, rightly but for these fields."""
        form = {"email": EMAIL, "password": PASSWORD, "code": self.code(steps)}
        return await self.client.post(
            "/office/sign-in", data={**form, **(fields or {})}, follow_redirects=False
        )

    async def sign_in(self) -> None:
        """Sign in; the client keeps the cookie."""
        assert (await self.knock()).status_code == 303

    async def read(self, path: str, **headers: str) -> httpx.Response:
        """Open a page."""
        return await self.client.get(f"/office{path}", headers=headers, follow_redirects=False)

    async def find_secret(self) -> str:
        """Find the session's secret in a form."""
        found = CSRF.search((await self.read("/campaigns")).text)
        assert found
        return found[1]

    async def send(
        self, path: str, form: Mapping[str, str] | None = None, *, files: Files | None = None
    ) -> httpx.Response:
        """Send a form of our own."""
        fields = {"csrf": await self.find_secret(), **(form or {})}
        return await self.client.post(
            f"/office{path}", data=fields, files=files, follow_redirects=False
        )


@asynccontextmanager
async def employ(home: Path, database: str, **variables: str) -> AsyncIterator[Hr]:
    """Give an installation an administrator and a client that is not signed in yet."""
    settings = load_settings(
        {"ACCORD_HOME": str(home), "ACCORD_DATABASE": database, "ACCORD_LANG": "ru", **variables}
    )
    app = build_app(settings)
    opened = open_database(settings.database)
    secret = pyotp.random_base32()
    try:
        async with opened.session() as session:
            await add_account(session, _make_account(secret))
        base = "https://testserver.local" if settings.secure else "http://testserver.local"
        async with AsyncTestClient(app, base_url=base) as client:
            yield Hr(client=client, app=app, settings=settings, database=opened, totp_secret=secret)
    finally:
        await opened.close()


def _make_account(secret: str) -> Account:
    return Account(
        id=new_id(),
        email=EMAIL,
        password_hash=_hash_password(),
        totp_secret=secret,
        role="administrator",
        language="ru",
    )


@cache
def _hash_password() -> str:
    # Slow on purpose; once is enough for all tests.
    return HASHER.hash(PASSWORD)


async def write_draft(hr: Hr, people: tuple[int, int] | None = None, **fields: str) -> str:
    """Sign in, describe a campaign and give its list of people; return its page."""
    await hr.sign_in()
    reply = await hr.send("/campaigns/new", {**describe_campaign(), **fields})
    assert reply.status_code == 303
    page = reply.headers["location"].removeprefix("/office")
    if people:
        await hr.send(f"{page}/roster", {"list": make_roster(people)})
    return page


async def load_campaign(hr: Hr) -> Campaign:
    """Load the one campaign of the office."""
    async with hr.database.reading() as session:
        (campaign,) = await load_campaigns(session)
    return campaign
