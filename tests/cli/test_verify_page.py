"""A sceptic meets a true server and a row of altered ones."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import msgspec
import pytest
from litestar.testing import AsyncTestClient
from sqlalchemy import text

from survey.app import build_app
from survey.ballots.manifest import encode, fingerprint, manifest_hash
from survey.cli.sceptic import verify
from survey.settings import REPOSITORY, load_settings
from survey.web.assets import GUARDIAN_SCRIPTS, PARTICIPANT_SCRIPTS, script_hash
from tests.cli.accord import accord
from tests.conftest import OpenStudy
from tests.corridor import Study

pytestmark = pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a server sends to one address."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def saying(self, old: str, new: str) -> "Reply":
        """The same with other words."""
        assert old.encode() in self.body
        return replace(self, body=self.body.replace(old.encode(), new.encode(), 1))

    def with_header(self, name: str, value: str) -> "Reply":
        """The same with another header."""
        return replace(self, headers={**self.headers, name: value})


Site = dict[str, Reply]
# What a server that cheats makes of a reply: path without the question, request's headers, reply.
Alter = Callable[[str, Message, Reply], Reply]
FOREIGN = '<script src="/static/x.js"></script>'


@pytest.fixture
async def site(study: Study, own_study: OpenStudy) -> Site:
    """What the real application sends of an open campaign, by path."""
    frozen = encode(msgspec.structs.replace(study.manifest, script=script_hash()))
    async with study.database.session() as session:
        await session.execute(text("UPDATE campaign SET manifest = :m"), {"m": frozen})
    home = {"ACCORD_HOME": str(own_study.keys.parent), "ACCORD_DATABASE": own_study.database}
    page = f"/s/{study.campaign}"
    names = (*PARTICIPANT_SCRIPTS, *GUARDIAN_SCRIPTS, "accord.css", "guardian.css")
    paths = [page, f"{page}/kiosk", f"/g/{study.campaign}"]
    paths += [f"{path}?lang={language}" for path in paths for language in ("ru", "en")]
    paths += [f"{page}/manifest", *(f"/static/{name}" for name in names)]
    async with AsyncTestClient(build_app(load_settings(home))) as client:
        return {path: _keep(await client.get(path)) for path in paths}


def _keep(reply: httpx.Response) -> Reply:
    dropped = ("content-encoding", "content-length", "vary")
    headers = {name: value for name, value in reply.headers.items() if name not in dropped}
    return Reply(status=reply.status_code, headers=headers, body=reply.content)


@contextmanager
def served(site: Site, asked: list[str] | None = None, alter: Alter | None = None) -> Iterator[str]:
    """Serve these replies on loopback; yield the address of the survey's page."""

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if asked is not None:
                asked.append(f"{self.path} {self.headers}")
            # Like the server, it speaks the reader's language.
            english = self.headers.get("Accept-Language", "").startswith("en")
            told = f"{self.path}?lang=en"
            path = told if english and told in site else self.path
            reply = site[path]
            if alter is not None:
                reply = alter(path.partition("?")[0], self.headers, reply)
            self.send_response_only(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{next(iter(site))}"
        finally:
            server.shutdown()
            thread.join()


def _find(address: str, code: str = "") -> set[str]:
    findings = verify(address, code).findings
    return {finding.code for finding in findings if finding.state != "green"}


async def test_a_true_page_agrees_and_no_token_leaves_the_machine(
    site: Site, tmp_path: Path
) -> None:
    page, manifest = next(iter(site)), site[f"{next(iter(site))}/manifest"].body
    asked: list[str] = []
    with served(site, asked) as address:
        link = f"{address}#TOKEN.sales.{manifest_hash(manifest)}"
        done = await asyncio.to_thread(
            accord, tmp_path, "verify-page", link, "--fingerprint", fingerprint(manifest).upper()
        )

    assert done.exit_code == 0, done.output
    assert all(line.startswith(("сходится ", "Страница")) for line in done.stdout.splitlines())
    assert "Код опроса тот же, что в письме." in done.stdout
    assert asked[0].split(" ")[0] == page
    assert "TOKEN" not in "".join(asked)
    assert "httpx" not in "".join(asked)


async def test_whatever_is_altered_is_named_and_ends_with_code_1(
    site: Site, tmp_path: Path
) -> None:
    page, name = next(iter(site)), f"/static/{PARTICIPANT_SCRIPTS[0]}"
    terms = f"{page}/manifest"
    policy = site[page].headers["content-security-policy"]
    changes: list[tuple[str, str, Callable[[Reply], Reply]]] = [
        ("script", name, lambda reply: replace(reply, body=reply.body + b";fetch('/x')")),
        ("script", terms, lambda reply: reply.saying('"script":"sha256-', '"script":"sha256-x')),
        ("scripts", page, lambda reply: reply.saying("</main>", "<script>1</script></main>")),
        ("scripts", page, lambda reply: reply.saying("<body ", '<body onload="x()" ')),
        ("scripts", page, lambda reply: reply.saying("</main>", '<script src="/s/x"></script>')),
        ("nobody_else", page, lambda reply: reply.saying("</main>", '<img src="//evil.example/">')),
        ("policy", page, lambda reply: reply.with_header("content-security-policy", "")),
        (
            "policy",
            page,
            lambda reply: reply.with_header(
                "content-security-policy", policy.replace("script-src 'self'", "script-src *")
            ),
        ),
        ("no_cookies", page, lambda reply: reply.with_header("set-cookie", "a=b")),
        ("no_cookies", name, lambda reply: reply.with_header("etag", '"me"')),
        ("quiet", page, lambda reply: reply.with_header("cache-control", "max-age=9")),
        ("answers", page, lambda reply: replace(reply, status=302)),
        ("terms", page, lambda reply: reply.saying('data-kit="', 'data-kit="0')),
    ]
    for code, path, change in changes:
        with served({**site, path: change(site[path])}) as address:
            found = await asyncio.to_thread(_find, address)
        assert code in found, (code, found)

    with served(site) as address:
        assert await asyncio.to_thread(_find, address, "aaaa-bbbb-cccc-dddd-eeee") == {"code"}
        assert await asyncio.to_thread(_find, f"{address}#t.sales.other") == {"link"}
        wrong = await asyncio.to_thread(
            accord, tmp_path, "verify-page", address, "--fingerprint", "aaaa"
        )
    assert wrong.exit_code == 1
    assert "НЕТ         Код опроса не тот, что в письме." in wrong.stdout


def _when(path: str, header: str, value: str, change: Callable[[Reply], Reply]) -> Alter:
    def alter(asked: str, headers: Message, reply: Reply) -> Reply:
        met = asked == path and (not header or value in headers.get(header, ""))
        return change(reply) if met else reply

    return alter


async def test_a_page_that_runs_a_foreign_script_for_anybody_is_no_promised_one(site: Site) -> None:
    """Most of these ran their script in Chromium while the checker of that day saw nothing."""
    page, name = next(iter(site)), f"/static/{PARTICIPANT_SCRIPTS[0]}"

    def put(words: str) -> Callable[[Reply], Reply]:
        return lambda reply: reply.saying("<title>", f"{words}<title>")

    def add(reply: Reply) -> Reply:
        return replace(reply, body=reply.body + b";fetch('/x')")

    refresh = "0; url=http://127.0.0.1:9/phish"
    cases: list[tuple[str, Alter]] = [
        ("scripts", _when(page, "", "", put(f"<!-->{FOREIGN}<!-- -->"))),
        ("scripts", _when(page, "", "", put(f"<!-- a --!>{FOREIGN}<!-- -->"))),
        ("scripts", _when(page, "", "", put(f"<![CDATA[>{FOREIGN}]]>"))),
        ("scripts", _when(page, "", "", put(f"<svg><style><!--</style>{FOREIGN}<!-- --></svg>"))),
        ("scripts", _when(page, "", "", put('<p onclick = "x()">'))),
        ("same_page", _when(page, "", "", put("<p hidden>"))),
        ("same_page", _when("/static/accord.css", "", "", add)),
        ("headers", _when(page, "", "", lambda reply: reply.with_header("refresh", refresh))),
        (
            "headers",
            _when(
                page,
                "",
                "",
                lambda reply: reply.with_header("content-type", "text/html; charset=utf-16"),
            ),
        ),
        ("alike", _when(page, "Sec-Fetch-Dest", "document", put(FOREIGN))),
        ("alike", _when(name, "Sec-Fetch-Dest", "script", add)),
        ("same_page", _when(page, "Accept-Language", "en-US,en;q=0.9", put("<p>"))),
    ]
    for code, alter in cases:
        with served(site, alter=alter) as address:
            found = await asyncio.to_thread(_find, address)
        assert code in found, (cases.index((code, alter)), code, found)


async def test_the_kiosks_page_is_held_against_the_same_terms(site: Site) -> None:
    page = f"{next(iter(site))}/kiosk"
    forged = _when(page, "", "", lambda reply: reply.saying('data-kiosk="yes"', ""))

    with served(site) as address:
        assert await asyncio.to_thread(_find, f"{address}/kiosk") == set()
    with served(site, alter=forged) as address:
        assert await asyncio.to_thread(_find, f"{address}/kiosk") == {"same_page"}


async def test_what_is_no_survey_is_said_in_a_line(site: Site, tmp_path: Path) -> None:
    for address, told in (
        ("https://example.org/other", "Это не адрес страницы опроса"),
        ("http://127.0.0.1:9/s/abcdefghijklmnop", "Сервер не отвечает"),
    ):
        done = accord(tmp_path, "verify-page", address)
        assert done.exit_code == 1
        assert told in done.stderr


async def test_a_guardians_page_is_compared_with_this_copy_and_keeps_its_token(
    site: Site, tmp_path: Path
) -> None:
    page = next(path for path in site if path.startswith("/g/"))
    changes: list[tuple[str, str, Callable[[Reply], Reply]]] = [
        ("policy", page, lambda reply: reply.with_header("content-security-policy", "")),
        ("nobody_else", page, lambda reply: reply.saying("</main>", '<img src="//evil.example/">')),
        ("scripts", page, lambda reply: reply.saying("/static/guardian.js", "/s/other.js")),
        *(
            (
                "guardian_program",
                f"/static/{name}",
                lambda reply: replace(reply, body=reply.body + b";fetch('/x')"),
            )
            for name in GUARDIAN_SCRIPTS
        ),
    ]
    asked: list[str] = []
    with served({page: site[page], **site}, asked) as address:
        link = f"{address}#TOKEN"
        true = await asyncio.to_thread(accord, tmp_path, "verify-page", link)
        coded = await asyncio.to_thread(accord, tmp_path, "verify-page", link, "--fingerprint", "a")
    for code, path, change in changes:
        with served({page: site[page], **site, path: change(site[path])}) as address:
            found = await asyncio.to_thread(_find, address)
        assert code in found, (code, found)

    assert true.exit_code == 0, true.output
    assert "TOKEN" not in "".join(asked)
    assert script_hash(names=GUARDIAN_SCRIPTS) in true.stdout
    assert "Кода опроса на странице хранителя нет" in coded.stderr


def test_the_documents_publish_the_program_of_the_guardians_page(own_study: OpenStudy) -> None:
    """Whoever changes one of them publishes the hash anew; `accord doctor` tells it."""
    told = (REPOSITORY / "docs" / "anonymity.md").read_text()

    assert script_hash(names=GUARDIAN_SCRIPTS) in told
    assert f"for name in {' '.join(GUARDIAN_SCRIPTS)}; do" in told
