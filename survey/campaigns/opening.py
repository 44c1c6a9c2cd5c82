"""Keep the opening of a campaign: thresholds, keys, manifest, first letters; never an answer."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from survey.ballots import manifest
from survey.ballots.keys import IssueKey, Keyring, SealKey, new_issue_key, new_seal_key
from survey.campaigns.guardian import require_guardian_key
from survey.campaigns.letters import INVITATION_LETTER
from survey.campaigns.overlap import share_people, share_places
from survey.catalogue.kit import Kit
from survey.errors import BadInput, Refused
from survey.store.campaigns import (
    DRAFT,
    OPEN,
    STOPPED,
    Campaign,
    load_campaigns,
    require_campaign,
    require_state,
    save_campaign,
)
from survey.store.database import Database, Session
from survey.store.errands import add_errands
from survey.store.guardians import Guardian
from survey.store.handover import Checkup
from survey.store.roster import count_roster, load_roster

CLOSING = "closing"
_LETTERS_FROM = time(9)

# anonymity.md section 3: two colleagues who pool what they know, one only where the smaller roster
# has eight people or fewer. The gate checks the same rule on the manifest's c and k.
_USUAL_C = 2
_SMALL_ROSTER = 8


def fewest_colluders(rosters: Mapping[str, int]) -> int:
    """Tell the c that a campaign of these rosters must at least withstand."""
    return 1 if min(rosters.values()) <= _SMALL_ROSTER else _USUAL_C


def fewest_answers(c: int) -> int:
    """Tell k: how many of a department must answer before its results appear."""
    return 2 * c + 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Keys:
    issue: Mapping[str, IssueKey]
    seal: SealKey


async def open_campaign(
    database: Database,
    keyring: Keyring,
    *,
    campaign: str,
    kit: Kit,
    script: str,
    checkup: Checkup,
    now: datetime,
    c: int | None = None,
) -> Campaign:
    """Make the keys, freeze the manifest, let the letters go; afterwards nothing can be changed.

    `script` is the hash of the participant's scripts as the manifest says it. `c` may be raised
    above the rule and never lowered. Raises Refused on a red checkup, and where the guardian has
    not made a key.
    """
    if checkup.red:
        raise Refused("checkup_red", codes=checkup.red)
    # Making keys takes a second: not while everybody else waits for the database.
    keys = await asyncio.to_thread(_make_keys, kit.departments)
    async with database.session() as session:
        found = await require_state(session, campaign, DRAFT)
        rosters = await count_rosters(session, found)
        await _require_nobody_elsewhere(session, found, c or fewest_colluders(rosters))
        guardian = await require_guardian_key(session, campaign)
        opened = _freeze(found, kit, keys, guardian, rosters=rosters, c=c, script=script, now=now)
        opened = replace(opened, checkups=checkup.told("opening"))
        await save_campaign(session, opened)
        await _enqueue(session, opened, now)
        # Under the campaign's lock, so that two openings at once cannot mix their keys; a draft's
        # keys have never served anybody.
        await asyncio.to_thread(_save_keys, keyring, opened, keys)
        # Read back: what lies in the database is what letters and pages will tell.
        saved = await require_campaign(session, campaign)
        await asyncio.to_thread(keyring.require_terms, campaign, saved.manifest)
    return opened


async def count_rosters(session: Session, campaign: Campaign) -> dict[str, int]:
    """Count the people of each department, in the campaign's order; none counts as 0."""
    counted = await count_roster(session, campaign.id)
    return {department.code: counted.get(department.code, 0) for department in campaign.departments}


async def _require_nobody_elsewhere(session: Session, campaign: Campaign, c: int) -> None:
    """Refuse people who take part in another open campaign: two releases could be subtracted."""
    people = await load_roster(session, campaign.id)
    for running in await load_campaigns(session):
        if running.state not in (OPEN, STOPPED):
            continue
        others = await load_roster(session, running.id)
        if share_people(people, others, c):
            raise Refused("people_elsewhere")
        if share_places(campaign, people, running, others):
            raise Refused("places_elsewhere")


def _make_keys(departments: tuple[str, str]) -> _Keys:
    return _Keys(issue={code: new_issue_key() for code in departments}, seal=new_seal_key())


def _save_keys(keyring: Keyring, campaign: Campaign, keys: _Keys) -> None:
    keyring.destroy(campaign.id)
    for department, key in keys.issue.items():
        keyring.save_issue_key(campaign.id, department, key)
    keyring.save_seal_key(campaign.id, keys.seal)
    keyring.pledge_terms(campaign.id, campaign.manifest or b"")
    keyring.open_ledger(campaign.id)


def _freeze(
    campaign: Campaign,
    kit: Kit,
    keys: _Keys,
    guardian: Guardian | None,
    *,
    rosters: Mapping[str, int],
    c: int | None,
    script: str,
    now: datetime,
) -> Campaign:
    c = _require_c(rosters, c)
    today = campaign.day_of(now)
    if campaign.closes < today:
        raise BadInput("closes_in_the_past", closes=campaign.closes)
    opened = replace(campaign, state=OPEN, opens=max(campaign.opens, today), c=c, kit_hash=kit.hash)
    frozen = manifest.Manifest(
        v=1,
        campaign=opened.id,
        wave=opened.wave,
        phase="staff",
        organisation=opened.organisation,
        kit=kit.code,
        kit_version=kit.version,
        kit_hash=kit.hash,
        departments=tuple(
            manifest.Department(
                code=department.code,
                name=department.name,
                roster=rosters[department.code],
                issue_key=keys.issue[department.code].modulus,
            )
            for department in opened.departments
        ),
        seal_key=keys.seal.modulus,
        c=c,
        k=fewest_answers(c),
        opens=opened.opens.isoformat(),
        closes=opened.closes.isoformat(),
        time_zone=opened.time_zone,
        languages=opened.languages,
        script=script,
        voting_part=opened.voting_part,
        guardian_key=(guardian.public_key or "") if guardian else "",
        guardian_name=guardian.name if guardian else "",
        guardian_role=guardian.role if guardian else "",
    )
    return replace(opened, manifest=manifest.encode(frozen))


def _require_c(rosters: Mapping[str, int], c: int | None) -> int:
    least = fewest_colluders(rosters)
    c = least if c is None else c
    if c < least:
        raise BadInput("c_too_low", c=c, least=least)
    # Below this, not even the combined unit could ever be released.
    k = fewest_answers(c)
    if min(rosters.values()) < k - 2 or sum(rosters.values()) < k:
        raise BadInput("roster_too_small", least=k - 2, total=k)
    return c


async def _enqueue(session: Session, campaign: Campaign, now: datetime) -> None:
    people = await load_roster(session, campaign.id)
    await add_errands(
        session,
        kind=INVITATION_LETTER,
        campaign=campaign.id,
        subjects=[person.id for person in people if person.email],
        not_before=int(now.timestamp())
        if campaign.opens <= campaign.day_of(now)
        else _moment(campaign, campaign.opens, _LETTERS_FROM),
    )
    await add_errands(
        session,
        kind=CLOSING,
        campaign=campaign.id,
        subjects=[campaign.id],
        not_before=_moment(campaign, campaign.closes + timedelta(days=1), time.min),
    )


def _moment(campaign: Campaign, day: date, hour: time) -> int:
    local = datetime.combine(day, hour, tzinfo=ZoneInfo(campaign.time_zone))
    return int(local.timestamp())
