"""Keep how codes get onto paper: printed once, kept nowhere, with no name near them."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.dates import format_date

from reports import slips
from survey.ballots.manifest import manifest_hash
from survey.campaigns.codes import Code, group_digits
from survey.errors import NotFound
from survey.jobs.letters import compute_code, name_guardian
from survey.store.campaigns import Campaign
from survey.wording import load_words

HERE = Path(__file__).parent
WAYS = ("slip.phone", "slip.kiosk")
WEAKER = ("weaker.handed", "weaker.final", "weaker.watched")
HOLDS = ("holds.nameless", "holds.{locks}", "holds.apart")
STEPS = ("once", "fold", "shuffle", "draw", "lost", "device")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    """Prints the codes of one open campaign; `minutes`: how long the questionnaire takes."""

    campaign: Campaign
    base_url: str
    minutes: float

    @property
    def address(self) -> str:
        """The survey's page, without anything of one's own."""
        return f"{self.base_url}/s/{self.campaign.id}"

    def print_codes(self, codes: Sequence[Code], language: str) -> bytes:
        """Print a cover in HR's language and a sheet for each code; the PDF is kept nowhere."""
        parts = tuple(self._part(each) for each in self.campaign.languages)
        names = {department.code: department.name for department in self.campaign.departments}
        terms = compute_code(_require_terms(self.campaign))
        pages = [
            slips.Slip(
                department=names[code.department],
                groups=group_digits(code.digits),
                link=f"{self.address}#{code.fragment}",
                terms=terms,
                parts=parts,
            )
            for code in codes
        ]
        return slips.render_slips(self._cover(codes, language), pages)

    def _cover(self, codes: Sequence[Code], language: str) -> slips.Cover:
        say, counted = (
            load_words(HERE / f"codes.{language}.toml"),
            Counter(code.department for code in codes),
        )
        counts = [
            say["cover.count"].format(department=each.name, count=counted[each.code])
            for each in self.campaign.departments
            if counted[each.code]
        ]
        return slips.Cover(
            language=language,
            title=say["cover.title"].format(organisation=self.campaign.organisation),
            counts=" · ".join(counts),
            steps=tuple(say[f"cover.{step}"] for step in STEPS),
            kiosk=say["cover.kiosk"],
            link=kiosk_link(self.base_url, self.campaign),
        )

    def _part(self, language: str) -> slips.Part:
        say = load_words(HERE / f"codes.{language}.toml")
        day = format_date(self.campaign.closes, format="d MMMM y", locale=language)
        guardian = name_guardian(_require_terms(self.campaign))
        locks = "guarded" if guardian else "sealed"
        return slips.Part(
            language=language,
            title=say["slip.title"].format(organisation=self.campaign.organisation),
            code=say["slip.code"],
            ways=tuple(say[key] for key in WAYS),
            facts=say["slip.facts"].format(minutes=math.ceil(self.minutes), day=day),
            weaker_title=say["weaker.title"],
            weaker=tuple(say[key] for key in WEAKER),
            holds_title=say["holds.title"],
            holds=tuple(say[key.format(locks=locks)].format(**guardian) for key in HOLDS),
            terms_title=say["slip.terms_title"],
            terms=say["slip.terms"],
        )


def kiosk_link(base_url: str, campaign: Campaign) -> str:
    """Write the address of a shared device: no token, no department, the manifest's hash."""
    return f"{base_url}/s/{campaign.id}/kiosk#..{manifest_hash(_require_terms(campaign))}"


def _require_terms(campaign: Campaign) -> bytes:
    if campaign.manifest is None:
        raise NotFound(what="manifest")
    return campaign.manifest
