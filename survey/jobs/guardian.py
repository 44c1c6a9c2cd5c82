"""Keep the letters to a guardian: a link before the opening, and the word that it is the day.

Each attempt draws a fresh link, whose hash is committed before the letter leaves.
"""

import asyncio
from dataclasses import dataclass
from email.message import EmailMessage

from survey.campaigns.guardian import GuardianLetter, draw_guardian_letter
from survey.jobs.letters import HERE, PARTED, begin_message, hand_in
from survey.settings import Settings
from survey.store.database import Database
from survey.store.errands import Errand
from survey.wording import load_words


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianMail:
    """Sends the letters to guardians that errands ask for."""

    database: Database
    settings: Settings

    async def send(self, errand: Errand) -> None:
        """Draw, write and hand over one letter; nothing when it is no longer due."""
        async with self.database.session() as session:
            letter = await draw_guardian_letter(session, errand.kind, errand.subject)
        if letter is not None:
            message = await asyncio.to_thread(self._compose, letter)
            await hand_in(message, self.settings, letter.campaign.id)

    def _compose(self, letter: GuardianLetter) -> EmailMessage:
        languages = letter.campaign.languages
        written = [self._write(letter, letter.kind, language) for language in languages]
        subject = self._write(letter, f"{letter.kind}_subject", languages[0])
        return begin_message(self.settings, letter.email, subject, PARTED.join(written) + "\n")

    def _write(self, letter: GuardianLetter, key: str, language: str) -> str:
        return load_words(HERE / f"words.{language}.toml")[f"letter.{key}"].format(
            organisation=letter.campaign.organisation,
            name=letter.name,
            link=write_link(self.settings.base_url, letter.campaign.id, letter.token),
            page=write_page(self.settings.base_url, letter.campaign.id),
        )


def write_page(base_url: str, campaign: str) -> str:
    """Write the address of a guardian's page, which is nobody's secret."""
    return f"{base_url}/g/{campaign}"


def write_link(base_url: str, campaign: str, token: str) -> str:
    """Write a guardian's link; the token is in its fragment, which no server logs."""
    return f"{write_page(base_url, campaign)}#{token}"
