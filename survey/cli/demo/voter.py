"""Keep what the answering page does, in Python: collect a credential, seal, cast; keep nothing."""

from dataclasses import dataclass

import httpx

from survey.ballots import manifest as terms
from survey.ballots.ballot import Ballot, encode_ballot
from survey.ballots.base64url import decode, encode
from survey.ballots.credential import blind, finalize, nullifier, prepare
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


async def vote(client: httpx.AsyncClient, link: Link, ballot: Ballot) -> None:
    """Collect a credential, seal the ballot for it and cast it."""
    manifest = await load_manifest(client, link)
    issue_key = next(
        each.issue_key for each in manifest.departments if each.code == link.department
    )
    prepared = prepare()
    blinding = blind(issue_key, prepared)
    signed = await _post(
        client,
        f"/s/{link.campaign}/issue",
        {"token": link.token, "blinded": encode(blinding.blinded)},
    )
    signature = finalize(issue_key, prepared, decode(signed["signature"]), blinding.inverse)
    name = nullifier(link.campaign, link.department, prepared)
    sealed = seal(manifest.seal_key, name, encode_ballot(ballot))
    await _post(
        client,
        f"/s/{link.campaign}/cast",
        {
            "department": link.department,
            "message": encode(prepared),
            "signature": encode(signature),
            "sealed": encode(sealed),
        },
    )


async def _post(client: httpx.AsyncClient, path: str, body: dict[str, str]) -> dict[str, str]:
    reply = (await client.post(path, json=body)).raise_for_status()
    told: dict[str, str] = reply.json()
    return told
