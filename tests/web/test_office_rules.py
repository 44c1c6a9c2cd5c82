"""Every route has a rule: who may come, and with what. A new route must be added here."""

from collections.abc import Iterator

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import text

from tests.conftest import OpenStudy
from tests.web.hr import Hr

pytestmark = pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)

# Anybody may see the entrance and knock; all else is for people who are signed in.
FOR_ANYBODY = {("GET", "/office"), ("POST", "/office/sign-in")}
FOR_HR = {
    ("GET", "/office/campaigns"),
    ("GET", "/office/campaigns/new"),
    ("POST", "/office/campaigns/new"),
    ("GET", "/office/campaigns/{campaign}"),
    ("GET", "/office/campaigns/{campaign}/edit"),
    ("POST", "/office/campaigns/{campaign}/edit"),
    ("GET", "/office/campaigns/{campaign}/letter"),
    ("POST", "/office/campaigns/{campaign}/letter"),
    ("GET", "/office/campaigns/{campaign}/roster"),
    ("POST", "/office/campaigns/{campaign}/roster"),
    ("POST", "/office/campaigns/{campaign}/open"),
    ("POST", "/office/campaigns/{campaign}/{action}"),
    ("POST", "/office/campaigns/{campaign}/guardian"),
    ("POST", "/office/campaigns/{campaign}/abandon"),
    ("GET", "/office/campaigns/{campaign}/codes"),
    ("POST", "/office/campaigns/{campaign}/codes"),
    ("POST", "/office/campaigns/{campaign}/codes/sheets.pdf"),
    ("POST", "/office/campaigns/{campaign}/letters.pdf"),
    ("GET", "/office/campaigns/{campaign}/poster.pdf"),
    ("GET", "/office/campaigns/{campaign}/report/{language}"),
    ("GET", "/office/campaigns/{campaign}/editions/{edition}/{language}"),
    ("GET", "/office/campaigns/{campaign}/release.json"),
    ("GET", "/office/campaigns/{campaign}/plan"),
    ("POST", "/office/campaigns/{campaign}/plan"),
    ("GET", "/office/campaigns/{campaign}/plan.csv"),
    ("GET", "/office/campaigns/{campaign}/plan.ics"),
    ("GET", "/office/campaigns/{campaign}/owners/{language}"),
    ("GET", "/office/campaigns/{campaign}/brief"),
    ("GET", "/office/campaigns/{campaign}/earlier"),
    ("POST", "/office/campaigns/{campaign}/earlier"),
    ("POST", "/office/language"),
    ("POST", "/office/sign-out"),
}
FOR_PARTICIPANTS = {
    ("GET", "/s/{campaign}"),
    ("GET", "/s/{campaign}/manifest"),
    ("GET", "/s/{campaign}/rights"),
    ("GET", "/s/{campaign}/kiosk"),
    ("POST", "/s/{campaign}/issue"),
    ("POST", "/s/{campaign}/cast"),
    ("GET", "/static/{name}"),
    ("GET", "/"),
    ("GET", "/health"),
}
# The page is anybody's; each request of its script carries the token of the guardian's link.
FOR_THE_GUARDIAN = {
    ("GET", "/g/{campaign}"),
    ("GET", "/g/{campaign}/words/{language}"),
    ("POST", "/g/{campaign}/status"),
    ("POST", "/g/{campaign}/key"),
    ("POST", "/g/{campaign}/wraps"),
    ("POST", "/g/{campaign}/shares"),
}


def list_routes(app: Litestar) -> Iterator[tuple[str, str]]:
    """List what the application answers: method and path."""
    for route in app.routes:
        path = "/" + "/".join(
            f"{{{part.name}}}" if hasattr(part, "name") else str(part)
            for part in route.path_components
        )
        for method in sorted(route.methods - {"OPTIONS"}):
            yield method, path


def fill(path: str, campaign: str) -> str:
    """Write an address that exists."""
    return path.format(campaign=campaign, action="remind", language="ru", edition="staff")


def is_refused(reply: httpx.Response) -> bool:
    """Tell whether a reply sends to the entrance."""
    return (reply.status_code, reply.headers.get("location")) == (303, "/office")


async def _dump(hr: Hr) -> list[object]:
    people = (
        "campaign",
        "department",
        "invitee",
        "invitation",
        "token_hash",
        "errand",
        "plan_choice",
        "earlier_survey",
    )
    tables = (*people, "audit_event", "account", "office_session")
    async with hr.database.reading() as session:
        return [
            sorted(
                str(row)
                for row in (await session.execute(text(f"SELECT * FROM {table}"))).all()
                # The house's own rounds go on meanwhile.
                if "'checkup'" not in str(row)
            )
            for table in tables
        ]


async def test_every_route_of_the_house_has_a_rule(busy_hr: Hr, own_study: OpenStudy) -> None:
    ruled = FOR_ANYBODY | FOR_HR | FOR_PARTICIPANTS | FOR_THE_GUARDIAN

    assert set(list_routes(busy_hr.app)) == ruled


async def test_without_a_session_every_route_but_the_entrance_refuses(
    busy_hr: Hr, own_study: OpenStudy
) -> None:
    secret = await busy_hr.find_secret()
    busy_hr.client.cookies.clear()
    before = await _dump(busy_hr)
    let_in = set()

    for method, path in list_routes(busy_hr.app):
        if path.startswith("/office"):
            address = fill(path, own_study.campaign)
            form = {"csrf": secret, "understood": "yes"} if method == "POST" else None
            reply = await busy_hr.client.request(method, address, data=form, follow_redirects=False)
            if not is_refused(reply):
                let_in.add((method, path))

    assert let_in == FOR_ANYBODY
    assert await _dump(busy_hr) == before


@pytest.mark.parametrize("sent", [{}, {"csrf": ""}, {"csrf": "wrong"}, {"csrf": "\u0142\0"}])
async def test_without_the_sessions_secret_nothing_is_changed(
    busy_hr: Hr, own_study: OpenStudy, sent: dict[str, str]
) -> None:
    before = await _dump(busy_hr)

    replies = {
        path: await busy_hr.client.post(
            fill(path, own_study.campaign),
            data={**sent, "understood": "yes", "language": "en"},
            follow_redirects=False,
        )
        for method, path in sorted(FOR_HR)
        if method == "POST"
    }

    assert {path for path, reply in replies.items() if reply.status_code != 403} == set()
    assert all("Форма устарела" in reply.text for reply in replies.values())
    assert await _dump(busy_hr) == before


async def test_the_secret_of_another_session_is_no_secret(
    busy_hr: Hr, own_study: OpenStudy
) -> None:
    other = await busy_hr.find_secret()
    busy_hr.client.cookies.clear()
    assert (await busy_hr.knock(steps=1)).status_code == 303

    reply = await busy_hr.client.post(
        f"/office/campaigns/{own_study.campaign}/remind", data={"csrf": other}
    )

    assert reply.status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_form_of_another_site_is_refused_even_with_the_secret(
    busy_hr: Hr, own_study: OpenStudy, site: str
) -> None:
    reply = await busy_hr.client.post(
        f"/office/campaigns/{own_study.campaign}/remind",
        data={"csrf": await busy_hr.find_secret()},
        headers={"sec-fetch-site": site},
    )

    assert reply.status_code == 403


async def test_the_secret_in_an_address_or_a_header_does_not_count(
    busy_hr: Hr, own_study: OpenStudy
) -> None:
    secret = await busy_hr.find_secret()
    address = f"/office/campaigns/{own_study.campaign}/remind?csrf={secret}"

    replies = [
        await busy_hr.client.post(address),
        await busy_hr.client.post(address, headers={"x-csrftoken": secret}),
        await busy_hr.client.post(address, json={"csrf": secret}),
    ]

    assert [reply.status_code for reply in replies] == [403, 403, 403]


async def test_looking_changes_nothing(busy_hr: Hr, own_study: OpenStudy) -> None:
    before = await _dump(busy_hr)

    for method, path in sorted(FOR_HR):
        if method == "GET":
            await busy_hr.client.get(fill(path, own_study.campaign))

    assert await _dump(busy_hr) == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "TRACE"])
async def test_other_methods_are_not_spoken(busy_hr: Hr, own_study: OpenStudy, method: str) -> None:
    before = await _dump(busy_hr)

    replies = [
        await busy_hr.client.request(method, fill(path, own_study.campaign))
        for _, path in sorted(FOR_HR | FOR_ANYBODY)
    ]

    assert {reply.status_code for reply in replies} == {405}
    assert await _dump(busy_hr) == before


async def test_every_change_leaves_one_line_in_the_audit_log(
    busy_hr: Hr, own_study: OpenStudy
) -> None:
    here = f"/campaigns/{own_study.campaign}"
    for action in ("remind", "announce", "retry"):
        assert (await busy_hr.send(f"{here}/{action}")).status_code == 303
    assert (await busy_hr.send(f"{here}/letters.pdf", {"everybody": "yes"})).status_code == 200
    assert (await busy_hr.send(f"{here}/letters.pdf")).status_code == 403
    refused = await busy_hr.send(f"{here}/close")

    async with busy_hr.database.reading() as session:
        query = text("SELECT actor, action, campaign FROM audit_event ORDER BY number")
        noted = [tuple(row) for row in await session.execute(query)][1:]
    actions = ("campaign_remind", "campaign_announce", "campaign_retry", "letters_printed")
    assert noted == [("hr@example.org", action, own_study.campaign) for action in actions]
    assert refused.status_code == 400
