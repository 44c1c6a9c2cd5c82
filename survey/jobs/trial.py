"""Keep the letter that HR tries: as participants get it, with a link that opens nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

import aiosmtplib

from survey.campaigns.draft import NamedGuardian
from survey.campaigns.letters import INVITATION_LETTER, Letter
from survey.errors import Refused
from survey.jobs.letters import HERE, Pen, begin_message, hand_over, write_body
from survey.settings import Settings
from survey.store.campaigns import Campaign
from survey.wording import load_words

# As long as the real ones, so that lines break where they will.
SAMPLE_CODE = "-".join(["xxxx"] * 5)
SAMPLE_TOKEN, SAMPLE_HASH = "x" * 27, "x" * 43


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The letter's subject and its text."""

    subject: str
    text: str


def write_trial(
    campaign: Campaign, base_url: str, minutes: float, guardian: NamedGuardian | None = None
) -> Trial:
    """Write the first letter of a campaign as anybody would get it; `guardian`: whom HR named."""
    department = campaign.departments[0].code
    letter = Letter(
        kind=INVITATION_LETTER,
        campaign=campaign,
        department=department,
        name="",
        email=None,
        fragment=f"{SAMPLE_TOKEN}.{department}.{SAMPLE_HASH}",
    )
    sample = "" if campaign.manifest else SAMPLE_CODE
    pen = Pen(
        letter=letter,
        base_url=base_url,
        minutes=minutes,
        sample=sample,
        guardian={"name": guardian.name, "role": guardian.role} if guardian else {},
    )
    return Trial(subject=pen.write("letter.subject", campaign.languages[0]), text=write_body(pen))


async def send_trial(trial: Trial, settings: Settings, to: str, language: str) -> None:
    """Send it now, marked as a trial.

    Raises
    ------
    Refused
        There is no mail server, or it did not take the letter.
    """
    if settings.smtp is None:
        raise Refused("mail_failed")
    marked = load_words(HERE / f"words.{language}.toml")["letter.trial_subject"]
    message = begin_message(settings, to, marked.format(subject=trial.subject), trial.text)
    message["Date"] = format_datetime(datetime.now(UTC))
    try:
        await hand_over(message, settings.smtp)
    except (aiosmtplib.SMTPException, OSError) as error:
        raise Refused("mail_failed") from error
