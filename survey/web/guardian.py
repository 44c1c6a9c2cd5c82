"""Keep the guardian's door; it knows a guardian by a link, and never sees words or a private key.

The token stands in the link's fragment and travels in bodies only; no cookie, no address in a log.
"""

import time
from collections import deque
from collections.abc import Mapping
from functools import cache

import msgspec
from litestar import Controller, Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template
from mnemonic import Mnemonic

from survey import guarding
from survey.ballots import base64url
from survey.ballots.keys import Keyring
from survey.errors import NotFound, Refused
from survey.guarding import Counting, Lodge
from survey.store.campaigns import require_campaign
from survey.store.database import Database
from survey.web.body import read_json
from survey.web.wording import choose_language, speak

GuardianRequest = Request[None, None, State]

# BIP-39: 2048 words each, no two of which begin with the same four letters.
WORD_LISTS: Mapping[str, str] = {"ru": "russian", "en": "english"}
# A share with its digest is 87 letters; the largest roster is 20 000 people.
LARGEST_SHARES = 2 * 1024 * 1024
# Counts that a guardian may begin. Whoever has the link and not the key uses none of them up.
MOST_COSTLY, COSTLY_SECONDS = 20, 600


class Token(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The secret part of a guardian's link."""

    token: str


class NewKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A guardian's public key, and the private one locked with six words (base64url)."""

    token: str
    key: str
    wrapped: str


class Unwrapped(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a guardian unwrapped, encrypted to the lock that came with the wraps (base64url)."""

    token: str
    lock: str
    shares: str


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where the campaign stands; `key` and `wrapped` are empty until there is a key."""

    state: str
    name: str = ""
    role: str = ""
    key: str = ""
    wrapped: str = ""
    release: str = ""


class Wraps(msgspec.Struct, frozen=True, kw_only=True):
    """What the guardian's browser has to unwrap, and the lock for what it held (base64url)."""

    lock: str
    wraps: list[str]


class Turnstile:
    """Counts that a campaign's guardian began, counted in memory."""

    def __init__(self) -> None:
        self._passed: dict[str, deque[float]] = {}

    def take(self, campaign: str, now: float) -> None:
        """Count one, or raise Refused where there were too many; call it for proven keys only."""
        passed = self._passed.setdefault(campaign, deque(maxlen=MOST_COSTLY))
        if len(passed) == MOST_COSTLY and now - passed[0] < COSTLY_SECONDS:
            raise Refused("too_many_tries")
        passed.append(now)


class GuardianDoor(Controller):
    """The page where a guardian makes a key, checks the terms and takes part in the close."""

    path = "/g/{campaign:str}"

    @get("/", name="guardian_page")
    async def show(
        self,
        campaign: FromPath[str],
        request: GuardianRequest,
        database: NamedDependency[Database],
        lang: FromQuery[str | None] = None,
    ) -> Template:
        """Show the page, the same to everybody: what it tells comes with the link's token."""
        async with database.reading() as session:
            await require_campaign(session, campaign)
        language = choose_language(lang, request.headers.get("accept-language"))
        context = {"campaign": campaign, "language": language, "say": speak(language)}
        return Template("guardian.html", context=context)

    @get("/words/{language:str}", sync_to_thread=False)
    def list_words(self, language: FromPath[str]) -> list[str]:
        """Give the words of which the browser draws six."""
        if language not in WORD_LISTS:
            raise NotFound(what="language")
        return load_words(language)

    @post("/status", status_code=200)
    async def tell(
        self,
        campaign: FromPath[str],
        request: GuardianRequest,
        database: NamedDependency[Database],
    ) -> Standing:
        """Tell the guardian where the campaign stands."""
        token = (await read_json(request, Token)).token
        watch = await guarding.look(database, campaign=campaign, token=token)
        guardian = watch.guardian
        if guardian is None:
            return Standing(state=watch.campaign.state, release=watch.release or "")
        return Standing(
            state=watch.campaign.state,
            name=guardian.name,
            role=guardian.role,
            key=guardian.public_key or "",
            wrapped=base64url.encode(guardian.wrapped or b""),
        )

    @post("/key", status_code=200)
    async def take_key(
        self,
        campaign: FromPath[str],
        request: GuardianRequest,
        database: NamedDependency[Database],
    ) -> Standing:
        """Register the key that the guardian's browser made."""
        made = await read_json(request, NewKey)
        await guarding.register_key(
            database,
            campaign=campaign,
            token=made.token,
            key=made.key,
            wrapped=base64url.decode(made.wrapped),
        )
        return Standing(state="draft", key=made.key, wrapped=made.wrapped)

    @post("/wraps", status_code=200)
    async def give_wraps(
        self,
        campaign: FromPath[str],
        request: GuardianRequest,
        database: NamedDependency[Database],
        keyring: NamedDependency[Keyring],
        lodge: NamedDependency[Lodge],
    ) -> Wraps:
        """Give what has to be unwrapped, mixed with decoys, and a lock of this moment."""
        token = (await read_json(request, Token)).token
        task = await guarding.hand_out(database, keyring, lodge, campaign=campaign, token=token)
        return Wraps(
            lock=base64url.encode(task.lock),
            wraps=[base64url.encode(wrap) for wrap in task.wraps],
        )

    @post("/shares", status_code=200, request_max_body_size=LARGEST_SHARES)
    async def take_shares(
        self,
        campaign: FromPath[str],
        request: GuardianRequest,
        database: NamedDependency[Database],
        keyring: NamedDependency[Keyring],
        counting: NamedDependency[Counting],
        turnstile: NamedDependency[Turnstile],
        lodge: NamedDependency[Lodge],
    ) -> Standing:
        """Count the wave with the guardian's shares; answer when the release is written."""
        sent = await read_json(request, Unwrapped)
        given = await guarding.open_shares(
            database,
            keyring,
            lodge,
            campaign=campaign,
            token=sent.token,
            lock=base64url.decode(sent.lock),
            envelope=base64url.decode(sent.shares),
        )
        turnstile.take(campaign, time.monotonic())
        shares = await guarding.take_shares(
            database, keyring, campaign=campaign, token=sent.token, given=given
        )
        await counting(campaign, shares)
        watch = await guarding.look(database, campaign=campaign, token=sent.token)
        return Standing(state=watch.campaign.state, release=watch.release or "")


@cache
def load_words(language: str) -> list[str]:
    """Load the words of a language that people can write down."""
    # The package's Russian list has one word with two broken letters: nobody could write it down.
    return [word for word in Mnemonic(WORD_LISTS[language]).wordlist if word.isalpha()]
