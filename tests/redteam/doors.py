"""Keep the attacks on the participants' doors of a running server, with people who take part."""

import asyncio
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from survey.ballots import base64url, credential, manifest
from survey.ballots.ballot import encode_ballot
from survey.ballots.keys import SealKey
from survey.ballots.sealing import unseal
from survey.cli.demo.voter import Distrust, load_manifest, read_link
from survey.errors import BadInput
from tests.privacy.evidence import POSTGRES_LOG, SERVER_LOG, Archive, Value
from tests.privacy.people import COMMENT, NO_CERTIFICATES
from tests.privacy.search import search
from tests.privacy.withhold import withhold
from tests.redteam.voters import Voter, find_issue_key
from tests.town import Town

AT_ONCE = 200
REFUSED = 400
SCANS = 3
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """An open campaign: `voters` have voted, `fresh` have not collected; `keys` were stolen.

    talkers: everybody invited to another campaign of the same server, who write much; the first
    of them, a stranger here, has voted there.
    """

    town: Town
    archive: Archive
    voters: tuple[Voter, ...]
    fresh: tuple[Voter, ...]
    talkers: tuple[Voter, ...]
    keys: Mapping[str, bytes]

    def rows(self) -> Mapping[str, tuple[tuple[Value, ...], ...]]:
        """Return the rows of the participants' tables."""
        tables = self.archive.seize(pages=False).tables
        return {name: tables[name].rows for name in ("ballot", "invitation", "token_hash")}

    def browse(self) -> httpx.AsyncClient:
        """Open a browser that is nobody's."""
        return httpx.AsyncClient(
            base_url=self.town.server.address,
            trust_env=False,
            timeout=120,
            verify=NO_CERTIFICATES,
        )


async def a12_forced_errors(scene: Scene) -> list[str]:
    """A12: let the database fail in the middle of a request full of canaries."""
    voter, found = scene.voters[0], []
    knock = {"token": voter.person.token, "blinded": base64url.encode(voter.person.blinded)}
    sealed = voter.sealed()
    async with scene.browse() as client:
        for table, door, body in (("token_hash", "issue", knock), ("ballot", "cast", sealed)):
            with withhold(scene.archive, table):
                reply = await client.post(voter.path(door), json=body)
            found += [] if reply.status_code >= 500 else [f"{door} said {reply.status_code}"]
            found += search(f"{door}: ", {"the reply": reply.content}, _planted(voter))
    files = (await asyncio.to_thread(scene.archive.seize)).files
    logs = {name: files[name] for name in (SERVER_LOG, POSTGRES_LOG) if name in files}
    return found + search("", logs, _planted(voter))


async def a13_malformed(scene: Scene) -> list[str]:
    """A13: broken, huge and repeated casts leave the box as it was and never fail the server."""
    voter, before = scene.voters[0], await asyncio.to_thread(scene.rows)
    good = voter.sealed()
    broken: list[bytes | dict[str, object]] = [
        b"", b"[", b"null", b"[" * 20_000, b'{"a":' * 5_000, os.urandom(2_000),
        b"x" * 70_000, b"x" * 5_000_000, COMMENT.encode(),
    ]  # fmt: skip
    changes: tuple[object, ...] = ("", "A", "*", 1, None, [])
    broken += [{**good, name: change} for name in good for change in changes]
    broken += [{**good, "extra": 1}, {**good, "sealed": good["sealed"] + "AAAA"}]
    found = []
    async with scene.browse() as client:
        for body in broken:
            sent = body if isinstance(body, bytes) else json.dumps(body).encode()
            try:
                reply = await client.post(voter.path("cast"), content=sent, headers=JSON)
            except (httpx.NetworkError, httpx.RemoteProtocolError):
                continue  # cut off while it was still sending: refused as well
            if not REFUSED <= reply.status_code < 500:
                found.append(f"{str(body)[:40]} gave {reply.status_code}")
    after = await asyncio.to_thread(scene.rows)
    return found + ([] if before == after else ["the box changed"])


async def a14_health(scene: Scene) -> list[str]:
    """A14: health, looked at between casts, and addresses of metrics."""
    seen, found = set(), []
    async with scene.browse() as client:
        for voter in scene.voters[:4]:
            seen.add(_fingerprint(await client.get("/health")))
            await client.post(voter.path("cast"), json=voter.sealed())
        for path in ("/metrics", "/status", "/stats", "/openapi.json", "/schema"):
            reply = await client.get(path)
            found += [] if reply.status_code == 404 else [f"{path}: {reply.status_code}"]
    return found + ([] if len(seen) == 1 else ["health moves with participants"])


async def a15_third_parties(scene: Scene) -> list[str]:
    """A15: cookies, referrers and other hosts on everything a participant loads."""
    voter, found = scene.voters[0], []
    link = read_link(voter.person.link)
    page = f"/s/{link.campaign}"
    paths = (page, f"{page}?lang=en", f"{page}/manifest", f"{page}/words/ru")
    async with scene.browse() as client:
        replies = [await client.get(path) for path in paths]
        named = {part for part in replies[0].text.split('"') if part.startswith("/static/")}
        replies += [await client.get(path) for path in sorted(named)]
        replies.append(await client.post(voter.path("cast"), json=voter.sealed()))
    own = scene.town.server.address
    for reply in replies:
        path, policy = reply.request.url.path, reply.headers.get("content-security-policy", "")
        told = [word for word in policy.replace(";", " ").split() if "." in word or "://" in word]
        hosts = [part for part in reply.text.split('"') if part.startswith(("http", "//"))]
        found += [f"{path} sets a cookie"] if "set-cookie" in reply.headers else []
        found += [f"{path} lets others be named: {told}"] if told or not policy else []
        found += [f"{path} tells a referrer"] * (
            reply.headers.get("referrer-policy") != "no-referrer"
        )
        found += [
            f"{path} names {host[:60]}"
            for host in hosts
            if not host.startswith((own, "http://www.w3.org/")) and "html" in _kind(reply)
        ]
    return found


async def a20_issue_twice(scene: Scene) -> list[str]:
    """A20: another message for a used link, a replay, and links that were drawn before."""
    voter, found = scene.voters[0], []
    link = read_link(voter.person.link)
    async with scene.browse() as client:
        key = find_issue_key(await load_manifest(client, link), link.department)
        other = credential.blind(key, credential.prepare()).blinded
        replies = [
            await client.post(
                voter.path("issue"),
                json={"token": link.token, "blinded": base64url.encode(blinded)},
            )
            for blinded in (other, voter.person.blinded, voter.person.blinded)
        ]
    if replies[0].status_code != 409:
        found.append(f"a second credential: {replies[0].status_code}")
    first = voter.person.told("issue")[0].reply
    if any(reply.content != first for reply in replies[1:]):
        found.append("a replay gets something else")
    return found


async def a21_forged(scene: Scene) -> list[str]:
    """A21: a made-up signature, one of the other department, one of another campaign."""
    voter, stranger = scene.voters[0], scene.talkers[0]
    other = next(each for each in scene.voters if each.person.department != voter.person.department)
    good = voter.sealed()
    forged = {
        "somebody else's secret": {**good, "secret": other.sealed()["secret"]},
        "made up": {**good, "signature": base64url.encode(os.urandom(384))},
        "another message": {**good, "message": base64url.encode(os.urandom(64))},
        "the other department": {**good, "department": other.person.department},
        "another campaign": stranger.sealed(),
        "no department": {**good, "department": "directors"},
    }
    before = await asyncio.to_thread(scene.rows)
    async with scene.browse() as client:
        found = [
            f"{what}: {reply.status_code}"
            for what, body in forged.items()
            if (reply := await client.post(voter.path("cast"), json=body)).status_code != 403
        ]
    return found + ([] if before == await asyncio.to_thread(scene.rows) else ["the box changed"])


async def a22_moved(scene: Scene) -> list[str]:
    """A22: somebody else's ciphertext under one's own name does not open, seal key in hand."""
    key = SealKey.from_pem(next(pem for name, pem in scene.keys.items() if "seal" in name))
    one, two = scene.voters[:2]
    sealed = base64url.decode(one.sealed()["sealed"])
    if unseal(key, one.nullifier, sealed) != encode_ballot(one.ballot):
        return ["the right ballot does not open"]
    try:
        unseal(key, two.nullifier, sealed)
    except BadInput:
        return []
    return ["it opens under another nullifier"]


async def a23_at_once(scene: Scene) -> list[str]:
    """A23: many casts with one credential at the same time leave one ballot."""
    voter, before = scene.voters[0], await asyncio.to_thread(scene.rows)
    body = voter.sealed()
    async with scene.browse() as client:
        casts = [client.post(voter.path("cast"), json=body) for _ in range(AT_ONCE)]
        replies = await asyncio.gather(*casts)
    after = await asyncio.to_thread(scene.rows)
    told = {(reply.status_code, reply.content) for reply in replies}
    found = [] if len(told) == 1 else [f"{len(told)} different replies"]
    if len(before["ballot"]) != len(after["ballot"]):
        found.append(f"{len(after['ballot']) - len(before['ballot'])} ballots more")
    return found


class Meddler(httpx.AsyncBaseTransport):
    """A server that gives one person a key of their own: the manifest is changed on its way."""

    def __init__(self, key: str, mine: str) -> None:
        self._true, self._change = httpx.AsyncHTTPTransport(), (key.encode(), mine.encode())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        reply = await self._true.handle_async_request(request)
        body = (await reply.aread()).replace(*self._change)
        await self._true.aclose()
        return httpx.Response(reply.status_code, content=body)


async def a24_other_key(scene: Scene) -> list[str]:
    """A24: a key for one person alone; the client refuses (the page: tests/browser)."""
    link = read_link(scene.fresh[0].person.link)
    async with scene.browse() as client:
        terms: manifest.Manifest = await load_manifest(client, link)
    key = find_issue_key(terms, link.department)
    meddler = Meddler(key, base64url.encode(os.urandom(384)))
    async with httpx.AsyncClient(base_url=scene.town.server.address, transport=meddler) as client:
        try:
            await load_manifest(client, link)
        except Distrust:
            return []
    return ["the client believes a changed manifest"]


async def a35_scanner(scene: Scene) -> list[str]:
    """A35: a mail scanner opens every link, more than once, with every harmless method."""
    before = await asyncio.to_thread(scene.rows)
    async with scene.browse() as client:
        for voter in scene.fresh[:4]:
            for method in ("GET", "HEAD", "OPTIONS") * SCANS:
                await client.request(method, voter.person.link)
                await client.request(method, voter.path("issue"))
    return [] if before == await asyncio.to_thread(scene.rows) else ["a look used a link up"]


def _planted(voter: Voter) -> dict[str, str]:
    return {"a comment": COMMENT, "the token": voter.person.token, **_sealed(voter)}


def _sealed(voter: Voter) -> dict[str, str]:
    body = voter.sealed()
    return {name: body[name][:60] for name in ("secret", "message", "signature")}


def _fingerprint(reply: httpx.Response) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    headers = [pair for pair in reply.headers.items() if pair[0] != "date"]
    return reply.status_code, tuple(headers), reply.content


def _kind(reply: httpx.Response) -> str:
    return str(reply.headers.get("content-type", ""))
