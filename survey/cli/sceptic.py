"""Keep what a sceptic asks of a survey's page and how it is judged; no server is believed."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from survey.ballots.manifest import Manifest, decode, fingerprint, manifest_hash
from survey.catalogue.kit import Kit
from survey.catalogue.load import load_kits
from survey.cli.expected import is_guardian_page, is_survey_page
from survey.cli.judging import judge_page
from survey.cli.visitor import Served, visit
from survey.doctor.grade import grade
from survey.errors import BadInput
from survey.settings import load_settings
from survey.store.handover import YELLOW, Finding
from survey.web.assets import (
    GUARDIAN_SCRIPTS,
    PARTICIPANT_SCRIPTS,
    load_assets,
    script_hash,
)

_PAGE = re.compile(r"/(?:s/([a-z2-7]{16})(/kiosk)?|g/([a-z2-7]{16}))/?")
_STYLES: Mapping[str, tuple[str, ...]] = {
    "s": ("accord.css",),
    "g": ("accord.css", "guardian.css"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a sceptic found; code: the fingerprint of the manifest that was served.

    Empty for a guardian's page, which no manifest names.
    """

    findings: tuple[Finding, ...]
    code: str
    script: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A page's address in parts; `promised`: a personal link's manifest hash, or empty."""

    site: str
    kind: str
    campaign: str
    kiosk: bool
    promised: str


def read_address(address: str) -> Address:
    """Part a page's address.

    Raises
    ------
    BadInput
        It is neither a survey's page, nor its kiosk, nor a guardian's.
    """
    try:
        parts: SplitResult = urlsplit(address.strip())
        site = f"{parts.scheme}://{parts.netloc}"
    except ValueError:
        raise BadInput("bad_address") from None
    found = _PAGE.fullmatch(parts.path)
    if parts.scheme not in ("http", "https") or not parts.hostname or not found:
        raise BadInput("bad_address")
    pieces = parts.fragment.split(".")
    return Address(
        site=site,
        kind="s" if found[1] else "g",
        campaign=found[1] or found[3],
        kiosk=bool(found[2]),
        promised=pieces[2] if len(pieces) == 3 else "",
    )


def verify(address: str, code: str) -> Verdict:
    """Fetch a page with all that belongs to it and judge it; `code`: the letter's, or empty.

    Raises
    ------
    BadInput
        The address is none of a survey, or what is served there is no manifest; or there is a code
        for a guardian's page, which has none.
    httpx.HTTPError
        The server cannot be reached.
    """
    at = read_address(address)
    if at.kind == "g":
        if code:
            raise BadInput("code_elsewhere")
        return _verify_guardian(at)
    home = f"/s/{at.campaign}"
    names = (*PARTICIPANT_SCRIPTS, *_STYLES["s"])
    served = visit(at.site, f"{home}/kiosk" if at.kiosk else home, names, f"{home}/manifest")
    frozen = served.manifest[0].content
    terms = decode(frozen)
    own = fingerprint(frozen)
    script = _hash_scripts(served, PARTICIPANT_SCRIPTS)
    known = script == script_hash()
    findings = [
        *judge_page(served, at.site, PARTICIPANT_SCRIPTS),
        *_judge_terms(served, terms, at.campaign, script),
        grade("same_program", good=known, otherwise=YELLOW),
        _judge_bytes(served, frozen, at, known=known),
    ]
    if at.promised:
        findings.append(grade("link", good=manifest_hash(frozen) == at.promised))
    if code:
        findings.append(grade("code", good=own == _tidy(code)))
    return Verdict(findings=tuple(findings), code=own, script=script)


def _verify_guardian(at: Address) -> Verdict:
    names = (*GUARDIAN_SCRIPTS, *_STYLES["g"])
    served = visit(at.site, f"/g/{at.campaign}", names)
    script = _hash_scripts(served, GUARDIAN_SCRIPTS)
    # Nothing but this copy says what the page should run: another program is no mere note here.
    same = _has_own_styles(served, "g") and all(
        is_guardian_page(page.content, at.campaign, language)
        for language, pages in served.pages.items()
        for page in pages
    )
    findings = (
        *judge_page(served, at.site, GUARDIAN_SCRIPTS[:1]),
        grade("guardian_program", good=script == script_hash(names=GUARDIAN_SCRIPTS)),
        grade("same_page", good=same),
    )
    return Verdict(findings=findings, code="", script=script)


def _hash_scripts(served: Served, names: Sequence[str]) -> str:
    """Compute the hash of the scripts; empty where not everything was given."""
    if not all(reply.is_success for reply in served.replies()):
        return ""
    return script_hash({name: served.parts[name][0].content for name in names}, names)


def _has_own_styles(served: Served, kind: str) -> bool:
    return all(served.parts[name][0].content == load_assets()[name] for name in _STYLES[kind])


def _judge_bytes(served: Served, frozen: bytes, at: Address, *, known: bool) -> Finding:
    kits = _load_kits(load_settings(os.environ).questionnaires)
    verdicts = {
        is_survey_page(page, frozen, kits, language, kiosk=at.kiosk)
        for language, pages in served.pages.items()
        for page in {each.content for each in pages}
    }
    good = verdicts == {True} and _has_own_styles(served, "s")
    # Another version has other pages, and other questions cannot be laid out here: then only the
    # rules of `judge_page` hold, and the note says so.
    if not known or None in verdicts:
        return grade("same_page", good=good, otherwise=YELLOW)
    return grade("same_page", good=good)


@cache
def _load_kits(root: Path) -> Mapping[str, Kit]:
    return {kit.code: kit for kit in load_kits(root)}


def _judge_terms(served: Served, terms: Manifest, campaign: str, script: str) -> list[Finding]:
    kit = f'data-kit="{terms.kit_hash}"'.encode()
    same = terms.campaign == campaign and all(kit in page.content for page in served.documents())
    return [grade("terms", good=same), grade("script", good=script == terms.script)]


def _tidy(code: str) -> str:
    letters = re.sub(r"[^a-z2-7]", "", code.lower())
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))
