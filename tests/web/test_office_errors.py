import logging
from collections.abc import Iterator

import pytest

from survey import errors
from survey.errors import AccordError
from survey.web.errors import find_status
from survey.web.wording import LANGUAGES, speak
from tests.conftest import OpenStudy
from tests.web.hr import Hr

CANARY = "canary-7f3a"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=xx"
EVERYWHERE = pytest.mark.parametrize("own_study", ["sqlite", "postgresql"], indirect=True)
ON_SQLITE = pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)


def _part(headers: str, body: bytes = b"x") -> bytes:
    return b"--xx\r\n" + headers.encode() + b"\r\n\r\n" + body + b"\r\n--xx--\r\n"


MALFORMED: list[tuple[str, bytes]] = [
    (FORM, b"csrf=\xff\xfe"),
    (FORM, b"csrf=%ff%fe"),
    (FORM, "csrf=тест".encode()),
    (FORM, b"&".join([b"a=b"] * 1000)),
    (FORM, b"%" * 5000),
    (FORM, b"=" * 5000),
    (FORM, b"\0" * 5000),
    (FORM, b""),
    ("", b""),
    ("nonsense", b"{}"),
    ("text/plain", b'{"csrf": 1}'),
    ("application/json", b'{"csrf": 1}'),
    ("application/json", b"[" * 60_000),
    (MULTIPART, b""),
    (MULTIPART, b"nonsense"),
    (MULTIPART, b"--xx"),
    (MULTIPART, b"--xx\r\n"),
    (MULTIPART, b"--xx\r\n\r\n"),
    (MULTIPART, _part("X: y")),
    (MULTIPART, _part('Content-Disposition: form-data; name="list"', b"\xff\xfe\0")),
    (
        MULTIPART,
        _part('Content-Disposition: form-data; name="list"\r\nContent-Type: t/x; charset=none'),
    ),
    (MULTIPART, _part('Content-Disposition: form-data; name="f"; filename="\0"', b"\0")),
    (MULTIPART, _part("Content-Disposition: attachment")),
    (MULTIPART, b"--xx\r\n" * 2000),
    ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=" + "b" * 3000, b"x"),
    ("multipart/form-data; boundary=é", b"x"),
]


@ON_SQLITE
async def test_what_is_no_form_gets_a_page_and_never_a_500(
    busy_hr: Hr, own_study: OpenStudy
) -> None:
    for path in (f"/campaigns/{own_study.campaign}/roster", "/campaigns/new", "/sign-in"):
        for kind, body in MALFORMED:
            reply = await busy_hr.client.post(
                f"/office{path}", content=body, headers={b"content-type": kind.encode()}
            )

            # The sign-in counts tries.
            assert reply.status_code in (400, 403, 429), (path, kind, body[:80])
            assert reply.headers["content-type"] == "text/html; charset=utf-8"
            assert "<h1>" in reply.text


@pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)
@pytest.mark.parametrize("length", [6 * 1024 * 1024 + 1, 40 * 1024 * 1024])
async def test_too_large_a_form_is_refused_with_a_page(
    busy_hr: Hr, own_study: OpenStudy, length: int
) -> None:
    reply = await busy_hr.client.post(
        f"/office/campaigns/{own_study.campaign}/roster",
        content=b"a=" + b"x" * length,
        headers={"content-type": FORM},
    )

    assert reply.status_code == 413
    assert "не больше 5 МБ" in reply.text


NOWHERE = [
    "/nowhere",
    "/campaigns/none",
    "/campaigns/%00",
    "/campaigns/%ff",
    "/campaigns/" + "x" * 3000,
    "/campaigns/" + "b" * 16,
    "/campaigns/" + "b" * 16 + "/edit",
    "/campaigns/" + "b" * 16 + "/release.json",
    "/campaigns/" + "b" * 16 + "/report/ru",
    "/campaigns/%D1%8B/report/%00",
    "/campaigns/b/c/d/e/f",
]


@EVERYWHERE
async def test_an_address_of_nothing_gets_a_page(busy_hr: Hr, own_study: OpenStudy) -> None:
    for path in NOWHERE:
        reply = await busy_hr.read(path)

        assert reply.status_code == 404, path
        assert "Такой страницы нет." in reply.text
        assert 'href="/office/campaigns"' in reply.text


@EVERYWHERE
async def test_forms_about_no_campaign_get_a_page(busy_hr: Hr, own_study: OpenStudy) -> None:
    actions = ("edit", "roster", "open", "remind", "close", "discard", "letters.pdf", "nonsense")

    for action in actions:
        for campaign in ("b" * 16, "x\0", "new"):
            reply = await busy_hr.send(
                f"/campaigns/{campaign.replace(chr(0), '%00')}/{action}",
                {"understood": "yes", "list": "name;department\nA;B"},
            )

            assert (action, reply.status_code) in ((action, 404), ("edit", 400))
            assert reply.headers["content-type"] == "text/html; charset=utf-8"


@ON_SQLITE
async def test_results_of_an_open_campaign_are_the_same_page_for_all(
    busy_hr: Hr, own_study: OpenStudy
) -> None:
    here = f"/campaigns/{own_study.campaign}"

    replies = [
        await busy_hr.read(f"{here}{path}")
        for path in ("/release.json", "/report/ru", "/report/en", "/report/xx")
    ]

    assert {reply.status_code for reply in replies} == {404}
    assert len({reply.content for reply in replies}) == 1


@pytest.mark.parametrize(
    ("action", "form", "status", "sentence"),
    [
        ("roster", {"list": "name;department\nA;Продажи"}, 409, "В этом состоянии"),
        ("open", {"understood": "yes"}, 409, "В этом состоянии"),
        ("open", {}, 400, "Поставьте галочку"),
        ("close", {}, 400, "Поставьте галочку"),
        ("discard", {"understood": "yes"}, 409, "В этом состоянии"),
        ("edit", {}, 400, "Заполните это поле"),
    ],
)
@ON_SQLITE
async def test_what_the_state_does_not_allow_is_said_on_the_page(
    busy_hr: Hr,
    own_study: OpenStudy,
    action: str,
    form: dict[str, str],
    status: int,
    sentence: str,
) -> None:
    reply = await busy_hr.send(f"/campaigns/{own_study.campaign}/{action}", form)

    assert reply.status_code == status
    assert sentence in reply.text


@ON_SQLITE
async def test_a_page_of_error_speaks_the_readers_language(
    busy_hr: Hr, own_study: OpenStudy
) -> None:
    await busy_hr.send("/language", {"language": "en"})
    signed_in = await busy_hr.read("/campaigns/none", **{"accept-language": "ru"})
    busy_hr.client.cookies.clear()
    stranger = await busy_hr.read("/nowhere", **{"accept-language": "en"})

    assert "There is no such page." in signed_in.text
    assert "There is no such page." in stranger.text


@ON_SQLITE
async def test_a_database_that_fails_gets_a_page_and_no_value_in_the_log(
    busy_hr: Hr, own_study: OpenStudy, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, logger="httpx")  # the client's own log
    async with busy_hr.database.session() as session:
        await session.exec_driver_sql("ALTER TABLE account RENAME TO away")

    reply = await busy_hr.knock({"email": f"{CANARY}@example.org"})

    assert reply.status_code == 503
    assert "База данных сейчас не отвечает" in reply.text
    assert "OperationalError at /office/sign-in" in caplog.text
    assert CANARY not in caplog.text


@ON_SQLITE
async def test_a_defect_of_ours_gets_a_page_and_tells_nothing(
    busy_hr: Hr,
    own_study: OpenStudy,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError(CANARY)

    monkeypatch.setattr("survey.web.office.campaigns.load_campaigns", fail)

    reply = await busy_hr.read("/campaigns")

    assert reply.status_code == 500
    assert "Ошибка на сервере" in reply.text
    assert CANARY not in reply.text
    assert CANARY not in caplog.text
    assert "RuntimeError at /office/campaigns" in caplog.text


@ON_SQLITE
async def test_outside_the_office_a_script_gets_a_code(busy_hr: Hr, own_study: OpenStudy) -> None:
    replies = [await busy_hr.client.get(path) for path in ("/nowhere", "/officer", "/s/x")]

    assert [reply.json() for reply in replies] == [{"error": "not_found"}] * 3


def _kinds(kind: type[AccordError]) -> Iterator[type[AccordError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _kinds(child)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_that_reaches_the_office_has_a_sentence(language: str) -> None:
    say = speak(language)
    facts = {"seconds": 1, "least": 1, "total": 2}
    outside = {"not_signed_in", "bad_setting", "broken_kit", "bad_file", "already_collected"}
    outside |= {"credential_refused", "error", "nothing_destroyed", "not_estimable"}

    for kind in _kinds(AccordError):
        # Terminal and clear files have no page; whether they are loaded depends on other tests.
        top, _, rest = kind.__module__.partition(".")
        on_a_page = top == "survey" and rest.partition(".")[0] not in ("clearing", "cli")
        if on_a_page and kind.code not in outside:
            assert say(f"office.wrong.{kind.code}", **facts)


def test_one_map_gives_every_error_its_status() -> None:
    found = {kind: find_status(kind()) for kind in (errors.NotFound, errors.WrongState)}

    assert found == {errors.NotFound: 404, errors.WrongState: 409}
    assert find_status(errors.BadInput()) == 400
    assert find_status(errors.Refused()) == 403
    assert find_status(errors.NothingDestroyed()) == 500
