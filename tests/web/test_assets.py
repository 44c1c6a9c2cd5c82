import re
import subprocess
import sys

from litestar import Litestar
from litestar.testing import AsyncTestClient

from survey.web.assets import COMPRESS, PARTICIPANT_SCRIPTS, load_assets
from tests.conftest import OpenStudy

Client = AsyncTestClient[Litestar]
LIMIT = 4096


async def test_the_scripts_of_a_participants_page_travel_in_less_than_4_kb(
    client: Client, own_study: OpenStudy
) -> None:
    travelled = 0
    for page in ("", "/kiosk"):
        shown = (await client.get(f"/s/{own_study.campaign}{page}")).text
        scripts = re.findall(r'<script[^>]* src="/static/([^"]+)"', shown)
        assert tuple(scripts) == PARTICIPANT_SCRIPTS
        for script in scripts:
            reply = await client.get(f"/static/{script}", headers={"Accept-Encoding": "gzip, br"})
            assert reply.headers["content-encoding"] == "br"
            assert reply.content == load_assets()[script]
            assert not re.search(rb"\bimport\b", reply.content), (
                "a module that another one asks for counts, too"
            )
            travelled = max(travelled, int(reply.headers["content-length"]))

    assert 0 < travelled < LIMIT


def test_the_committed_script_is_what_its_sources_make() -> None:
    command = [sys.executable, "-m", "tests.browser.bundle", "--check"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


async def test_who_accepts_no_compression_gets_none(client: Client) -> None:
    reply = await client.get("/static/accord.css", headers={"Accept-Encoding": "identity"})

    assert "content-encoding" not in reply.headers
    assert set(COMPRESS) == {"br", "gzip"}
    assert reply.content == load_assets()["accord.css"]
