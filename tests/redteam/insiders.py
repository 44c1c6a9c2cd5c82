"""Keep the attacks of whoever sits in the office: the same browser, many at once, other links."""

import asyncio

import httpx

from survey.ballots import base64url, credential
from survey.cli.demo import voter as protocol
from survey.cli.demo.voter import load_manifest, read_link
from tests.privacy.evidence import Value
from tests.redteam.doors import AT_ONCE, Scene
from tests.redteam.voters import Voter, find_issue_key

MESSAGES = 5
# What a vote writes: everything else must be as it was, whoever is signed in.
_OWN = frozenset({"ballot", "invitation", "token_hash", "errand"})


async def a16_same_browser(scene: Scene) -> list[str]:
    """A16: HR is signed in and votes in the same browser, even one that sends every cookie."""
    voter, found = scene.fresh[0], []
    jar = scene.town.director.client.cookies
    before = await asyncio.to_thread(_other_rows, scene)
    replies: list[httpx.Response] = []

    async def note(reply: httpx.Response) -> None:
        replies.append(reply)

    async with scene.browse() as client:
        client.cookies, client.event_hooks = jar, {"response": [note]}
        link = read_link(voter.person.link)
        await client.get(f"/s/{link.campaign}")
        found += [
            f"{reply.request.url.path} gets the office's cookie"
            for reply in replies
            if "cookie" in reply.request.headers
        ]
        client.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        voter.credential = await protocol.collect(client, link)
        await protocol.cast(client, voter.own, voter.ballot)
    found += ["a door sets a cookie" for reply in replies if "set-cookie" in reply.headers]
    after = await asyncio.to_thread(_other_rows, scene)
    return found + [f"{name} changed" for name in before if before[name] != after[name]]


async def a20_at_once(scene: Scene) -> list[str]:
    """A20: many issues with one token at once, for several messages, give one signature."""
    voter = scene.fresh[1]
    link = read_link(voter.person.link)
    async with scene.browse() as client:
        key = find_issue_key(await load_manifest(client, link), link.department)
        blinded = [credential.blind(key, credential.prepare()).blinded for _ in range(MESSAGES)]
        knocks = [
            client.post(
                voter.path("issue"),
                json={"token": link.token, "blinded": base64url.encode(blinded[n % MESSAGES])},
            )
            for n in range(AT_ONCE)
        ]
        replies = await asyncio.gather(*knocks)
    signed = {reply.content for reply in replies if reply.is_success}
    refused = {reply.status_code for reply in replies if not reply.is_success}
    found = [] if len(signed) == 1 else [f"{len(signed)} signatures"]
    if sum(reply.is_success for reply in replies) != AT_ONCE // MESSAGES:
        found.append("a replay is refused, or another message is signed")
    return found + ([] if refused <= {409} else [f"refused with {refused}"])


async def a42_printer_votes(scene: Scene) -> list[str]:
    """A42: who prints the letters votes in somebody's place; the page tells the person so.

    The promise does not cover it and says so. What must hold: it is noticed, and the link gives
    no second vote.
    """
    victim = scene.fresh[2]
    thief = Voter(person=victim.person, email="", ballot=victim.ballot, server=victim.server)
    await thief.collect()
    await thief.cast()
    before = await asyncio.to_thread(scene.rows)
    try:
        await victim.collect()
    except httpx.HTTPStatusError as error:
        told = error.response
    else:
        return ["both get a ballot"]
    found = [] if told.json() == {"error": "already_collected"} else ["it is not noticed"]
    return found + ([] if before == await asyncio.to_thread(scene.rows) else ["rows changed"])


def _other_rows(scene: Scene) -> dict[str, tuple[tuple[Value, ...], ...]]:
    tables = scene.archive.seize(pages=False).tables
    return {name: table.rows for name, table in tables.items() if name not in _OWN}
