"""Keep what a sceptic asks of a survey's page and how it is judged; no server is believed.

It asks as an ordinary browser would, so that a server cannot show it another page than people get,
and sends nothing of a personal link: what follows `#` stays here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

from survey.ballots.manifest import Manifest, decode, fingerprint, manifest_hash
from survey.doctor.examine import is_loopback
from survey.doctor.grade import grade
from survey.errors import BadInput
from survey.store.handover import YELLOW, Finding
from survey.web.assets import GUARDIAN_SCRIPTS, PARTICIPANT_SCRIPTS, script_hash

SECONDS = 30
_PAGE = re.compile(r"/([sg])/([a-z2-7]{16})/?")
_GUARDIAN = "g"
# A common browser of these years: whoever would show a checker another page must not know one.
_BROWSER = {
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/139.0.0.0 Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "ru,en;q=0.9",
}
# What may be loaded: nothing from elsewhere, nothing written into the page.
_SOURCES: Mapping[str, frozenset[str]] = {
    "default-src": frozenset({"'none'"}),
    "script-src": frozenset({"'self'"}),
    "connect-src": frozenset({"'self'"}),
    "form-action": frozenset({"'self'", "'none'"}),
    "base-uri": frozenset({"'none'", "'self'"}),
    "frame-ancestors": frozenset({"'none'"}),
}
_HARMLESS = frozenset({"'self'", "'none'", "data:"})
_TELLTALES = ("set-cookie", "etag", "last-modified")
_ADDRESSES = frozenset({"src", "href", "action", "formaction", "srcset", "data", "poster", "ping"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a sceptic found; code: the fingerprint of the manifest that was served.

    Empty for a guardian's page, which no manifest names.
    """

    findings: tuple[Finding, ...]
    code: str
    script: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What a server sent to an ordinary browser."""

    page: httpx.Response
    scripts: Mapping[str, httpx.Response]
    manifest: httpx.Response | None = None

    def replies(self) -> Iterator[httpx.Response]:
        """Give every reply."""
        yield from (self.page, *self.scripts.values())
        if self.manifest is not None:
            yield self.manifest

    def hash_scripts(self) -> str:
        """Compute the hash of the scripts; empty where not everything was given."""
        if not all(reply.is_success for reply in self.replies()):
            return ""
        bodies = {name: reply.content for name, reply in self.scripts.items()}
        return script_hash(bodies, tuple(self.scripts))


@dataclass(slots=True)
class _Reader(HTMLParser):
    """Reads which scripts and addresses a page has."""

    scripts: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    inline: bool = False

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element runs or loads."""
        found = {name: value or "" for name, value in attrs}
        if tag == "script":
            self.scripts.append(found.get("src", ""))
        self.addresses += [found[name] for name in _ADDRESSES & found.keys()]
        self.inline |= (
            any(name.startswith("on") or name in ("style", "srcdoc") for name in found)
            or tag in ("style", "base", "iframe", "object", "embed")
            or (tag == "script" and not found.get("src"))
            or found.get("http-equiv", "").lower() == "refresh"
        )


def read_address(address: str) -> tuple[str, str, str, str]:
    """Part a page's address: site, `s` or `g`, campaign, and a personal link's manifest hash.

    Raises
    ------
    BadInput
        It is neither a survey's page nor a guardian's.
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
    return site, found[1], found[2], pieces[2] if len(pieces) == 3 else ""


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
    site, kind, campaign, promised = read_address(address)
    if kind == _GUARDIAN:
        if code:
            raise BadInput("code_elsewhere")
        return _verify_guardian(site, campaign)
    served = _fetch(site, f"/s/{campaign}", PARTICIPANT_SCRIPTS, "/manifest")
    frozen = served.manifest.content if served.manifest else b""
    terms = decode(frozen)
    own = fingerprint(frozen)
    script = served.hash_scripts()
    findings = [
        *_judge_page(served, site, PARTICIPANT_SCRIPTS),
        *_judge_terms(served, terms, campaign, script),
        grade("same_program", good=script == script_hash(), otherwise=YELLOW),
    ]
    if promised:
        findings.append(grade("link", good=manifest_hash(frozen) == promised))
    if code:
        findings.append(grade("code", good=own == _tidy(code)))
    return Verdict(findings=tuple(findings), code=own, script=script)


def _verify_guardian(site: str, campaign: str) -> Verdict:
    served = _fetch(site, f"/g/{campaign}", GUARDIAN_SCRIPTS)
    script = served.hash_scripts()
    # Nothing but this copy says what the page should run: another program is no mere note here.
    findings = (
        *_judge_page(served, site, GUARDIAN_SCRIPTS[:1]),
        grade("guardian_program", good=script == script_hash(names=GUARDIAN_SCRIPTS)),
    )
    return Verdict(findings=findings, code="", script=script)


def _fetch(site: str, path: str, scripts: Sequence[str], manifest: str = "") -> Served:
    # A proxy of the environment is for the world outside.
    outside = not is_loopback(site)
    with httpx.Client(headers=_BROWSER, trust_env=outside, timeout=SECONDS) as browser:
        return Served(
            page=browser.get(f"{site}{path}"),
            scripts={
                name: browser.get(f"{site}/static/{name}", headers={"Referer": ""})
                for name in scripts
            },
            manifest=browser.get(f"{site}{path}{manifest}") if manifest else None,
        )


def _judge_page(served: Served, site: str, known: Sequence[str]) -> list[Finding]:
    reader = _Reader()
    reader.feed(served.page.text)
    expected = {f"{site}/static/{name}" for name in known}
    scripts = {urljoin(f"{site}/", source) for source in reader.scripts}
    loaded = [urljoin(f"{site}/", each) for each in reader.addresses]
    own = all(each.startswith((f"{site}/", "data:,")) or each == site for each in loaded)
    replies = tuple(served.replies())
    return [
        grade("encrypted", good=site.startswith("https://") or is_loopback(site)),
        grade("answers", good=all(reply.status_code == 200 for reply in replies)),
        grade("scripts", good=bool(scripts) and scripts <= expected and not reader.inline),
        grade("nobody_else", good=own),
        grade("policy", good=_is_strict(served.page.headers.get("content-security-policy", ""))),
        grade(
            "no_cookies",
            good=not any(each in reply.headers for reply in replies for each in _TELLTALES),
        ),
        grade(
            "quiet",
            good=all(
                reply.headers.get("referrer-policy") == "no-referrer"
                and "no-store" in reply.headers.get("cache-control", "")
                for reply in replies
            ),
        ),
    ]


def _judge_terms(served: Served, terms: Manifest, campaign: str, script: str) -> list[Finding]:
    same = terms.campaign == campaign and f'data-kit="{terms.kit_hash}"' in served.page.text
    return [grade("terms", good=same), grade("script", good=script == terms.script)]


def _is_strict(policy: str) -> bool:
    # Of several policies a browser heeds all; here the first that is named has to do.
    directives = [part.split() for part in policy.split(";") if part.strip()]
    named = {words[0].lower(): frozenset(words[1:]) for words in reversed(directives)}
    known = all(named.get(name, frozenset("?")) <= _SOURCES[name] for name in _SOURCES)
    return known and all(sources <= _HARMLESS for sources in named.values())


def _tidy(code: str) -> str:
    letters = re.sub(r"[^a-z2-7]", "", code.lower())
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))
