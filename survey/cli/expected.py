"""Keep what a page must be, byte for byte: this copy makes it of the terms that were served.

Of a campaign only HR's letter is in no terms: there any text may stand, and no mark-up.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

from jinja2 import Environment

from survey.app import open_templates
from survey.ballots.manifest import Manifest, decode
from survey.catalogue.kit import Kit
from survey.errors import BadInput
from survey.store.campaigns import ENDED, ENDING, OPEN, Campaign, Department
from survey.web.page import describe
from survey.web.wording import speak

STATES = ("open", "early", "closed", ENDING, ENDED)
_LETTER, _SIGNATORY = "hrwrotethisletter", "hrsignedthisletter"
_FREE = re.compile(f"{_LETTER}|{_SIGNATORY}".encode())


@cache
def _templates() -> Environment:
    return open_templates()


def is_survey_page(
    page: bytes, frozen: bytes, kits: Mapping[str, Kit], language: str, *, kiosk: bool
) -> bool | None:
    """Tell whether this is the answering page of these terms; None: this copy lacks the questions.

    Raises
    ------
    BadInput
        The terms say something that no page can be made of.
    """
    terms = decode(frozen)
    kit = kits.get(terms.kit)
    if kit is None or kit.hash != terms.kit_hash:
        return None
    template = _templates().get_template("answer.html")
    for letter in (_LETTER, ""):
        survey = describe(_campaign(terms, frozen, letter), kits, language, datetime.now(UTC))
        for state in STATES:
            context = {"survey": replace(survey, state=state), "language": language, "kiosk": kiosk}
            if _fits(page, template.render(context, say=speak(language))):
                return True
    return False


def is_guardian_page(page: bytes, campaign: str, language: str) -> bool:
    """Tell whether this is the guardian's page of a campaign."""
    template = _templates().get_template("guardian.html")
    made = template.render(campaign=campaign, language=language, say=speak(language))
    return page == made.encode()


def _fits(page: bytes, made: str) -> bool:
    first, *rest = _FREE.split(made.encode())
    if not page.startswith(first):
        return False
    here = len(first)
    for piece in rest:
        start = page.find(piece, here)
        # Jinja writes no `<` of HR's words; what is served may hold none there, either.
        if start < 0 or any(mark in page[here:start] for mark in (b"<", b">")):
            return False
        here = start + len(piece)
    return here == len(page)


def _campaign(terms: Manifest, frozen: bytes, letter: str) -> Campaign:
    try:
        opens, closes = date.fromisoformat(terms.opens), date.fromisoformat(terms.closes)
        first, second = (Department(code=each.code, name=each.name) for each in terms.departments)
    except ValueError:
        raise BadInput("bad_manifest") from None
    return Campaign(
        id=terms.campaign,
        organisation=terms.organisation,
        title="",
        kit=terms.kit,
        languages=terms.languages,
        opens=opens,
        closes=closes,
        # The state is tried, not reckoned: the zone need not be one that this machine knows.
        time_zone="UTC",
        letter=letter,
        signatory=_SIGNATORY,
        voting_part=terms.voting_part,
        wave=terms.wave,
        state=OPEN,
        kit_hash=terms.kit_hash,
        c=terms.c,
        manifest=frozen,
        stopped=None,
        checkups=(),
        departments=(first, second),
    )
