"""Keep how letters are written and handed over; never know whether somebody has answered.

A letter is plain text: no picture, no redirect, nothing that reports back. Each attempt draws a
fresh token, and the transaction that stores its hash is committed before the letter leaves.
"""

import asyncio
import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from pathlib import Path

import aiosmtplib
from babel.dates import format_date

from reports import sheet
from survey.ballots.manifest import decode, fingerprint
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
BODIES = {REMINDER_LETTER: ("letter.reminder",), CLOSING_NOTE: ("letter.closing",)}
FIRST_BODY = ("letter.link", "letter.about")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Writes one letter, for mail or paper; `minutes`: how long the questionnaire takes.

    sample, guardian: said in place of the code and of the terms' guardian (name, role) in a letter
    that is only tried, before there are terms.
    """

    letter: Letter
    base_url: str
    minutes: float
    sample: str = ""
    guardian: Mapping[str, str] = field(default_factory=dict)

    @property
    def link(self) -> str:
        """The survey's address, with what is this person's own in the fragment."""
        address = f"{self.base_url}/s/{self.letter.campaign.id}"
        return f"{address}#{self.letter.fragment}" if self.letter.fragment else address

    @property
    def greeting(self) -> str:
        """The first person's letter; reminders go without it."""
        campaign = self.letter.campaign
        if self.letter.kind in BODIES or not campaign.letter:
            return ""
        return f"{campaign.letter}\n\n{campaign.signatory}"

    def write(self, key: str, language: str) -> str:
        """Fill in one piece of the letter.

        Raises
        ------
        NotFound
            The campaign was never opened.
        """
        campaign = self.letter.campaign
        if campaign.manifest is None and not self.sample:
            raise NotFound(what="manifest")
        words = load_words(HERE / f"words.{language}.toml")
        return words[key].format(
            guarded=self._name_guardian(words["letter.guarded"]),
            organisation=campaign.organisation,
            link=self.link,
            rights=f"{self.base_url}/s/{campaign.id}/rights",
            minutes=math.ceil(self.minutes),
            day=format_date(campaign.closes, format="d MMMM y", locale=language),
            code=self.sample or compute_code(campaign.manifest or b""),
        )

    def _name_guardian(self, sentence: str) -> str:
        """Say who holds the second key, as the terms say it; nothing where nobody does."""
        manifest = self.letter.campaign.manifest
        guardian = name_guardian(manifest) if manifest else self.guardian
        return "\n\n" + sentence.strip().format(**guardian) if guardian else ""


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
        await hand_in(message, self.settings, letter.campaign.id)

    def _compose(self, letter: Letter) -> EmailMessage:
        minutes = self.kits[letter.campaign.kit].core_minutes
        pen = Pen(letter=letter, base_url=self.settings.base_url, minutes=minutes)
        subject = pen.write(
            SUBJECTS.get(letter.kind, "letter.subject"), letter.campaign.languages[0]
        )
        return begin_message(self.settings, letter.email or "", subject, write_body(pen))


def begin_message(settings: Settings, to: str, subject: str, body: str) -> EmailMessage:
    """Put a plain text into an envelope; its date is written when it leaves."""
    sender = settings.smtp.sender if settings.smtp else "accord@localhost"
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    # EmailMessage decodes encoded words in what it is given, line ends and all: a name written
    # so could add headers, or a body with a picture that reports back.
    message["Subject"] = subject.replace("=?", "= ?")
    host = parseaddr(sender)[1].rpartition("@")[2]
    message["Message-ID"] = f"<{secrets.token_hex(16)}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


async def hand_in(message: EmailMessage, settings: Settings, campaign: str) -> None:
    """Hand a letter to the mail server, or lay it into the outbox where there is none."""
    if settings.smtp:
        message["Date"] = format_datetime(datetime.now(UTC))
        await hand_over(message, settings.smtp)
    else:
        await asyncio.to_thread(_lay_out, message, settings.outbox, campaign)


def write_body(pen: Pen) -> str:
    """Write the text of a letter, in all languages of the campaign."""
    keys = BODIES.get(pen.letter.kind, FIRST_BODY)
    written = [
        "\n\n".join(pen.write(key, language) for key in keys)
        for language in pen.letter.campaign.languages
    ]
    return PARTED.join(text for text in (pen.greeting, *written) if text) + "\n"


def sweep_outbox(outbox: Path, campaign: str) -> None:
    """Delete what letters of a campaign still lie in the outbox: they hold names and links."""
    for file in outbox.glob(f"{campaign}-*"):
        file.unlink(missing_ok=True)


def print_sheet(letters: Sequence[Letter], *, base_url: str, minutes: float) -> bytes:
    """Print letters, a page each, with a QR code of the link; the PDF is kept nowhere."""
    pens = [Pen(letter=letter, base_url=base_url, minutes=minutes) for letter in letters]
    return sheet.render_sheet([_lay_page(pen) for pen in pens])


def _lay_page(pen: Pen) -> sheet.Page:
    return sheet.Page(
        name=pen.letter.name,
        greeting=pen.greeting,
        parts=tuple(
            sheet.Part(
                language=language,
                subject=pen.write("letter.subject", language),
                link_lead=pen.write("sheet.link", language),
                body=pen.write("letter.about", language),
            )
            for language in pen.letter.campaign.languages
        ),
        link=pen.link,
    )


def name_guardian(manifest: bytes) -> dict[str, str]:
    """Tell name and role of the guardian of frozen terms; nothing where they name nobody."""
    terms = decode(manifest)
    if not terms.guardian_name:
        return {}
    return {"name": terms.guardian_name, "role": terms.guardian_role}


@lru_cache(maxsize=64)
def compute_code(manifest: bytes) -> str:
    """Compute the code that is printed in letters, and remember it: it costs a third of a second.

    Call it in a thread.
    """
    return fingerprint(manifest)


async def hand_over(message: EmailMessage, smtp: Smtp) -> None:
    """Give a letter to the mail server."""
    await aiosmtplib.send(
        message,
        hostname=smtp.host,
        port=smtp.port,
        username=smtp.user or None,
        password=smtp.password or None,
        start_tls=smtp.starttls,
        timeout=SMTP_SECONDS,
    )


def _lay_out(message: EmailMessage, outbox: Path, campaign: str) -> None:
    outbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    # A random name: the outbox must not tell in which order letters were written.
    file = outbox / f"{campaign}-{secrets.token_hex(16)}.part"
    file.write_bytes(message.as_bytes())
    # Whoever takes letters from the outbox finds whole ones only.
    file.rename(file.with_suffix(".eml"))
