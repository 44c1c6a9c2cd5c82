"""Keep scripted participants with a canary in everything that a person could leave behind.

They speak the real protocol through the demonstration's client; what went over the wire is noted
beside them, as their own devices could note it.
"""

import contextlib
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field

import httpx
import msgspec
import numpy as np

from survey.ballots import base64url, manifest
from survey.ballots.ballot import MOST_COMMENT_UNITS, Ballot, BallotComment, encode_ballot
from survey.ballots.credential import nullifier
from survey.ballots.sealing import seal
from survey.catalogue.kit import Kit
from survey.cli.demo.employees import Voice, fill_ballot
from survey.cli.demo.voter import read_link, vote

# One word of each canary is common to all people: searching for it finds everybody's.
COMMENT = "зимородок"
AGENT = "Zimorodok/"
REFERER = "intranet.canary"
ADDRESS = "127.77."
PROXY_ADDRESS = "10.77."

# Nobody here speaks TLS, and reading the certificates of the world takes longer than a vote.
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

KINDS = ("usual", "empty", "longest", "withdrawn")


class Cast(msgspec.Struct, frozen=True, kw_only=True):
    """A cast as it went over the wire."""

    department: str
    secret: str
    message: str
    signature: str
    sealed: str


class Knock(msgspec.Struct, frozen=True, kw_only=True):
    """What collected a credential, as it went over the wire."""

    token: str
    blinded: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request that was answered, and the answer; `door` is the last word of its path."""

    door: str
    sent: bytes
    status: int
    headers: tuple[tuple[str, str], ...]
    reply: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One participant: the link, every exchange that the server acknowledged, in order.

    tried: every sealed ballot that was sent, whether it was acknowledged or not.
    """

    number: int
    link: str
    exchanges: list[Exchange] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where this person's requests come from: all of 127/8 is this machine."""
        return f"{ADDRESS}{self.number}.9"

    @property
    def department(self) -> str:
        """The code of this person's department."""
        return read_link(self.link).department

    @property
    def token(self) -> str:
        """The invite token of the link."""
        return read_link(self.link).token

    @property
    def comment(self) -> str:
        """What this person writes to every open question."""
        return f"{COMMENT} {self.number} сидит над рекой 🙂"

    @property
    def casts(self) -> tuple[Cast, ...]:
        """Every acknowledged cast, first the blank of collecting."""
        bodies = [each.sent for each in self.told("cast") if each.status == httpx.codes.OK]
        return tuple(msgspec.json.decode(body, type=Cast) for body in bodies)

    @property
    def blinded(self) -> bytes:
        """The blinded message that collected the credential."""
        knock = msgspec.json.decode(self.told("issue")[0].sent, type=Knock)
        return base64url.decode(knock.blinded)

    @property
    def nullifier(self) -> bytes:
        """Under what name this person's ballot lies in the box."""
        cast = self.casts[0]
        campaign = read_link(self.link).campaign
        return nullifier(campaign, cast.department, base64url.decode(cast.message))

    def told(self, door: str) -> list[Exchange]:
        """Return the exchanges at one door."""
        return [each for each in self.exchanges if each.door == door]

    def connect(self, server: str) -> httpx.AsyncClient:
        """Open this person's browser: it says all that browsers and proxies say."""
        return httpx.AsyncClient(
            base_url=server,
            transport=httpx.AsyncHTTPTransport(local_address=self.address, verify=NO_CERTIFICATES),
            timeout=60,
            headers={
                "User-Agent": f"{AGENT}{self.number}.0",
                "Referer": f"https://{REFERER}/{self.number}",
                "X-Forwarded-For": f"{PROXY_ADDRESS}{self.number}.9",
                "Forwarded": f"for={PROXY_ADDRESS}{self.number}.9",
            },
            event_hooks={"request": [self._remember], "response": [self._note]},
        )

    async def take_part(self, server: str, ballot: Ballot) -> None:
        """Open the page, collect a credential, cast."""
        async with self.connect(server) as client:
            link = read_link(self.link)
            (await client.get(f"/s/{link.campaign}?lang=ru")).raise_for_status()
            await vote(client, link, ballot)

    async def change_mind(self, client: httpx.AsyncClient, ballot: Ballot) -> None:
        """Cast again with the credential that the device keeps."""
        terms = manifest.decode(self.told("manifest")[0].reply)
        sealed = seal(terms.seal_key, self.nullifier, encode_ballot(ballot))
        again = msgspec.structs.replace(self.casts[0], sealed=base64url.encode(sealed))
        path = f"/s/{read_link(self.link).campaign}/cast"
        (await client.post(path, json=msgspec.to_builtins(again))).raise_for_status()

    async def _remember(self, request: httpx.Request) -> None:
        if request.url.path.endswith("/cast"):
            with contextlib.suppress(msgspec.MsgspecError):
                self.tried.append(msgspec.json.decode(request.content, type=Cast).sealed)

    async def _note(self, response: httpx.Response) -> None:
        # Read to its end first: half an answer acknowledges nothing.
        reply = await response.aread()
        request = response.request
        self.exchanges.append(
            Exchange(
                door=request.url.path.rsplit("/", 1)[1],
                sent=request.content,
                status=response.status_code,
                headers=tuple(response.headers.items()),
                reply=reply,
            )
        )


def invite(links: Iterable[str]) -> tuple[Person, ...]:
    """Give every link to somebody."""
    return tuple(Person(number=n, link=link) for n, link in enumerate(links, start=1))


def fill(kit: Kit, person: Person, kind: str | None = None) -> tuple[Ballot, ...]:
    """Fill in what a person casts; the kinds of ballots take turns where none is wanted."""
    rng = np.random.default_rng(person.number)
    usual = fill_ballot(kit, voice=Voice(comments=()), rng=rng)
    usual = msgspec.structs.replace(usual, comments=_write(kit, person.comment))
    nothing = msgspec.structs.replace(usual, answers={}, nominations=[], votes=[], comments=[])
    much = person.comment + "😀Щ" * ((MOST_COMMENT_UNITS - len(person.comment) - 1) // 3)
    longest = msgspec.structs.replace(usual, comments=_write(kit, much))
    return {
        "usual": (usual,),
        "empty": (nothing,),
        "longest": (longest,),
        "withdrawn": (usual, msgspec.structs.replace(nothing, withdrawn=True)),
    }[kind or KINDS[person.number % len(KINDS)]]


def _write(kit: Kit, text: str) -> list[BallotComment]:
    # Only counted: no release may ever quote it.
    return [
        BallotComment(question=question, text=text, consent="count")
        for question in kit.open_questions
    ]
