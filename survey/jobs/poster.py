"""Keep what the poster of a survey says; it is for everybody, and holds nobody's link."""

import math
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from babel.dates import format_date

from reports import poster as printed
from survey.ballots.manifest import decode
from survey.errors import NotFound
from survey.jobs.letters import compute_code, name_guardian
from survey.store.campaigns import Campaign
from survey.wording import load_words

HERE = Path(__file__).parent


def print_poster(campaign: Campaign, *, base_url: str, minutes: float) -> bytes:
    """Print the poster in the languages of the campaign.

    Raises
    ------
    NotFound
        The campaign was never opened: it has no code yet.
    """
    if campaign.manifest is None:
        raise NotFound(what="manifest")
    terms = decode(campaign.manifest)
    return printed.render_poster(
        printed.Poster(
            organisation=campaign.organisation,
            sides=tuple(
                _write_side(campaign, each, math.ceil(minutes), name_guardian(campaign.manifest))
                for each in terms.languages
            ),
            code=compute_code(campaign.manifest),
            rights=f"{base_url}/s/{campaign.id}/rights",
        )
    )


def _write_side(
    campaign: Campaign, language: str, minutes: int, guardian: Mapping[str, str]
) -> printed.Side:
    words = load_words(HERE / f"words.{language}.toml")
    first, second = campaign.departments
    facts = {
        "first": first.name,
        "second": second.name,
        "minutes": minutes,
        "opens": _say_day(campaign.opens, language),
        "closes": _say_day(campaign.closes, language),
        **guardian,
    }
    told = ("asked", "guarded" if guardian else "promised", "link")
    return printed.Side(
        language=language,
        title=words["poster.title"].format(**facts),
        days=words["poster.days"].format(**facts),
        paragraphs=tuple(words[f"poster.{key}"].format(**facts) for key in told),
        code_lead=words["poster.code"],
        rights_lead=words["poster.rights"],
    )


def _say_day(day: date, language: str) -> str:
    return format_date(day, format="d MMMM y", locale=language)
