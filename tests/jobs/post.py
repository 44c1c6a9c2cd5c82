"""Keep a mail server on loopback for a test, a mailroom that uses it, and looks into both."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import text

from survey.campaigns.letters import INVITATION_LETTER, LETTER_KINDS
from survey.cli.demo.server import find_port
from survey.jobs.letters import Mailroom
from survey.jobs.runner import run_next_errand
from survey.settings import load_settings
from survey.store.errands import count_errands
from tests.corridor import KIT, NOW, Study

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


@asynccontextmanager
async def posted(study: Study, office: PostOffice) -> AsyncIterator[Mailroom]:
    """Deliver the first letters of a campaign."""
    with open_post(office) as port:
        mailroom = make_mailroom(study, port)
        await deliver(study, mailroom)
        yield mailroom


def own_log(caplog: pytest.LogCaptureFixture) -> str:
    """Return what was logged, but for what the test's own mail server says of its talk."""
    foreign = ("mail.", "asyncio")
    return "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith(foreign)
    )
