import re

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.conftest import OpenStudy
from tests.web.hr import Hr, employ

pytestmark = pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)

Client = AsyncTestClient[Litestar]
INLINE = re.compile(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=")
Headers = list[tuple[str, dict[str, str]]]


@pytest.fixture
async def replies(client: Client, own_study: OpenStudy) -> Headers:
    """Headers of one reply of every kind: pages, data, files, refusals, redirects."""
    page = f"/s/{own_study.campaign}"
    asked = [
        ("GET", page),
        ("GET", f"{page}/manifest"),
        ("GET", f"{page}/cast"),
        ("POST", f"{page}/issue"),
        ("POST", f"{page}/cast"),
        ("GET", "/static/accord.css"),
        ("GET", "/static/participant.js"),
        ("GET", "/health"),
        ("GET", "/nowhere"),
        ("GET", "/office"),
        ("GET", "/office/campaigns"),
        ("GET", "/office/nowhere"),
        ("POST", "/office/sign-in"),
        ("OPTIONS", "/office"),
    ]
    return [
        (f"{method} {path}", dict((await client.request(method, path)).headers))
        for method, path in asked
    ]


def _same(replies: Headers, header: str) -> str:
    told = {headers.get(header, "") for _, headers in replies}
    assert len(told) == 1, [(who, headers.get(header)) for who, headers in replies]
    return told.pop()


async def test_nothing_runs_or_loads_that_is_not_ours(replies: Headers) -> None:
    policy = dict(
        part.split(" ", 1) for part in _same(replies, "content-security-policy").split("; ")
    )

    assert policy["default-src"] == "'none'"
    assert {policy[kind] for kind in ("script-src", "style-src", "connect-src")} == {"'self'"}
    assert "unsafe" not in str(policy)
    assert "http" not in str(policy)


async def test_no_page_is_framed_and_no_form_leaves(replies: Headers) -> None:
    policy = _same(replies, "content-security-policy")

    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert "base-uri 'none'" in policy


async def test_no_address_is_told_to_anybody(replies: Headers) -> None:
    assert _same(replies, "referrer-policy") == "no-referrer"


async def test_no_type_is_guessed(replies: Headers) -> None:
    assert _same(replies, "x-content-type-options") == "nosniff"


async def test_no_other_window_looks_in(replies: Headers) -> None:
    assert _same(replies, "cross-origin-opener-policy") == "same-origin"


async def test_no_other_site_embeds_what_is_ours(replies: Headers) -> None:
    assert _same(replies, "cross-origin-resource-policy") == "same-origin"


async def test_no_page_may_watch_or_listen(replies: Headers) -> None:
    assert _same(replies, "permissions-policy") == "camera=(), microphone=(), geolocation=()"


async def test_nothing_is_stored_on_the_way(replies: Headers) -> None:
    assert _same(replies, "cache-control") == "no-store"


async def test_no_visitor_can_be_known_again_by_a_copy(replies: Headers) -> None:
    for header in ("etag", "last-modified", "expires", "age"):
        assert _same(replies, header) == ""


async def test_participants_get_no_cookie(replies: Headers) -> None:
    assert _same(replies, "set-cookie") == ""


async def test_over_plain_http_nothing_is_said_of_https(replies: Headers) -> None:
    assert _same(replies, "strict-transport-security") == ""


async def test_over_https_the_browser_stays_there_for_a_year(own_study: OpenStudy) -> None:
    home = own_study.keys.parent
    async with employ(home, own_study.database, ACCORD_BASE_URL="https://accord.example") as hr:
        replies = [await hr.client.get(path) for path in ("/health", "/nowhere", "/office")]

    told = {reply.headers["strict-transport-security"] for reply in replies}
    assert told == {"max-age=31536000; includeSubDomains"}


async def test_a_conditional_request_gets_the_whole_file(
    client: Client, own_study: OpenStudy
) -> None:
    headers = {"if-none-match": "*", "if-modified-since": "Sun, 22 Nov 2099 00:00:00 GMT"}

    reply = await client.get("/static/accord.css", headers=headers)

    assert reply.status_code == 200
    assert reply.content


@pytest.mark.parametrize("host", ["www.testserver.local", "evil.example", "testserver.local:1"])
async def test_no_host_name_turns_into_a_redirect(
    client: Client, own_study: OpenStudy, host: str
) -> None:
    for path in ("/office", "/office/campaigns", f"/s/{own_study.campaign}"):
        reply = await client.get(path, headers={"host": host}, follow_redirects=False)

        assert host not in reply.headers.get("location", "")


@pytest.mark.parametrize(
    "path",
    [
        *("/schema", "/schema/openapi.json", "/schema/swagger", "/docs", "/redoc"),
        *("/openapi.json", "/metrics", "/static", "/static/../app.py", "/static/%2e%2e%2fapp.py"),
    ],
)
async def test_no_description_of_the_interface_is_served(
    client: Client, own_study: OpenStudy, path: str
) -> None:
    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("path", ["", "/campaigns", "/campaigns/new", "/campaigns/{campaign}"])
async def test_office_pages_have_no_inline_script_or_style(
    busy_hr: Hr, own_study: OpenStudy, path: str
) -> None:
    reply = await busy_hr.read(path.format(campaign=own_study.campaign))

    assert not INLINE.search(reply.text)
