import logging
import re

import pytest
from sqlalchemy import text

from survey.campaigns.letters import CLOSING_NOTE, REMINDER_LETTER, announce_close, remind
from survey.cli.demo.server import find_port
from survey.cli.demo.voter import read_link
from survey.jobs.letters import compute_code
from survey.store.campaigns import require_campaign
from tests.corridor import NOW, Study, collect
from tests.jobs.post import (
    BASE,
    PEOPLE,
    START,
    PostOffice,
    body_of,
    count,
    count_tokens,
    deliver,
    links_in,
    make_mailroom,
    open_post,
    own_log,
    posted,
)

pytestmark = pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)


@pytest.fixture
def office() -> PostOffice:
    """A mail server that takes everything until a test says otherwise."""
    return PostOffice()


async def test_everybody_gets_one_letter_with_a_link_of_their_own(
    study: Study, office: PostOffice
) -> None:
    async with posted(study, office):
        pass

    assert sorted(address for address, _ in office.taken) == sorted(PEOPLE)
    links = {links_in(body_of(letter))[0] for _, letter in office.taken}
    assert len(links) == 12
    assert await count(study) == {}


async def test_a_letter_is_plain_text_and_loads_nothing(study: Study, office: PostOffice) -> None:
    async with posted(study, office):
        pass

    for _, letter in office.taken:
        assert letter.get_content_type() == "text/plain"
        assert letter.get_content_charset() == "utf-8"
        assert not letter.is_multipart()
        body = body_of(letter)
        assert "<" not in body
        page = f"{BASE}/s/{study.campaign}"
        assert {link.split("#")[0] for link in links_in(body)} == {page, f"{page}/rights"}


async def test_the_head_of_a_letter_tells_no_more_than_it_must(
    study: Study, office: PostOffice
) -> None:
    async with posted(study, office):
        pass

    address, letter = office.taken[0]
    told = {name.lower() for name in letter} - {"x-peer", "x-mailfrom", "x-rcptto"}
    assert told == {
        *("from", "to", "subject", "message-id", "auto-submitted", "date"),
        *("content-type", "content-transfer-encoding", "mime-version"),
    }
    assert letter["To"] == address
    assert letter["From"] == "Accord <survey@company.example>"
    assert letter["Subject"] == "Ромашка: опрос о работе отделов"
    assert re.fullmatch(r"<[0-9a-f]{32}@company\.example>", letter["Message-ID"])
    assert len({each["Message-ID"] for _, each in office.taken}) == 12


async def test_the_first_persons_letter_stands_once_above_all_languages(
    study: Study, office: PostOffice
) -> None:
    async with posted(study, office):
        body = office.find_letter("p1@example.org")

    assert body.startswith("Коллеги, прошу вас ответить.\n\nИрина Орлова\n")
    assert body.count("Коллеги, прошу") == 1
    assert body.index("Ваша личная ссылка") < body.index("Your personal link")


async def test_a_letter_speaks_the_languages_of_the_campaign(
    study: Study, office: PostOffice
) -> None:
    async with study.database.session() as session:
        await session.execute(text("UPDATE campaign SET languages = 'en', letter = ''"))

    async with posted(study, office):
        body = office.find_letter("p1@example.org")

    assert body.startswith("Your personal link")
    assert not re.search("[а-яё]", body)
    assert office.taken[0][1]["Subject"].endswith("a survey on how departments work together")


async def test_a_letter_names_the_day_the_minutes_and_the_code(
    study: Study, office: PostOffice
) -> None:
    async with study.database.reading() as session:
        manifest = (await require_campaign(session, study.campaign)).manifest
    assert manifest is not None

    async with posted(study, office):
        body = office.find_letter("p1@example.org")

    assert "24 марта 2026" in body
    assert "24 March 2026" in body
    assert body.count(compute_code(manifest)) == 2
    assert not re.search(r"[{}]", body)


async def test_the_link_in_a_letter_opens(study: Study, office: PostOffice) -> None:
    async with posted(study, office):
        link = read_link(links_in(office.find_letter("p12@example.org"))[0])

    own = await collect(study, link.department, link.token)

    assert (link.campaign, own.department) == (study.campaign, "sales")


async def test_each_attempt_has_a_fresh_token_and_every_one_opens(
    study: Study, office: PostOffice
) -> None:
    office.answer = "451 try later"
    with open_post(office) as port:
        mailroom = make_mailroom(study, port)
        before = await count_tokens(study)
        await deliver(study, mailroom)
        assert await count(study) == {"waiting": 12}
        office.answer = "250 OK"
        await deliver(study, mailroom, START + 11)

    tokens = {read_link(links_in(body_of(letter))[0]).token for letter in office.seen}
    assert len(tokens) == 24
    assert await count_tokens(study) == before + 24
    assert sorted(address for address, _ in office.taken) == sorted(PEOPLE)
    first = read_link(links_in(body_of(office.seen[0]))[0])
    await collect(study, first.department, first.token)


async def test_a_reminder_goes_to_those_who_have_not_collected(
    study: Study, office: PostOffice
) -> None:
    async with posted(study, office) as mailroom:
        for address in ("p1@example.org", "p9@example.org"):
            link = read_link(links_in(office.find_letter(address))[0])
            await collect(study, link.department, link.token)
        office.taken.clear()
        async with study.database.session() as session:
            await remind(session, study.campaign, NOW)
        await deliver(study, mailroom)

        assert {address for address, _ in office.taken} == PEOPLE - {
            "p1@example.org",
            "p9@example.org",
        }
        body = office.find_letter("p2@example.org")

    assert "Коллеги, прошу" not in body
    link = read_link(links_in(body)[0])
    await collect(study, link.department, link.token)


async def test_somebody_who_collects_while_the_reminder_waits_gets_none(
    study: Study, office: PostOffice
) -> None:
    async with posted(study, office) as mailroom:
        async with study.database.session() as session:
            await remind(session, study.campaign, NOW)
        link = read_link(links_in(office.find_letter("p3@example.org"))[0])
        await collect(study, link.department, link.token)
        office.taken.clear()

        await deliver(study, mailroom)

    assert {address for address, _ in office.taken} == PEOPLE - {"p3@example.org"}
    assert await count(study, REMINDER_LETTER) == {}


async def test_the_note_before_the_close_goes_to_all_and_opens_nothing(
    study: Study, office: PostOffice
) -> None:
    async with posted(study, office) as mailroom:
        link = read_link(links_in(office.find_letter("p1@example.org"))[0])
        await collect(study, link.department, link.token)
        office.taken.clear()
        before = await count_tokens(study)
        async with study.database.session() as session:
            await announce_close(session, study.campaign, NOW)
        await deliver(study, mailroom)

    assert {address for address, _ in office.taken} == PEOPLE
    assert await count_tokens(study) == before
    bodies = {body_of(letter) for _, letter in office.taken}
    assert len(bodies) == 1
    assert set(links_in(bodies.pop())) == {f"{BASE}/s/{study.campaign}"}
    assert await count(study, CLOSING_NOTE) == {}


@pytest.mark.parametrize("answer", ["421 busy", "451 later", "550 no", "554 spam", "250 drop"])
async def test_what_the_mail_server_does_not_take_is_tried_again_and_nothing_is_lost(
    study: Study, office: PostOffice, answer: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    office.answer = answer
    with open_post(office) as port:
        mailroom = make_mailroom(study, port)
        await deliver(study, mailroom)
        assert await count(study) == {"waiting": 12}
        office.answer = "250 OK"
        office.taken.clear()
        await deliver(study, mailroom, START + 11)

    assert {address for address, _ in office.taken} == PEOPLE
    assert await count(study) == {}
    assert "in an errand of the kind invitation" in own_log(caplog)
    assert "@" not in own_log(caplog)
    assert study.campaign not in own_log(caplog)


async def test_one_dead_mailbox_holds_up_nobody_and_is_not_named_in_the_log(
    study: Study, office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    office.refused = frozenset({"p5@example.org"})
    async with posted(study, office):
        pass

    assert {address for address, _ in office.taken} == PEOPLE - {"p5@example.org"}
    assert await count(study) == {"waiting": 1}
    assert "SMTPRecipientsRefused" in own_log(caplog)
    assert "p5" not in own_log(caplog)


async def test_a_mail_server_that_is_down_or_silent_loses_no_letter(
    study: Study,
    office: PostOffice,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("survey.jobs.letters.SMTP_SECONDS", 0.2)
    await deliver(study, make_mailroom(study, find_port()))
    office.seconds = 1
    with open_post(office) as port:
        await deliver(study, make_mailroom(study, port), START + 11)
        assert await count(study) == {"waiting": 12}
        office.seconds = 0
        office.taken.clear()
        monkeypatch.setattr("survey.jobs.letters.SMTP_SECONDS", 20)
        await deliver(study, make_mailroom(study, port), START + 40)

    assert {address for address, _ in office.taken} == PEOPLE
    assert "@" not in own_log(caplog)


async def test_a_server_without_encryption_gets_no_letter_unless_that_is_allowed(
    study: Study, office: PostOffice
) -> None:
    with open_post(office) as port:
        mailroom = make_mailroom(study, port, ACCORD_SMTP_STARTTLS="yes")
        await deliver(study, mailroom)

    assert office.seen == []
    assert await count(study) == {"waiting": 12}


async def test_after_the_close_no_letter_goes_out(study: Study, office: PostOffice) -> None:
    async with study.database.session() as session:
        await session.execute(text("UPDATE campaign SET state = 'stopped'"))

    async with posted(study, office):
        pass

    assert office.seen == []
    assert await count(study) == {}
