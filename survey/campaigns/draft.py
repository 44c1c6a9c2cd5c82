"""Keep a campaign while HR still writes it; nothing is promised to anybody yet."""

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from survey.campaigns.people import is_email
from survey.catalogue.kit import Kit
from survey.errors import BadInput
from survey.store.campaigns import (
    DRAFT,
    Campaign,
    Department,
    add_campaign,
    delete_campaign,
    require_state,
    save_campaign,
)
from survey.store.database import Session, new_id
from survey.store.guardians import name_guardian, purge_guardian
from survey.store.roster import purge_roster

_LONGEST_NAME = 120
_LONGEST_LETTER = 6000
# Long enough for holidays, short enough that a roster still means the people who work there.
_LONGEST_DAYS = 92


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedGuardian:
    """Whom HR asks to hold the second key; `email` may be empty."""

    name: str
    role: str
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What HR writes: `names` are those of the departments in the kit's order; days are included.

    letter: the launch letter of the first person, signed by `signatory`.
    voting_part: whether the optional parts of the questionnaire are asked.
    guardian: the campaign's level is G with one and S without.
    """

    organisation: str
    title: str
    names: tuple[str, str]
    languages: tuple[str, ...]
    opens: date
    closes: date
    time_zone: str
    letter: str
    signatory: str
    voting_part: bool = True
    guardian: NamedGuardian | None = None


async def create_campaign(session: Session, kit: Kit, draft: Draft) -> Campaign:
    """Write a new campaign with a random id, without a roster."""
    _require_sound(kit, draft)
    campaign = Campaign(
        id=new_id(),
        organisation=draft.organisation.strip(),
        title=draft.title.strip(),
        kit=kit.code,
        languages=draft.languages,
        opens=draft.opens,
        closes=draft.closes,
        time_zone=draft.time_zone,
        letter=draft.letter.strip(),
        signatory=draft.signatory.strip(),
        voting_part=draft.voting_part,
        wave=1,
        state=DRAFT,
        kit_hash=None,
        c=None,
        manifest=None,
        stopped=None,
        checkups=(),
        departments=_name_departments(kit, draft),
    )
    await add_campaign(session, campaign)
    await _save_guardian(session, campaign.id, draft.guardian)
    return campaign


async def edit_campaign(session: Session, campaign: str, kit: Kit, draft: Draft) -> Campaign:
    """Change a campaign that is not open yet; afterwards any change is a new campaign."""
    found = await require_state(session, campaign, DRAFT)
    _require_sound(kit, draft)
    edited = replace(
        found,
        organisation=draft.organisation.strip(),
        title=draft.title.strip(),
        languages=draft.languages,
        opens=draft.opens,
        closes=draft.closes,
        time_zone=draft.time_zone,
        letter=draft.letter.strip(),
        signatory=draft.signatory.strip(),
        voting_part=draft.voting_part,
        departments=_name_departments(kit, draft),
    )
    await save_campaign(session, edited)
    await _save_guardian(session, campaign, draft.guardian)
    return edited


async def discard_campaign(session: Session, campaign: str) -> None:
    """Delete a campaign that was never opened, and its roster."""
    await require_state(session, campaign, DRAFT)
    await purge_roster(session, campaign)
    await purge_guardian(session, campaign)
    await delete_campaign(session, campaign)


def find_problems(kit: Kit, draft: Draft) -> tuple[tuple[str, str], ...]:
    """List what is wrong with a draft: (field, code of the sentence that says what)."""
    named = {
        "organisation": draft.organisation,
        "title": draft.title,
        "first": draft.names[0],
        "second": draft.names[1],
        "signatory": draft.signatory,
    }
    if draft.guardian:
        named |= {"guardian_name": draft.guardian.name, "guardian_role": draft.guardian.role}
    problems = [(field, "empty") for field, text in named.items() if not text.strip()]
    problems += [(field, "too_long") for field, text in named.items() if len(text) > _LONGEST_NAME]
    if draft.names[0].strip().casefold() == draft.names[1].strip().casefold():
        problems.append(("second", "same_name"))
    if len(draft.letter) > _LONGEST_LETTER:
        problems.append(("letter", "too_long"))
    if not draft.languages or set(draft.languages) - set(kit.languages):
        problems.append(("languages", "unknown_language"))
    if draft.closes < draft.opens:
        problems.append(("closes", "before_opening"))
    if (draft.closes - draft.opens).days > _LONGEST_DAYS:
        problems.append(("closes", "too_late"))
    if not _is_time_zone(draft.time_zone):
        problems.append(("time_zone", "unknown_time_zone"))
    if draft.guardian and draft.guardian.email and not is_email(draft.guardian.email):
        problems.append(("guardian_email", "bad_address"))
    return tuple(problems)


def _require_sound(kit: Kit, draft: Draft) -> None:
    problems = find_problems(kit, draft)
    if problems:
        raise BadInput("draft_problems", problems=problems)


async def _save_guardian(session: Session, campaign: str, guardian: NamedGuardian | None) -> None:
    if guardian is None:
        await purge_guardian(session, campaign)
        return
    await name_guardian(
        session,
        campaign,
        name=" ".join(guardian.name.split()),
        role=" ".join(guardian.role.split()),
        email=guardian.email.strip() or None,
    )


def _name_departments(kit: Kit, draft: Draft) -> tuple[Department, Department]:
    first, second = kit.departments
    return (
        Department(code=first, name=draft.names[0].strip()),
        Department(code=second, name=draft.names[1].strip()),
    )


def _is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
