"""Keep what the answering page does, in Python: collect a credential, seal, cast; keep nothing."""

from dataclasses import dataclass, field

import httpx

from survey.ballots import manifest as terms
from survey.ballots.ballot import Ballot, blank_ballot, encode_ballot
from survey.ballots.base64url import decode, encode
from survey.ballots.credential import blind, finalize, new_secret, nullifier, prepare_for
from survey.ballots.manifest import Manifest, manifest_hash
from survey.ballots.sealing import seal


class Distrust(RuntimeError):
    """The server's terms are not those of the letter: nothing is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The personal part of a letter's link."""

    campaign: str
    token: str
    department: str
    terms: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What casts a ballot; the page keeps it on the device, this client in memory only."""

    campaign: str
    department: str
    seal_key: str
    guardian_key: str
    secret: bytes = field(repr=False)
    prepared: bytes
    signature: bytes


def read_link(link: str) -> Link:
    """Take a link apart: `{base}/s/{campaign}#{token}.{department}.{manifest hash}`."""
    address, fragment = link.split("#")
    token, department, terms = fragment.split(".")
    return Link(campaign=address.rsplit("/", 1)[1], token=token, department=department, terms=terms)


async def load_manifest(client: httpx.AsyncClient, link: Link) -> Manifest:
    """Fetch the manifest and compare it with the letter.

    Raises
    ------
    Distrust
        The manifest is another one.
    """
    reply = (await client.get(f"/s/{link.campaign}/manifest")).raise_for_status()
    if manifest_hash(reply.content) != link.terms:
        raise Distrust(link.campaign)
    return terms.decode(reply.content)


async def collect(client: httpx.AsyncClient, link: Link) -> Credential:
    """Collect a credential and cast a blank with it: what is taken is in the box from the start."""
    manifest = await load_manifest(client, link)
    issue_key = next(
        each.issue_key for each in manifest.departments if each.code == link.department
    )
    secret = new_secret()
    prepared = prepare_for(secret)
    blinding = blind(issue_key, prepared)
    signed = await _post(
        client,
        f"/s/{link.campaign}/issue",
        {"token": link.token, "blinded": encode(blinding.blinded)},
    )
    own = Credential(
        campaign=link.campaign,
        department=link.department,
        seal_key=manifest.seal_key,
        guardian_key=manifest.guardian_key,
        secret=secret,
        prepared=prepared,
        signature=finalize(issue_key, prepared, decode(signed["signature"]), blinding.inverse),
    )
    await cast(client, own, blank_ballot(manifest.kit_hash))
    return own


async def cast(client: httpx.AsyncClient, own: Credential, ballot: Ballot) -> None:
    """Seal a ballot and cast it, in place of the earlier one."""
    name = nullifier(own.campaign, own.department, own.prepared)
    await _post(
        client,
        f"/s/{own.campaign}/cast",
        {
            "department": own.department,
            "secret": encode(own.secret),
            "message": encode(own.prepared),
            "signature": encode(own.signature),
            "sealed": encode(seal(own.seal_key, name, encode_ballot(ballot), own.guardian_key)),
        },
    )


async def vote(client: httpx.AsyncClient, link: Link, ballot: Ballot) -> None:
    """Go the whole way: collect, cast a blank, cast the answers."""
    await cast(client, await collect(client, link), ballot)


async def _post(client: httpx.AsyncClient, path: str, body: dict[str, str]) -> dict[str, str]:
    reply = (await client.post(path, json=body)).raise_for_status()
    told: dict[str, str] = reply.json()
    return told
