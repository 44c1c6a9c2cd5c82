import re
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import text

from survey.jobs.letters import sweep_outbox
from tests.corridor import Study
from tests.jobs.post import PEOPLE, count, deliver, make_mailroom

pytestmark = pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)


async def test_without_a_mail_server_letters_lie_under_names_that_tell_nothing(
    study: Study,
) -> None:
    mailroom = make_mailroom(study, None)
    await deliver(study, mailroom)

    files = list(mailroom.settings.outbox.iterdir())
    assert len(files) == 12
    name = re.compile(rf"{study.campaign}-[0-9a-f]{{32}}\.eml")
    assert all(name.fullmatch(file.name) for file in files)
    assert mailroom.settings.outbox.stat().st_mode & 0o077 == 0
    letters = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
    assert {letter["To"] for letter in letters} == PEOPLE


async def test_an_address_or_name_beyond_ascii_is_written_and_stops_nobody(study: Study) -> None:
    async with study.database.session() as session:
        await session.execute(
            text("UPDATE invitee SET email = 'анна@почта.рф' WHERE email = 'p1@example.org'")
        )
        await session.execute(text("UPDATE campaign SET organisation = :name"), {"name": "Ж" * 120})
    mailroom = make_mailroom(study, None)

    await deliver(study, mailroom)

    assert len(list(mailroom.settings.outbox.iterdir())) == 12
    assert await count(study) == {}


async def test_a_name_in_encoded_words_adds_no_header_and_no_picture(study: Study) -> None:
    forged = "=?utf-8?q?A=0d=0aBcc:_spy@x.example=0d=0a=0d=0a<img_src=http://t.example/p>?="
    async with study.database.session() as session:
        await session.execute(text("UPDATE campaign SET organisation = :name"), {"name": forged})
    mailroom = make_mailroom(study, None)

    await deliver(study, mailroom)

    raw = next(iter(mailroom.settings.outbox.iterdir())).read_bytes()
    letter = message_from_bytes(raw, policy=default)
    assert letter["Bcc"] is None
    assert letter.get_content_type() == "text/plain"
    assert b"img_src" not in raw.split(b"\r\n\r\n", 1)[1]


async def test_the_outbox_is_swept_of_one_campaign_and_of_no_other(study: Study) -> None:
    mailroom = make_mailroom(study, None)
    await deliver(study, mailroom)
    stranger = mailroom.settings.outbox / "another-letter.eml"
    stranger.write_bytes(b"")

    sweep_outbox(mailroom.settings.outbox, study.campaign)

    assert list(mailroom.settings.outbox.iterdir()) == [stranger]
