"""Keep which pages no promise allows, whatever version served them; know no campaign."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

from survey.cli.visitor import Served
from survey.doctor.examine import is_loopback
from survey.doctor.grade import grade
from survey.store.handover import Finding
from survey.web.assets import TYPES

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
# Headers by which a browser goes, loads, reports or remembers, whatever the page itself says.
_DEEDS = (
    "refresh",
    "link",
    "location",
    "content-location",
    "content-disposition",
    "service-worker-allowed",
    "speculation-rules",
    "reporting-endpoints",
    "report-to",
    "nel",
    "content-security-policy-report-only",
    "accept-ch",
    "critical-ch",
    "sourcemap",
    "x-sourcemap",
)
# What browsers read otherwise than a parser here would, or what no page of ours has.
_FOREIGN = re.compile(
    rb"<!(?!doctype html>)|<\?|<base\b|http-equiv|<(?:style|svg|math|iframe|object|embed|applet)\b"
    rb"|[\s\"'/]on[a-z]+\s*=|javascript\s*:|\x00|\x1b",
    re.IGNORECASE,
)
_ADDRESSES = frozenset({"src", "href", "action", "formaction", "srcset", "data", "poster", "ping"})


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


def judge_page(served: Served, site: str, known: Sequence[str]) -> list[Finding]:
    """Judge what was served, without knowing what the page should be."""
    replies = tuple(served.replies())
    pages = tuple(served.documents())
    return [
        grade("encrypted", good=site.startswith("https://") or is_loopback(site)),
        grade("answers", good=all(reply.status_code == 200 for reply in replies)),
        grade("alike", good=served.is_alike()),
        grade("scripts", good=all(_runs_only(page, site, known) for page in pages)),
        grade("nobody_else", good=all(_asks_only(page, site) for page in pages)),
        grade("headers", good=_are_quiet_headers(served)),
        grade(
            "policy",
            good=all(_is_strict(page.headers.get("content-security-policy", "")) for page in pages),
        ),
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


def _runs_only(page: httpx.Response, site: str, known: Sequence[str]) -> bool:
    """Tell whether this page runs the known scripts only, however a browser may read it."""
    raw = page.content
    tags = [f'<script type="module" src="/static/{name}"></script>'.encode() for name in known]
    reader = _read(page)
    expected = {f"{site}/static/{name}" for name in known}
    scripts = {urljoin(f"{site}/", source) for source in reader.scripts}
    return (
        # A byte order mark would make other letters of the bytes.
        raw.lstrip().startswith(b"<!doctype html>")
        and all(raw.count(tag) == 1 for tag in tags)
        and raw.lower().count(b"<script") == len(tags)
        and not _FOREIGN.search(raw)
        and scripts == expected
        and not reader.inline
    )


def _asks_only(page: httpx.Response, site: str) -> bool:
    loaded = [urljoin(f"{site}/", each) for each in _read(page).addresses]
    return all(each.startswith((f"{site}/", "data:,")) or each == site for each in loaded)


def _read(page: httpx.Response) -> _Reader:
    reader = _Reader()
    reader.feed(page.content.decode(errors="replace"))
    return reader


def _are_quiet_headers(served: Served) -> bool:
    """Tell whether no header leads elsewhere, and each says what kind of bytes it goes with."""
    types = [("text/html; charset=utf-8", pages) for pages in served.pages.values()]
    types += [(TYPES[name[name.rindex(".") :]], both) for name, both in served.parts.items()]
    return not any(each in reply.headers for reply in served.replies() for each in _DEEDS) and all(
        _tidy_type(reply) == kind for kind, group in types for reply in group
    )


def _tidy_type(reply: httpx.Response) -> str:
    # The framework says a letter set twice; twice the same is no other one.
    said = reply.headers.get("content-type", "").lower().split(";")
    return "; ".join(dict.fromkeys(part.strip() for part in said))


def _is_strict(policy: str) -> bool:
    # Of several policies a browser heeds all; here the first that is named has to do.
    directives = [part.split() for part in policy.split(";") if part.strip()]
    named = {words[0].lower(): frozenset(words[1:]) for words in reversed(directives)}
    known = all(named.get(name, frozenset("?")) <= _SOURCES[name] for name in _SOURCES)
    return known and all(sources <= _HARMLESS for sources in named.values())
