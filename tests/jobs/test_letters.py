import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import text

from survey.campaigns.letters import (
    CLOSING_NOTE,
    INVITATION_LETTER,
    LETTER_KINDS,
    REMINDER_LETTER,
    announce_close,
    remind,
)
from survey.cli.demo.server import find_port
from survey.cli.demo.voter import read_link
from survey.jobs.letters import Mailroom, compute_code, sweep_outbox
from survey.jobs.runner import run_next_errand
from survey.settings import load_settings
from survey.store.campaigns import require_campaign
from survey.store.errands import count_errands
from tests.corridor import KIT, NOW, Study, collect

pytestmark = pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)

START = int(NOW.timestamp())
BASE = "https://accord.example"
PEOPLE = {f"p{line}@example.org" for line in range(1, 13)}


@dataclass(slots=True, kw_only=True)
class PostOffice:
    """A mail server. `answer`: what it says to a letter; `seconds`: how long it thinks first."""

    answer: str = "250 OK"
    seconds: float = 0
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    seen: list[EmailMessage] = field(default_factory=list)
    refused: frozenset[str] = frozenset()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if address in self.refused:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        await asyncio.sleep(self.seconds)
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.seen.append(message)
        if self.answer.startswith("250"):
            self.taken += [(address, message) for address in envelope.rcpt_tos]
        if self.answer == "250 drop":
            assert server.transport is not None
            server.transport.close()
        return self.answer

    def find_letter(self, address: str) -> str:
        """Read the last letter to an address."""
        return next(body_of(letter) for to, letter in reversed(self.taken) if to == address)


def body_of(message: EmailMessage) -> str:
    """Return the text of a letter with plain line ends."""
    return str(message.get_content()).replace("\r\n", "\n")


def links_in(body: str) -> list[str]:
    """Find every address in a letter."""
    return re.findall(r"\S+://\S+", body)


@contextmanager
def open_post(office: PostOffice) -> Iterator[int]:
    """Run a mail server on loopback."""
    controller = Controller(office, hostname="127.0.0.1", port=find_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop(no_assert=True)


def make_mailroom(study: Study, port: int | None, **variables: str) -> Mailroom:
    """A mailroom that hands letters to the server at this port, or lays them in the outbox."""
    mail = {"ACCORD_SMTP_HOST": "127.0.0.1", "ACCORD_SMTP_PORT": str(port)} if port else {}
    settings = load_settings(
        {
            "ACCORD_HOME": str(study.keys.parent),
            "ACCORD_BASE_URL": BASE,
            "ACCORD_SMTP_SENDER": "Accord <survey@company.example>",
            "ACCORD_SMTP_STARTTLS": "no",
            **mail,
            **variables,
        }
    )
    return Mailroom(database=study.database, settings=settings, kits={KIT.code: KIT})


async def deliver(study: Study, mailroom: Mailroom, now: int = START) -> int:
    """Do every errand that is due; return how many there were."""
    handlers = dict.fromkeys(LETTER_KINDS, mailroom.send)
    done = 0
    while await run_next_errand(study.database, handlers, now):
        done += 1
    return done


async def forget_letters(study: Study) -> None:
    """Drop the first letters, where a test is about later ones."""
    async with study.database.session() as session:
        await session.execute(text("DELETE FROM errand WHERE kind = 'invitation'"))


async def count(study: Study, kind: str = INVITATION_LETTER) -> dict[str, int]:
    """Count the letters that are not delivered."""
    async with study.database.reading() as session:
        return await count_errands(session, study.campaign, kind)


async def count_tokens(study: Study) -> int:
    """Count the tokens that would open."""
    async with study.database.reading() as session:
        found = await session.execute(text("SELECT count(*) FROM token_hash"))
        return int(found.scalar_one())


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


@asynccontextmanager
async def posted(study: Study, office: PostOffice) -> AsyncIterator[Mailroom]:
    """Deliver the first letters of a campaign."""
    with open_post(office) as port:
        mailroom = make_mailroom(study, port)
        await deliver(study, mailroom)
        yield mailroom


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
        assert {link.split("#")[0] for link in links_in(body)} == {f"{BASE}/s/{study.campaign}"}


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
    assert "in an errand of the kind invitation" in _own(caplog)
    assert "@" not in _own(caplog)
    assert study.campaign not in _own(caplog)


async def test_one_dead_mailbox_holds_up_nobody(study: Study, office: PostOffice) -> None:
    office.refused = frozenset({"p5@example.org"})
    async with posted(study, office):
        pass

    assert {address for address, _ in office.taken} == PEOPLE - {"p5@example.org"}
    assert await count(study) == {"waiting": 1}


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
    assert "@" not in _own(caplog)


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


async def test_an_address_or_name_beyond_ascii_is_written_and_stops_nobody(
    study: Study, tmp_path: Path
) -> None:
    async with study.database.session() as session:
        await session.execute(
            text("UPDATE invitee SET email = 'анна@почта.рф' WHERE email = 'p1@example.org'")
        )
        await session.execute(text("UPDATE campaign SET organisation = :name"), {"name": "Ж" * 120})
    mailroom = make_mailroom(study, None)

    await deliver(study, mailroom)

    assert len(list(mailroom.settings.outbox.iterdir())) == 12
    assert await count(study) == {}


def _own(caplog: pytest.LogCaptureFixture) -> str:
    # The test's own mail server logs its talk under these names.
    foreign = ("mail.", "asyncio")
    return "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith(foreign)
    )


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
