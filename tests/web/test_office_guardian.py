import re

import pytest
from sqlalchemy import text

from survey import guarding
from survey.ballots.keys import new_seal_key
from survey.campaigns.guardian import GUARDIAN_LINK
from survey.store.errands import count_errands
from tests.town import describe_campaign
from tests.web.hr import Hr, employ, load_campaign, write_draft

OLGA = {"level": "G", "guardian_name": "Ольга Ким", "guardian_role": "профсоюз"}
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def _ask_for_link(hr: Hr, page: str, **form: str) -> tuple[int, str]:
    reply = await hr.send(f"{page}/guardian", form)
    found = re.search(r"/g/[a-z2-7]{16}#([A-Za-z0-9_-]{27})", reply.text)
    return reply.status_code, found[1] if found else ""


@sqlite_only
async def test_a_link_is_shown_once_and_a_new_one_is_asked_for_twice_when_there_is_a_key(
    hr: Hr,
) -> None:
    page = await write_draft(hr, None, **OLGA)
    campaign = (await load_campaign(hr)).id
    status, token = await _ask_for_link(hr, page)
    assert (status, len(token)) == (200, 27)
    assert token not in (await hr.read(page)).text
    await guarding.register_key(
        hr.database,
        campaign=campaign,
        token=token,
        key=new_seal_key().modulus,
        wrapped=bytes(1800),
    )
    assert "Ключ готов" in (await hr.read(page)).text

    assert (await _ask_for_link(hr, page))[0] == 400
    assert (await guarding.look(hr.database, campaign=campaign, token=token)).guardian
    status, other = await _ask_for_link(hr, page, understood="yes")

    assert status == 200
    assert other not in ("", token)
    assert "Ключа ещё нет" in (await hr.read(page)).text


@sqlite_only
async def test_where_mail_works_hr_does_not_see_the_link(hr: Hr, database_url: str) -> None:
    home = hr.settings.keys.parent
    page = await write_draft(hr, None, **OLGA, guardian_email="olga@example.org")
    async with hr.database.session() as session:
        # The other office's administrator comes with it.
        await session.execute(text("DELETE FROM office_session"))
        await session.execute(text("DELETE FROM account"))
    mail = {"ACCORD_SMTP_HOST": "127.0.0.1", "ACCORD_SMTP_PORT": "9"}
    async with employ(home, database_url, **mail) as other:
        await other.sign_in()

        status, token = await _ask_for_link(other, page)

        assert (status, token) == (303, "")
        async with other.database.reading() as session:
            waiting = await count_errands(session, page.rsplit("/", 1)[1], GUARDIAN_LINK)
        assert waiting == {"waiting": 1}


@sqlite_only
async def test_the_form_says_what_is_wrong_with_a_guardian_and_can_go_back_to_none(hr: Hr) -> None:
    page = await write_draft(hr, None, **OLGA)
    form = await hr.read(f"{page}/edit")
    assert 'value="Ольга Ким"' in form.text

    for field, value in (
        ("guardian_role", " "),
        ("guardian_email", "nobody"),
        ("guardian_name", "x" * 121),
    ):
        wrong = {**describe_campaign(), **OLGA, field: value}
        reply = await hr.send(f"{page}/edit", wrong)
        assert reply.status_code == 400
        assert f'id="{field}-why"' in reply.text

    reply = await hr.send(f"{page}/edit", {**describe_campaign(), "level": "S"})
    assert reply.status_code == 303
    assert "Хранитель второго ключа" not in (await hr.read(page)).text


@sqlite_only
async def test_the_guardians_door_knows_a_token_and_nothing_else(hr: Hr) -> None:
    page = await write_draft(hr, None, **OLGA)
    door = f"/g/{page.rsplit('/', 1)[1]}"
    _, token = await _ask_for_link(hr, page)

    for language, word in (("ru", "Страница хранителя"), ("en", "The guardian’s page")):
        shown = await hr.client.get(f"{door}?lang={language}")
        assert word in shown.text
        assert OLGA["guardian_name"] not in shown.text
        assert "set-cookie" not in shown.headers
    assert (await hr.client.get("/g/aaaaaaaaaaaaaaaa")).status_code == 404
    assert (await hr.client.get(f"{door}/words/de")).status_code == 404

    told = await hr.client.post(f"{door}/status", json={"token": token})
    assert told.json()["name"] == OLGA["guardian_name"]
    empty: dict[str, object] = {}
    for act, body in (("status", empty), ("wraps", empty), ("shares", {"lock": "", "shares": ""})):
        refused = await hr.client.post(f"{door}/{act}", json={"token": "A" * 27, **body})
        assert (refused.status_code, refused.json()) == (404, {"error": "not_found"})
    for act, body in (("wraps", empty), ("shares", {"lock": "", "shares": ""})):
        early = await hr.client.post(f"{door}/{act}", json={"token": token, **body})
        assert (early.status_code, early.json()) == (409, {"error": "wrong_state"})
    bad = {"token": token, "key": "AQAB", "wrapped": ""}
    assert (await hr.client.post(f"{door}/key", json=bad)).status_code == 400
    assert (await hr.client.post(f"{door}/key", data=bad)).status_code == 415
