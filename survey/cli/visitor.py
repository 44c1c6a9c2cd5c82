"""Keep how an ordinary browser asks for a page and its parts, and how a plain program does.

A server that answers one of them otherwise than the other shows a checker another page than people.
Nothing of a personal link is ever sent: what follows `#` is not in these addresses.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import httpx

from survey.doctor.examine import is_loopback

SECONDS = 30
# What the page is asked for in, with the browser's header for it. The first is a plain program's.
LANGUAGES: Mapping[str, str] = {
    "ru": "ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7",
    "en": "en-US,en;q=0.9",
}
_BRANDS = '"Chromium";v="139", "Not;A=Brand";v="99", "Google Chrome";v="139"'
_AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/139.0.0.0 Safari/537.36"
)
# Headers and their order were read off Chromium itself, but for `zstd`, which httpx cannot unpack.
_NAVIGATION = (
    ("sec-ch-ua", _BRANDS),
    ("sec-ch-ua-mobile", "?0"),
    ("sec-ch-ua-platform", '"Windows"'),
    ("Upgrade-Insecure-Requests", "1"),
    ("User-Agent", _AGENT),
    (
        "Accept",
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,"
        "*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
    ),
    ("Sec-Fetch-Site", "none"),
    ("Sec-Fetch-Mode", "navigate"),
    ("Sec-Fetch-User", "?1"),
    ("Sec-Fetch-Dest", "document"),
)
_RESOURCE = (
    ("sec-ch-ua-platform", '"Windows"'),
    ("User-Agent", _AGENT),
    ("sec-ch-ua", _BRANDS),
    ("sec-ch-ua-mobile", "?0"),
)
_UNCACHED = (("Pragma", "no-cache"), ("Cache-Control", "no-cache"))
_PLAIN = (("User-Agent", "curl/8.14.1"), ("Accept", "*/*"))

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What a server sent; whatever stands together under one name has to be the same bytes.

    pages: by language; parts: scripts and styles by name.
    """

    pages: Mapping[str, tuple[httpx.Response, ...]]
    parts: Mapping[str, tuple[httpx.Response, ...]]
    manifest: tuple[httpx.Response, ...] = ()

    def documents(self) -> Iterator[httpx.Response]:
        """Give every page."""
        return chain.from_iterable(self.pages.values())

    def replies(self) -> Iterator[httpx.Response]:
        """Give every reply."""
        groups = (*self.pages.values(), *self.parts.values(), self.manifest)
        return chain.from_iterable(groups)

    def is_alike(self) -> bool:
        """Tell whether everybody who asked got the same."""
        groups = (*self.pages.values(), *self.parts.values(), self.manifest)
        return all(len({reply.content for reply in group}) <= 1 for group in groups)


def visit(site: str, path: str, names: Sequence[str], manifest: str = "") -> Served:
    """Fetch a page, its parts `/static/NAME` and the manifest at this path, if there is one.

    Raises
    ------
    httpx.HTTPError
        The server cannot be reached.
    """
    # A proxy of the environment is for the world outside.
    with httpx.Client(trust_env=not is_loopback(site), timeout=SECONDS) as client:

        def ask(path: str, headers: Headers, language: str = "") -> httpx.Response:
            accepted = [("Accept-Encoding", "gzip, deflate, br")] if language else []
            accepted += [("Accept-Language", LANGUAGES[language])] if language else []
            sent = [("Connection", "keep-alive"), *headers, *accepted]
            return client.send(httpx.Request("GET", f"{site}{path}", headers=sent))

        def ask_both(path: str, headers: Headers) -> tuple[httpx.Response, ...]:
            return ask(path, headers, "ru"), ask(path, _PLAIN)

        def ask_page(language: str) -> tuple[httpx.Response, ...]:
            visited = ask(path, _NAVIGATION, language)
            # The page's own script changes the language by asking for the page once more.
            switched = ask(f"{path}?lang={language}", _asking("empty"), language)
            plain = (ask(path, _PLAIN),) if language == "ru" else ()
            return visited, switched, *plain

        return Served(
            pages={language: ask_page(language) for language in LANGUAGES},
            parts={name: ask_both(f"/static/{name}", _part(site, name)) for name in names},
            manifest=ask_both(manifest, _asking("empty")) if manifest else (),
        )


def _part(site: str, name: str) -> Headers:
    if name.endswith(".css"):
        return _asking("style", accept="text/css,*/*;q=0.1", mode="no-cors")
    return (("Origin", site), *_asking("script"))


def _asking(dest: str, *, accept: str = "*/*", mode: str = "cors") -> Headers:
    return (
        *(_UNCACHED if dest == "empty" else ()),
        *_RESOURCE,
        ("Accept", accept),
        ("Sec-Fetch-Site", "same-origin"),
        ("Sec-Fetch-Mode", mode),
        ("Sec-Fetch-Dest", dest),
    )
