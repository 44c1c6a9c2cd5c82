"""Keep how letters are written and handed over; never know whether somebody has answered.

A letter is plain text: no picture, no redirect, nothing that reports back. Each attempt draws a
fresh token, and the transaction that stores its hash is committed before the letter leaves.
"""

import asyncio
import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from pathlib import Path

import aiosmtplib
from babel.dates import format_date

from reports import sheet
from survey.ballots.manifest import fingerprint
from survey.campaigns.letters import CLOSING_NOTE, REMINDER_LETTER, Letter, draw_letter
from survey.catalogue.kit import Kit
from survey.errors import NotFound
from survey.settings import Settings, Smtp
from survey.store.database import Database
from survey.store.errands import Errand
from survey.wording import load_words

HERE = Path(__file__).parent
SMTP_SECONDS = 60
PARTED = "\n\n" + "–" * 24 + "\n\n"
SUBJECTS = {REMINDER_LETTER: "letter.reminder_subject", CLOSING_NOTE: "letter.closing_subject"}
BODIES = {REMINDER_LETTER: "letter.reminder", CLOSING_NOTE: "letter.closing"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The words of one letter in one language, ready for mail or paper."""

    subject: str
    body: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailroom:
    """Sends the letters that errands ask for."""

    database: Database
    settings: Settings
    kits: Mapping[str, Kit]

    async def send(self, errand: Errand) -> None:
        """Draw, write and hand over one letter; nothing when it is no longer due."""
        async with self.database.session() as session:
            letter = await draw_letter(session, errand.kind, errand.subject)
        if letter is None or letter.email is None:
            return
        message = await asyncio.to_thread(self._compose, letter)
        if self.settings.smtp:
            message["Date"] = format_datetime(datetime.now(UTC))
            await _hand_over(message, self.settings.smtp)
        else:
            await asyncio.to_thread(_lay_out, message, self.settings.outbox)

    def _compose(self, letter: Letter) -> EmailMessage:
        kit = self.kits[letter.campaign.kit]
        written = [
            write(letter, language, base_url=self.settings.base_url, minutes=kit.core_minutes)
            for language in letter.campaign.languages
        ]
        smtp = self.settings.smtp
        sender = smtp.sender if smtp else "accord@localhost"
        message = EmailMessage(policy=SMTP)
        message["From"] = sender
        message["To"] = letter.email
        message["Subject"] = written[0].subject
        message["Message-ID"] = (
            f"<{secrets.token_hex(16)}@{parseaddr(sender)[1].rpartition('@')[2]}>"
        )
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(PARTED.join([*_quote(letter), *(each.body for each in written)]) + "\n")
        return message


def write(letter: Letter, language: str, *, base_url: str, minutes: float) -> Written:
    """Write a letter in one language.

    Raises
    ------
    NotFound
        The campaign was never opened.
    """
    campaign = letter.campaign
    if campaign.manifest is None:
        raise NotFound(what="manifest")
    words = load_words(HERE / f"words.{language}.toml")
    address = f"{base_url}/s/{campaign.id}"
    link = f"{address}#{letter.fragment}" if letter.fragment else address
    body = words[BODIES.get(letter.kind, "letter.invitation")].format(
        link=link,
        minutes=math.ceil(minutes),
        day=format_date(campaign.closes, format="d MMMM y", locale=language),
        code=compute_code(campaign.manifest),
    )
    subject = words[SUBJECTS.get(letter.kind, "letter.subject")]
    return Written(
        subject=subject.format(organisation=campaign.organisation),
        body=body,
        link=link,
    )


def print_sheet(letters: Sequence[Letter], *, base_url: str, minutes: float) -> bytes:
    """Print letters, a page each, with a QR code of the link; the PDF is kept nowhere."""
    return sheet.render_sheet(
        [_lay_page(letter, base_url=base_url, minutes=minutes) for letter in letters]
    )


def _lay_page(letter: Letter, *, base_url: str, minutes: float) -> sheet.Page:
    written = {
        language: write(letter, language, base_url=base_url, minutes=minutes)
        for language in letter.campaign.languages
    }
    return sheet.Page(
        name=letter.name,
        greeting=tuple(_quote(letter)),
        parts=tuple(
            sheet.Part(language=language, subject=each.subject, body=each.body)
            for language, each in written.items()
        ),
        link=next(iter(written.values())).link,
    )


@lru_cache(maxsize=64)
def compute_code(manifest: bytes) -> str:
    """Compute the code that is printed in letters, and remember it: it costs a third of a second.

    Call it in a thread.
    """
    return fingerprint(manifest)


def _quote(letter: Letter) -> list[str]:
    """Return the first person's letter, once, above all languages; reminders go without it."""
    if letter.kind in BODIES or not letter.campaign.letter:
        return []
    return [f"{letter.campaign.letter}\n\n{letter.campaign.signatory}"]


async def _hand_over(message: EmailMessage, smtp: Smtp) -> None:
    await aiosmtplib.send(
        message,
        hostname=smtp.host,
        port=smtp.port,
        username=smtp.user or None,
        password=smtp.password or None,
        start_tls=smtp.starttls,
        timeout=SMTP_SECONDS,
    )


def _lay_out(message: EmailMessage, outbox: Path) -> None:
    outbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    # A random name: the outbox must not tell in which order letters were written.
    file = outbox / f"{secrets.token_hex(16)}.eml"
    file.write_bytes(message.as_bytes())
