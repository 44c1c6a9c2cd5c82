"""Keep the form of a campaign: what HR typed, as typed, and as a Draft; know no person."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from survey.campaigns.draft import Draft, find_problems
from survey.catalogue.kit import Kit
from survey.errors import BadInput
from survey.store.campaigns import Campaign
from survey.web.office.desk import Form
from survey.web.page import Kits
from survey.web.wording import Say

DEFAULT_ZONE = "Europe/Moscow"
# Long enough for holidays and a reminder, short enough that it stays in people's heads.
USUAL_DAYS = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the form holds, all text; `optional` is "yes" when the optional part is asked."""

    title: str
    organisation: str
    kit: str
    first: str
    second: str
    opens: str
    closes: str
    time_zone: str
    signatory: str
    letter: str
    optional: str

    @classmethod
    def read(cls, form: Form) -> Self:
        """Take the fields of this form."""
        return cls(**{field.name: form.text(field.name) for field in fields(cls)})


def empty_entry(kits: Kits, language: str, say: Say, now: datetime) -> Entry:
    """Fill a new form with what most campaigns would choose."""
    kit = next(iter(kits.values()))
    first, second = kit.departments
    today = now.astimezone(ZoneInfo(DEFAULT_ZONE)).date()
    return Entry(
        title=say("office.draft.usual_title", month=today.strftime("%m.%Y")),
        organisation="",
        kit=kit.code,
        first=kit.words[language][f"department.{first}"],
        second=kit.words[language][f"department.{second}"],
        opens=today.isoformat(),
        closes=(today + timedelta(days=USUAL_DAYS)).isoformat(),
        time_zone=DEFAULT_ZONE,
        signatory="",
        letter=say("office.draft.usual_letter"),
        optional="yes",
    )


def entry_of(campaign: Campaign) -> Entry:
    """Fill the form with a campaign that is there."""
    first, second = campaign.departments
    return Entry(
        title=campaign.title,
        organisation=campaign.organisation,
        kit=campaign.kit,
        first=first.name,
        second=second.name,
        opens=campaign.opens.isoformat(),
        closes=campaign.closes.isoformat(),
        time_zone=campaign.time_zone,
        signatory=campaign.signatory,
        letter=campaign.letter,
        optional="yes" if campaign.voting_part else "",
    )


def read_draft(entry: Entry, kits: Kits) -> tuple[Kit, Draft]:
    """Read the form, or raise BadInput with `problems`: (field, code) of all that is wrong."""
    problems = []
    if entry.kit not in kits:
        problems.append(("kit", "unknown_kit"))
    days = {name: _find_day(getattr(entry, name)) for name in ("opens", "closes")}
    problems += [(name, "not_a_day") for name, day in days.items() if day is None]
    opens, closes = days["opens"], days["closes"]
    if opens is None or closes is None or problems:
        raise BadInput("draft_problems", problems=problems)
    kit = kits[entry.kit]
    draft = Draft(
        organisation=entry.organisation,
        title=entry.title,
        names=(entry.first, entry.second),
        languages=kit.languages,
        opens=opens,
        closes=closes,
        time_zone=entry.time_zone,
        letter=entry.letter,
        signatory=entry.signatory,
        voting_part=entry.optional == "yes",
    )
    found = find_problems(kit, draft)
    if found:
        raise BadInput("draft_problems", problems=found)
    return kit, draft


def _find_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
