"""Keep how a roster comes in: rows in, invitees with pending invitations out; never a ballot."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from survey.errors import BadInput
from survey.store.campaigns import DRAFT, Campaign, require_campaign, require_state
from survey.store.database import Session, new_id
from survey.store.roster import Invitee, load_roster, replace_roster

_MOST_PEOPLE = 20_000
_LONGEST = 200
# One sign @, a dot in the domain, no space, nothing that a mail header could stumble over.
# "=?" begins an encoded word, which mail programs would take apart.
_EMAIL = re.compile(
    r"(?!.*=\?)[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\.]+"
)


def is_email(text: str) -> bool:
    """Tell whether this can be an address of e-mail."""
    return len(text) <= _LONGEST and bool(_EMAIL.fullmatch(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One row of a roster as HR gave it; `line` is where it stands in the file, from 1.

    department: its code or its name. email: empty for people who get a printed letter.
    """

    line: int
    name: str
    email: str
    department: str


async def import_roster(
    session: Session, campaign: str, rows: Sequence[RosterRow]
) -> tuple[Invitee, ...]:
    """Put these people in place of those a draft had, all of them or none; codes stay.

    Raises BadInput with `rows`, (line, code) of everything that is wrong.
    """
    found = await require_state(session, campaign, DRAFT)
    problems = find_row_problems(found, rows)
    if problems:
        raise BadInput("roster_problems", rows=problems)
    codes = _codes_by_name(found)
    invitees = [
        Invitee(
            id=new_id(),
            campaign=campaign,
            department=codes[_fold(row.department)],
            name=" ".join(row.name.split()),
            email=row.email.strip() or None,
            invitation=new_id(),
        )
        for row in rows
    ]
    # By random id: the file's order must not be readable from anything the database writes.
    invitees.sort(key=lambda invitee: invitee.id)
    nameless = [each for each in await load_roster(session, campaign) if not each.name]
    await replace_roster(session, campaign, [*invitees, *nameless])
    return tuple(invitees)


async def load_rows(session: Session, campaign: str) -> tuple[RosterRow, ...]:
    """Load a draft's list as HR gave it; nothing once it is open, when nobody may look it up."""
    found = await require_campaign(session, campaign)
    people = await load_roster(session, campaign) if found.state == DRAFT else ()
    return tuple(
        RosterRow(line=0, name=each.name, email=each.email or "", department=each.department)
        for each in people
        if each.name
    )


def find_row_problems(campaign: Campaign, rows: Sequence[RosterRow]) -> tuple[tuple[int, str], ...]:
    """List what is wrong with a roster: (line, code of the sentence that says what)."""
    if not rows:
        return ((0, "roster_empty"),)
    if len(rows) > _MOST_PEOPLE:
        return ((0, "roster_too_long"),)
    codes = _codes_by_name(campaign)
    addresses = Counter(_fold(row.email) for row in rows if row.email.strip())
    problems = [
        (row.line, problem)
        for row in rows
        for problem in _problems_of_row(row, known=set(codes), addresses=addresses)
    ]
    return tuple(problems)


def _problems_of_row(row: RosterRow, *, known: set[str], addresses: Counter[str]) -> list[str]:
    problems = []
    email = _fold(row.email)
    if not row.name.strip():
        problems.append("name_missing")
    if len(row.name) > _LONGEST or len(email) > _LONGEST:
        problems.append("too_long")
    if not f"{row.name}{row.email}".replace("\t", " ").isprintable():
        problems.append("control_characters")
    if email and not _EMAIL.fullmatch(email):
        problems.append("email_bad")
    if addresses[email] > 1:
        problems.append("email_twice")
    if _fold(row.department) not in known:
        problems.append("department_unknown")
    return problems


def _codes_by_name(campaign: Campaign) -> dict[str, str]:
    by_code = {_fold(department.code): department.code for department in campaign.departments}
    by_name = {_fold(department.name): department.code for department in campaign.departments}
    return by_code | by_name


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
