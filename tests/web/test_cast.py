from dataclasses import replace
from datetime import UTC, datetime

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from sqlalchemy import text

from survey.ballots import base64url
from survey.tally import stop
from tests.corridor import (
    MARKETING,
    SALES,
    SOUND,
    Answers,
    Credential,
    Study,
    collect,
    make_ballot,
    seal_ballot,
)

Client = AsyncTestClient[Litestar]


async def _collect(study: Study) -> Credential:
    # Not through the other door: the two must not need each other.
    return await collect(study, SALES, study.tokens[SALES][0], now=datetime.now(UTC))


def _body(own: Credential, sealed: bytes) -> dict[str, str]:
    return {
        "department": own.department,
        "secret": base64url.encode(own.secret),
        "message": base64url.encode(own.prepared),
        "signature": base64url.encode(own.signature),
        "sealed": base64url.encode(sealed),
    }


async def test_the_first_cast_and_every_other_get_the_same_bytes(
    client: Client, study: Study
) -> None:
    own = await _collect(study)
    address = f"/s/{study.campaign}/cast"

    answers = [
        await client.post(
            address, json=_body(own, seal_ballot(study, own, make_ballot(Answers(rating=rating))))
        )
        for rating in (1, 2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert {answer.content for answer in answers} == {b'{"cast":true}'}
    async with study.database.reading() as session:
        assert (await session.execute(text("SELECT count(*) FROM ballot"))).scalar_one() == 1


async def test_a_credential_of_another_department_is_refused(client: Client, study: Study) -> None:
    own = await _collect(study)
    sealed = seal_ballot(study, own, make_ballot(Answers()))

    answer = await client.post(
        f"/s/{study.campaign}/cast", json=_body(replace(own, department=MARKETING), sealed)
    )

    assert (answer.status_code, answer.json()) == (403, {"error": "credential_refused"})


async def test_without_the_secret_a_credential_is_worth_nothing(
    client: Client, study: Study
) -> None:
    own, address = await _collect(study), f"/s/{study.campaign}/cast"
    body = _body(own, seal_ballot(study, own, make_ballot(Answers())))

    wrong = await client.post(address, json={**body, "secret": base64url.encode(bytes(32))})
    absent = await client.post(address, json={k: v for k, v in body.items() if k != "secret"})

    assert (wrong.status_code, wrong.json()) == (403, {"error": "credential_refused"})
    assert (absent.status_code, absent.json()) == (400, {"error": "bad_input"})


async def test_after_the_close_has_begun_nothing_is_taken(client: Client, study: Study) -> None:
    own = await _collect(study)
    await stop(study.database, campaign=study.campaign, checkup=SOUND, now=datetime.now(UTC))

    answer = await client.post(
        f"/s/{study.campaign}/cast",
        json=_body(own, seal_ballot(study, own, make_ballot(Answers()))),
    )

    assert (answer.status_code, answer.json()) == (409, {"error": "wrong_state"})


@pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)
@pytest.mark.parametrize("part", ["secret", "message", "signature", "sealed"])
async def test_a_part_of_another_length_is_malformed(
    client: Client, study: Study, part: str
) -> None:
    own = await _collect(study)
    body = _body(own, seal_ballot(study, own, make_ballot(Answers())))

    answer = await client.post(f"/s/{study.campaign}/cast", json={**body, part: "AA"})

    assert (answer.status_code, answer.json()) == (400, {"error": "bad_ballot"})
