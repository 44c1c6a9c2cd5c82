import asyncio
import hashlib
from pathlib import Path

import pytest
from sqlalchemy import text

from survey.web.office.throttle import FREE_TRIES
from tests.web.hr import EMAIL, Hr, employ

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def _count_sessions(hr: Hr) -> int:
    async with hr.database.reading() as session:
        counted = await session.execute(text("SELECT count(*) FROM office_session"))
        return int(counted.scalar_one())


async def test_address_password_and_code_open_the_office(hr: Hr) -> None:
    reply = await hr.knock()

    assert (reply.status_code, reply.headers["location"]) == (303, "/office/campaigns")
    assert (await hr.read("/campaigns")).status_code == 200
    assert (await hr.read("")).headers["location"] == "/office/campaigns"


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "other@example.org"},
        {"email": ""},
        {"email": "hr@example.org\0"},
        {"password": "wrong"},
        {"password": ""},
        {"password": "\0" * 5000},
        {"code": "000000"},
        {"code": ""},
        {"code": "один"},
        {"code": "²³"},
    ],
)
async def test_whatever_is_wrong_the_answer_is_the_same(hr: Hr, wrong: dict[str, str]) -> None:
    reply = await hr.knock(wrong)

    assert reply.status_code == 403
    assert "Почта, пароль или код не подошли." in reply.text
    assert "set-cookie" not in reply.headers
    assert (await hr.read("/campaigns")).headers["location"] == "/office"


@sqlite_only
async def test_the_address_stays_in_the_form_and_the_password_does_not(hr: Hr) -> None:
    reply = await hr.knock({"email": '"><script>alert(1)</script>', "password": "a secret phrase"})

    assert "&lt;script&gt;alert(1)" in reply.text
    assert "<script>" not in reply.text
    assert "a secret phrase" not in reply.text


@sqlite_only
async def test_an_address_is_known_in_any_case(hr: Hr) -> None:
    assert (await hr.knock({"email": f" {EMAIL.upper()} "})).status_code == 303


@pytest.mark.parametrize("steps", [-1, 0, 1])
@sqlite_only
async def test_a_code_of_the_neighbouring_half_minute_is_good(hr: Hr, steps: int) -> None:
    assert (await hr.knock(steps=steps)).status_code == 303


@pytest.mark.parametrize("steps", [-3, 3])
@sqlite_only
async def test_an_old_or_early_code_is_not(hr: Hr, steps: int) -> None:
    assert (await hr.knock(steps=steps)).status_code == 403


async def test_a_code_is_good_once(hr: Hr) -> None:
    code = hr.code()

    replies = [await hr.knock({"code": code}), await hr.knock({"code": code})]

    assert [reply.status_code for reply in replies] == [303, 403]


async def test_of_two_at_once_with_one_code_one_comes_in(hr: Hr) -> None:
    code = hr.code()

    replies = await asyncio.gather(*(hr.knock({"code": code}) for _ in range(3)))

    assert sorted(reply.status_code for reply in replies) == [303, 403, 403]


@sqlite_only
async def test_a_code_older_than_the_last_one_used_is_refused(hr: Hr) -> None:
    await hr.knock(steps=1)

    assert (await hr.knock(steps=0)).status_code == 403


@sqlite_only
async def test_an_id_that_the_client_chose_is_nobodys_and_is_not_taken_over(hr: Hr) -> None:
    hr.client.cookies.set("accord", "chosen", path="/office")
    assert (await hr.read("/campaigns")).headers["location"] == "/office"

    reply = await hr.knock()

    drawn = reply.cookies["accord"]
    assert drawn != "chosen"
    assert len(drawn) == 43  # 256 bits in base64url
    hr.client.cookies.clear()
    hr.client.cookies.set("accord", "chosen", path="/office")
    assert (await hr.read("/campaigns")).headers["location"] == "/office"


@sqlite_only
async def test_each_sign_in_draws_a_new_id_and_ends_the_one_before(hr: Hr) -> None:
    first = (await hr.knock(steps=-1)).cookies["accord"]
    second = (await hr.knock()).cookies["accord"]

    assert first != second
    assert await _count_sessions(hr) == 1
    hr.client.cookies.clear()
    hr.client.cookies.set("accord", first, path="/office")
    assert (await hr.read("/campaigns")).status_code == 303


@sqlite_only
async def test_the_database_holds_the_hash_of_the_id_only(hr: Hr) -> None:
    drawn = (await hr.knock()).cookies["accord"]

    async with hr.database.reading() as session:
        found = (await session.execute(text("SELECT * FROM office_session"))).one()
    assert found.hash == hashlib.sha256(drawn.encode()).digest()
    assert drawn not in str(tuple(found))


@sqlite_only
async def test_signing_out_ends_the_session_on_the_server(hr: Hr) -> None:
    drawn = (await hr.knock()).cookies["accord"]

    reply = await hr.send("/sign-out")

    async with hr.database.reading() as session:
        noted = await session.execute(text("SELECT actor, action FROM audit_event ORDER BY number"))
        assert [tuple(row) for row in noted] == [(EMAIL, "signed_in"), (EMAIL, "signed_out")]
    assert "Max-Age=0" in reply.headers["set-cookie"]
    assert await _count_sessions(hr) == 0
    hr.client.cookies.set("accord", drawn, path="/office")
    assert (await hr.read("/campaigns")).headers["location"] == "/office"


@sqlite_only
async def test_a_session_ends_by_itself(hr: Hr) -> None:
    await hr.sign_in()
    async with hr.database.session() as session:
        await session.execute(text("UPDATE office_session SET expires = 1"))

    assert (await hr.read("/campaigns")).headers["location"] == "/office"


@sqlite_only
async def test_over_http_the_cookie_is_the_offices_alone(hr: Hr) -> None:
    told, device = (await hr.knock()).headers.get_list("set-cookie")

    name, _, rest = told.partition("=")
    attributes = {part.strip().lower() for part in rest.split(";")[1:]}
    assert name == "accord"
    assert attributes >= {"path=/office", "httponly", "samesite=strict", "max-age=28800"}
    assert not any(each.startswith("domain") for each in attributes)
    assert device.startswith("accord-device=")
    assert {"httponly", "path=/office", "samesite=strict"} <= set(device.lower().split("; "))


@sqlite_only
async def test_over_https_the_cookie_says_so_in_its_name(database_url: str, tmp_path: Path) -> None:
    async with employ(tmp_path, database_url, ACCORD_BASE_URL="https://accord.example") as hr:
        told = (await hr.knock()).headers["set-cookie"]
        hr.client.cookies.set("accord", "plain", path="/office")
        seen = await hr.read("/campaigns")

    assert told.startswith("__Secure-accord=")
    assert "Secure" in {part.strip() for part in told.split(";")}
    assert seen.status_code == 200


@sqlite_only
async def test_after_some_failures_even_the_right_password_waits(hr: Hr) -> None:
    for _ in range(FREE_TRIES + 1):
        refused = await hr.knock({"password": "wrong"})

    reply = await hr.knock()

    assert refused.status_code == 429
    assert reply.status_code == 429
    assert "Слишком много попыток" in reply.text


@sqlite_only
async def test_many_tries_at_once_do_not_slip_through(hr: Hr) -> None:
    replies = await asyncio.gather(*(hr.knock({"password": "wrong"}) for _ in range(12)))

    assert sum(reply.status_code == 403 for reply in replies) == FREE_TRIES


@sqlite_only
async def test_another_site_cannot_sign_somebody_in(hr: Hr) -> None:
    form = {"email": EMAIL, "password": "x", "code": "1"}

    reply = await hr.client.post(
        "/office/sign-in", data=form, headers={"sec-fetch-site": "cross-site"}
    )

    assert reply.status_code == 403
    assert "Форма устарела" in reply.text


@sqlite_only
async def test_the_office_remembers_the_language_and_stays_on_the_page(hr: Hr) -> None:
    await hr.sign_in()

    reply = await hr.send("/language", {"language": "en", "back": "/campaigns/new"})

    assert reply.headers["location"] == "/office/campaigns/new"
    page = await hr.read("/campaigns", **{"accept-language": "ru"})
    assert '<html lang="en">' in page.text


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example",
        "/../x",
        "https://evil.example",
        "/campaigns?x",
        "\\\\evil",
        "/a\r\nX: y",
        "",
    ],
)
@sqlite_only
async def test_going_back_never_leaves_the_office(hr: Hr, back: str) -> None:
    await hr.sign_in()

    reply = await hr.send("/language", {"language": "en", "back": back})

    assert reply.headers["location"] == "/office"
