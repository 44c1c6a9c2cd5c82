import logging
from collections.abc import Mapping

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from survey.ballots import base64url
from tests.conftest import OpenStudy
from tests.corridor import MARKETING, SALES, Blinding, Study, blind_message, unblind

Client = AsyncTestClient[Litestar]
JSON = {"content-type": "application/json"}
CANARY = "canary-7f3a"


def _body(token: str, own: Blinding) -> dict[str, str]:
    return {"token": token, "blinded": base64url.encode(own.blinded)}


async def test_a_link_gives_a_signature_that_unblinds(client: Client, study: Study) -> None:
    own = blind_message(study, SALES)

    answer = await client.post(
        f"/s/{study.campaign}/issue", json=_body(study.tokens[SALES][0], own)
    )

    assert answer.status_code == 200
    assert set(answer.json()) == {"signature"}
    unblind(study, SALES, own, base64url.decode(answer.json()["signature"]))


async def test_a_retry_gets_the_same_bytes_and_another_message_a_conflict(
    client: Client, study: Study
) -> None:
    address, token = f"/s/{study.campaign}/issue", study.tokens[SALES][0]
    body = _body(token, blind_message(study, SALES))

    first = await client.post(address, json=body)
    again = await client.post(address, json=body)
    other = await client.post(address, json=_body(token, blind_message(study, SALES)))

    assert first.content == again.content
    assert (other.status_code, other.json()) == (409, {"error": "already_collected"})


async def test_a_malformed_message_gets_the_same_bytes_whatever_was_collected(
    client: Client, study: Study
) -> None:
    address, (pending, used) = f"/s/{study.campaign}/issue", study.tokens[SALES][:2]
    await client.post(address, json=_body(used, blind_message(study, SALES)))
    too_large = base64url.encode(b"\xff" * 384)

    told = [
        await client.post(address, json={"token": token, "blinded": too_large})
        for token in (pending, used)
    ]

    assert {(each.status_code, each.content) for each in told} == {(400, b'{"error":"bad_input"}')}


@pytest.mark.parametrize("token", [CANARY, "", "A" * 27])
async def test_an_unknown_token_is_not_found_and_not_repeated(
    client: Client, study: Study, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    answer = await client.post(
        f"/s/{study.campaign}/issue", json=_body(token, blind_message(study, SALES))
    )

    assert (answer.status_code, answer.json()) == (404, {"error": "not_found"})
    assert CANARY not in caplog.text


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        (b"{}", JSON, 400, "bad_input"),
        (b"", JSON, 400, "bad_input"),
        (b"null", JSON, 400, "bad_input"),
        (b'{"token": 1, "blinded": "AA"}', JSON, 400, "bad_input"),
        (b'{"token": "x", "blinded": "AA", "more": 1}', JSON, 400, "bad_input"),
        (b'{"token": "x", "blinded": "A"}', JSON, 400, "bad_input"),
        (b'{"token": "x", "blinded": "AA=="}', JSON, 400, "bad_input"),
        (b'{"token": "\xff", "blinded": "AA"}', JSON, 400, "bad_input"),
        (b'{"token": "\\ud800", "blinded": "AA"}', JSON, 400, "bad_input"),
        (b"[" * 60_000, JSON, 400, "bad_input"),
        (b'{"token":' + b'{"a":' * 10_000, JSON, 400, "bad_input"),
        (b"{}", {"content-type": "text/plain"}, 415, "not_json"),
        (b"{}", {"content-type": "application/x-www-form-urlencoded"}, 415, "not_json"),
        (b"{}", {"content-type": "multipart/form-data; boundary=x"}, 415, "not_json"),
        (b"{}", {}, 415, "not_json"),
        (b" " * 65_537, JSON, 413, "too_large"),
    ],
)
@pytest.mark.parametrize("door", ["issue", "cast"])
@pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)
async def test_what_is_malformed_is_refused_with_a_code(
    client: Client,
    own_study: OpenStudy,
    door: str,
    content: bytes,
    headers: Mapping[str, str],
    status: int,
    code: str,
) -> None:
    answer = await client.post(f"/s/{own_study.campaign}/{door}", content=content, headers=headers)

    assert (answer.status_code, answer.json()) == (status, {"error": code})


@pytest.mark.parametrize("campaign", ["b" * 16, "%00", "%ff", "a%2Fb", "%D1%8B", "x" * 3000])
@pytest.mark.parametrize("own_study", ["postgresql"], indirect=True)
async def test_an_address_of_no_campaign_is_not_found(
    client: Client, study: Study, campaign: str
) -> None:
    body = _body(study.tokens[SALES][0], blind_message(study, SALES))

    answer = await client.post(f"/s/{campaign}/issue", json=body)

    assert (answer.status_code, answer.json()) == (404, {"error": "not_found"})


@pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
async def test_only_a_click_collects(client: Client, own_study: OpenStudy, method: str) -> None:
    answer = await client.request(method, f"/s/{own_study.campaign}/issue")

    assert (answer.status_code, answer.json()) == (405, {"error": "method_not_allowed"})


@pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)
async def test_every_answer_forbids_storing_framing_and_telling_from_where(
    client: Client, study: Study
) -> None:
    address = f"/s/{study.campaign}/issue"
    good = await client.post(
        address, json=_body(study.tokens[MARKETING][0], blind_message(study, MARKETING))
    )
    answers = [good, await client.post(address, json={}), await client.get(address)]
    answers += [await client.get("/nowhere")]

    assert [answer.status_code for answer in answers] == [200, 400, 405, 404]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers
        assert "etag" not in answer.headers


@pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)
async def test_a_database_that_fails_is_said_and_no_value_is_logged(
    client: Client, study: Study, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, logger="httpx")  # the client's own log
    async with study.database.session() as session:
        await session.exec_driver_sql("DROP TABLE token_hash")
    token = study.tokens[SALES][0]

    answer = await client.post(
        f"/s/{study.campaign}/issue", json=_body(token, blind_message(study, SALES))
    )

    assert (answer.status_code, answer.json()) == (503, {"error": "unavailable"})
    assert token not in caplog.text
    assert study.campaign not in caplog.text
    assert "OperationalError at /s/{campaign}/issue" in caplog.text
