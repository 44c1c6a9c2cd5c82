"""Keep the attacks on the office's side of a running server: results, terms, letters, floods."""

import asyncio
import re
import time
from collections import Counter
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import httpx

from survey.ballots import credential
from survey.ballots.credential import blind_sign
from survey.ballots.keys import IssueKey
from survey.cli.demo.outbox import find_link
from survey.cli.demo.voter import cast, load_manifest, read_link
from tests.redteam.doors import Scene
from tests.redteam.voters import Voter, find_issue_key
from tests.town import describe_campaign, make_roster

RESULTS = ("release.json", "report/ru", "report/en", "")
PATIENCE_SECONDS = 30
_SECRETS = re.compile(rb'name="csrf" value="[^"]+"')
_ADDRESS = re.compile(r"https?://[^\s>]+")


async def a20_reminder(scene: Scene) -> list[str]:
    """A20: after a reminder, only those who have not collected get a link, and theirs works."""
    outbox = scene.town.home / "outbox"
    before = set(outbox.glob("*.eml"))
    await asyncio.to_thread(scene.town.director.act, scene.town.page, "remind")
    due = {voter.email for voter in scene.fresh}
    new = await asyncio.to_thread(_wait_for_letters, scene, before, len(due))
    letters = [message_from_bytes(file.read_bytes(), policy=default) for file in new]
    reminded = {letter["To"].addresses[0].addr_spec for letter in letters}
    return [] if reminded == due else [f"reminded {sorted(reminded ^ due)} wrongly"]


async def a27_results_while_open(scene: Scene) -> list[str]:
    """A27: results, reports and the campaign's page before and after another ballot."""
    before = await asyncio.to_thread(_read_results, scene)
    voter = scene.fresh[-1]
    await voter.collect()
    await voter.cast()
    after = await asyncio.to_thread(_read_results, scene)
    found = [f"{path} moved" for path in before if before[path] != after[path]]
    return found + [
        f"{path} answers {status}"
        for path, (status, _) in before.items()
        if path and status not in (404, 409)
    ]


async def a31_terms_after_opening(scene: Scene) -> list[str]:
    """A31: edit, other people, open again with another c, discard: the manifest stays."""
    link = read_link(scene.fresh[0].person.link)
    async with scene.browse() as client:
        before = (await client.get(f"/s/{link.campaign}/manifest")).content
        rows = await asyncio.to_thread(scene.rows)
        await asyncio.to_thread(_meddle, scene)
        after = (await client.get(f"/s/{link.campaign}/manifest")).content
    found = [] if before == after else ["the manifest changed"]
    return found + ([] if rows == await asyncio.to_thread(scene.rows) else ["rows changed"])


async def a34_letters(scene: Scene) -> list[str]:
    """A34: letters are plain text, name no address of one's own but the link, tell nothing back."""
    found, common = [], Counter[str]()
    letters = list((scene.town.home / "outbox").glob("*.eml"))
    for file in letters:
        content = file.read_bytes()
        letter = message_from_bytes(content, policy=default)
        if letter.is_multipart() or letter.get_content_type() != "text/plain":
            found.append("a letter is not plain text")
        told = letter["Disposition-Notification-To"] or letter["Return-Receipt-To"]
        found += ["a letter asks for a receipt"] if told else []
        link = find_link(content)
        common.update(set(_ADDRESS.findall(letter.get_content())) - {link})
        found += ["a link has a query"] if "?" in link else []
    own = {f"{link.partition('#')[0]}/rights" for link in scene.town.links}
    own |= {f"{voter.person.link.partition('#')[0]}/rights" for voter in scene.talkers}
    return found + [
        f"{times} letters name {each}" for each, times in common.items() if each not in own
    ]


async def a38_too_many(scene: Scene) -> list[str]:
    """A38: who stole the issue key casts a ballot too many; the close must not release."""
    voter = scene.voters[0]
    # More than all who may still come: nobody collected these credentials.
    for _ in range(len(scene.fresh) + 1):
        await _flood(scene, voter)
    await asyncio.to_thread(scene.town.director.act, scene.town.page, "close")
    await asyncio.to_thread(scene.town.director.wait_for, scene.town.page, "stopped")
    await asyncio.sleep(2)
    tables = (await asyncio.to_thread(scene.archive.seize, pages=False)).tables
    seal = list((scene.town.home / "keys" / scene.town.campaign).rglob("*seal*"))
    released = tables["release"].column("campaign")
    found = ["a release was written"] if scene.town.campaign in released else []
    return found + ([] if seal and tables["ballot"].rows else ["keys or ballots were destroyed"])


def _wait_for_letters(scene: Scene, before: set[Path], count: int) -> set[Path]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        new = set((scene.town.home / "outbox").glob("*.eml")) - before
        if len(new) >= count or time.monotonic() > deadline:
            return new
        time.sleep(0.2)


async def _flood(scene: Scene, person: Voter) -> None:
    """Sign a credential of one's own with a stolen key, and cast with it."""
    link = read_link(person.person.link)
    pem = next(pem for name, pem in scene.keys.items() if f".{link.department}." in name)
    secret = credential.new_secret()
    prepared = credential.prepare_for(secret)
    async with scene.browse() as client:
        key = find_issue_key(await load_manifest(client, link), link.department)
        made = credential.blind(key, prepared)
        signed = blind_sign(IssueKey.from_pem(pem), made.blinded)
        signature = credential.finalize(key, prepared, signed, made.inverse)
        own = replace(person.own, secret=secret, prepared=prepared, signature=signature)
        await cast(client, own, person.ballot)


def _read_results(scene: Scene) -> dict[str, tuple[int, bytes]]:
    client, page = scene.town.director.client, scene.town.page
    found = {}
    for name in RESULTS:
        reply = client.get(f"{page}/{name}".rstrip("/"))
        found[name] = (reply.status_code, _SECRETS.sub(b"", reply.content))
    return found


def _meddle(scene: Scene) -> None:
    client, page = scene.town.director.client, scene.town.page
    shown = _SECRETS.search(client.get(page).content)
    assert shown is not None
    csrf = shown[0].decode().split('value="')[1][:-1]
    own = {"csrf": csrf, "understood": "yes"}
    more = {"closes": "2099-12-31", "c": "1", "first": "Другие"}
    for action, form in (
        ("edit", {**describe_campaign(), **own, **more}),
        ("roster", {**own, "list": make_roster((20, 20))}),
        ("open", {**own, "c": "1"}),
        ("open", {**own, "c": "3"}),
        ("discard", own),
    ):
        reply = client.post(f"{page}/{action}", data=form)
        assert reply.status_code != httpx.codes.FORBIDDEN, action
