"""Keep the form of a campaign: what HR typed, as typed, and as a Draft; know no person."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from survey.campaigns.draft import Draft, NamedGuardian, find_problems
from survey.catalogue.kit import Kit
from survey.errors import BadInput
from survey.store.campaigns import Campaign
from survey.web.office.desk import Form
from survey.web.page import Kits
from survey.web.wording import Say

DEFAULT_ZONE = "Europe/Moscow"
# Long enough for holidays and a reminder, short enough that it stays in people's heads.
USUAL_DAYS = 13
# What is said of a field that could not be read at all.
_UNREAD = {"kit": "unknown_kit", "opens": "not_a_day", "closes": "not_a_day"}
# Controls, halves of a character, separators of lines and paragraphs.
_UNREADABLE = {"Cc", "Cs", "Zl", "Zp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the form holds, all text; `optional` is "yes" when the optional part is asked.

    level: "G" where a guardian is named, else anything. after: the id of the earlier survey that
    this one shall be compared with.
    """

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
    level: str = ""
    guardian_name: str = ""
    guardian_role: str = ""
    guardian_email: str = ""
    after: str = ""

    @classmethod
    def read(cls, form: Form) -> Self:
        """Take the fields of this form; a browser ends lines with CR LF, a letter with LF."""
        texts = {field.name: form.text(field.name) for field in fields(cls)}
        return cls(**{name: text.replace("\r\n", "\n") for name, text in texts.items()})


class BadDraft(BadInput):
    """A form cannot become a draft; `problems` are the code of what is wrong by field."""

    code = "draft_problems"

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(problems=len(problems))
        self.problems = problems


def empty_entry(
    kits: Kits, language: str, say: Say, now: datetime, latest: Campaign | None
) -> Entry:
    """Fill a new form with what most campaigns would choose, and this company's latest did."""
    kit = next(iter(kits.values()))
    first, second = kit.departments
    zone = latest.time_zone if latest else DEFAULT_ZONE
    today = now.astimezone(ZoneInfo(zone)).date()
    return Entry(
        title=say("office.draft.usual_title", month=today.strftime("%m.%Y")),
        organisation=latest.organisation if latest else "",
        kit=kit.code,
        first=kit.words[language][f"department.{first}"],
        second=kit.words[language][f"department.{second}"],
        opens=today.isoformat(),
        closes=(today + timedelta(days=USUAL_DAYS)).isoformat(),
        time_zone=zone,
        signatory=latest.signatory if latest else "",
        letter=say("office.draft.usual_letter"),
        optional="yes",
    )


def repeat_entry(earlier: Campaign, say: Say, now: datetime) -> Entry:
    """Fill a new form for another round of a survey; nothing of its people is left to copy."""
    first, second = (department.name for department in earlier.departments)
    today = earlier.day_of(now)
    month = today.strftime("%m.%Y")
    return replace(
        entry_of(earlier, None),
        title=say("office.draft.repeat_title", first=first, second=second, month=month).unescape(),
        opens=today.isoformat(),
        closes=(today + timedelta(days=USUAL_DAYS)).isoformat(),
        after=earlier.id,
    )


def entry_of(campaign: Campaign, guardian: NamedGuardian | None) -> Entry:
    """Fill the form with a campaign that is there, and with its guardian."""
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
        level="G" if guardian else "",
        guardian_name=guardian.name if guardian else "",
        guardian_role=guardian.role if guardian else "",
        guardian_email=guardian.email if guardian else "",
    )


def read_draft(entry: Entry, kits: Kits) -> tuple[Kit, Draft]:
    """Read the form, or raise BadDraft with all that is wrong."""
    kit, opens, closes = kits.get(entry.kit), _find_day(entry.opens), _find_day(entry.closes)
    read = {"kit": kit, "opens": opens, "closes": closes}
    # Stand-ins for what could not be read, so that everything else is looked at as well.
    kit = kit or next(iter(kits.values()))
    draft = Draft(
        organisation=entry.organisation,
        title=entry.title,
        names=(entry.first, entry.second),
        languages=kit.languages,
        opens=opens or closes or date.min,
        closes=closes or opens or date.min,
        time_zone=entry.time_zone,
        letter=entry.letter,
        signatory=entry.signatory,
        voting_part=entry.optional == "yes",
        guardian=_read_guardian(entry),
    )
    # Of several problems of a field the first is said.
    problems = dict(reversed(find_problems(kit, draft)))
    problems |= {field: _UNREAD[field] for field, value in read.items() if value is None}
    problems |= _find_unreadable(entry)
    if problems:
        raise BadDraft(problems)
    return kit, draft


def _read_guardian(entry: Entry) -> NamedGuardian | None:
    if entry.level != "G":
        return None
    return NamedGuardian(
        name=entry.guardian_name, role=entry.guardian_role, email=entry.guardian_email
    )


def _find_unreadable(entry: Entry) -> dict[str, str]:
    # A line break in a name would end a mail header; PostgreSQL takes no NUL.
    return {
        field.name: "control_characters"
        for field in fields(entry)
        for allowed in ["\n\t" if field.name == "letter" else ""]
        if any(
            unicodedata.category(letter) in _UNREADABLE and letter not in allowed
            for letter in getattr(entry, field.name)
        )
    }


def _find_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
