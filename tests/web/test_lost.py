import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from survey.errors import WrongState

Client = AsyncTestClient[Litestar]
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

pytestmark = pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)


@pytest.mark.parametrize("path", ["/s/x", "/s/x/y", "/s/x/manifest", "/nowhere", "/officer"])
async def test_a_person_who_is_lost_reads_a_page_and_a_script_a_code(
    client: Client, path: str
) -> None:
    reads = {"accept": BROWSER, "accept-language": "de, en;q=0.8"}

    page = await client.get(path, headers=reads)
    script = await client.get(path)

    assert page.status_code == script.status_code == 404
    assert script.json() == {"error": "not_found"}
    assert page.headers["content-type"].startswith("text/html")
    assert '<html lang="en">' in page.text
    told = "There is no such survey" if path.startswith("/s/") else "There is no such page"
    assert f"<h1>{told}</h1>" in page.text
    russian = await client.get(f"{path}?lang=ru", headers=reads)
    assert "<h1>Тако" in russian.text


async def test_the_front_leads_hr_to_the_office_and_everybody_else_to_their_letter(
    client: Client,
) -> None:
    page = await client.get("/", headers={"accept": BROWSER})

    assert page.status_code == 200
    assert 'href="/office"' in page.text
    assert "личную ссылку из своего письма" in page.text
    script = await client.get("/", headers={"accept": "application/json"})
    assert (script.status_code, script.json()) == (404, {"error": "not_found"})


async def test_a_form_sent_to_a_door_of_participants_still_gets_a_code(client: Client) -> None:
    reply = await client.post("/s/x/cast", data={"a": "b"}, headers={"accept": BROWSER})

    assert (reply.status_code, reply.json()) == (415, {"error": "not_json"})


@pytest.mark.parametrize(
    ("fault", "status", "sentence"),
    [
        (WrongState(), 409, "Анкета на сервере не та"),
        (TimeoutError("canary"), 503, "Подождите минуту"),
        (RuntimeError("canary"), 500, "Попробуйте ещё раз"),
    ],
)
async def test_what_else_can_go_wrong_has_its_words(
    client: Client,
    fault: Exception,
    status: int,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr("survey.store.campaigns.require_campaign", fail)
    reply = await client.get("/s/x", headers={"accept": BROWSER})

    assert reply.status_code == status
    assert sentence in reply.text
    assert "canary" not in reply.text
