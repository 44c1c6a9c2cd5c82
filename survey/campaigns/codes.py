"""Keep the codes of people without e-mail: nameless places, a code for each; never who drew which.

A code is an invite token that can be typed on any keyboard: 24 digits. Like a link it leaves here
once, to be printed, and only its hash stays.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey.ballots.manifest import manifest_hash
from survey.errors import BadInput, NotFound, Refused
from survey.store.campaigns import DRAFT, OPEN, Campaign, require_state
from survey.store.database import Session, new_id
from survey.store.places import Place, load_places
from survey.store.roster import (
    Invitee,
    add_token_hash,
    hash_token,
    load_roster,
    replace_roster,
)

MOST_PLACES = 2_000
DIGITS = 24
_GROUP = 4
# ISO 7064, MOD 97-10: two check digits find every wrong digit and every two that changed places.
_MODULUS = 97
_CHANCE = secrets.SystemRandom()


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One code as it is printed; `fragment` belongs behind the survey's address, as a letter's."""

    department: str
    digits: str
    fragment: str


def new_code(department: int) -> str:
    """Make a code; whether its first digit is even or odd says which of the two departments."""
    first = 2 * secrets.randbelow(5) + department
    body = f"{first}{secrets.randbelow(10 ** (DIGITS - 3)):0{DIGITS - 3}}"
    return f"{body}{_MODULUS + 1 - int(body + '00') % _MODULUS:02}"


def group_digits(digits: str) -> tuple[str, ...]:
    """Part a code into groups of four, as it is printed."""
    return tuple(digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP))


async def state_places(session: Session, campaign: str, places: Mapping[str, int]) -> None:
    """Say how many people of each department get a code in place of a letter, in a draft.

    Raises BadInput `too_many_places`.
    """
    found = await require_state(session, campaign, DRAFT)
    wanted = {each.code: places.get(each.code, 0) for each in found.departments}
    if min(wanted.values()) < 0 or sum(wanted.values()) > MOST_PLACES:
        raise BadInput("too_many_places", most=MOST_PLACES)
    named = [each for each in await load_roster(session, campaign) if each.name]
    nameless = [
        Invitee(
            id=new_id(),
            campaign=campaign,
            department=department,
            name="",
            email=None,
            invitation=new_id(),
        )
        for department, count in wanted.items()
        for _ in range(count)
    ]
    people = sorted([*named, *nameless], key=lambda invitee: invitee.id)
    await replace_roster(session, campaign, people)


async def count_places(session: Session, campaign: str) -> Mapping[str, int]:
    """Count the people of each department who get a code."""
    places = await load_places(session, campaign)
    departments = {place.department for place in places}
    return {code: sum(place.department == code for place in places) for code in departments}


async def are_codes_drawn(session: Session, campaign: str) -> bool:
    """Tell whether the codes were printed already; afterwards only lost sheets are replaced."""
    return any(place.coded for place in await load_places(session, campaign))


async def draw_codes(
    session: Session, campaign: str, lost: Mapping[str, int] | None = None
) -> tuple[Code, ...]:
    """Draw the codes to be printed: at first one for each place, later as many as were lost.

    By department, shuffled inside. A fresh code in place of a lost one opens no further place:
    of a department never more ballots are given out than it has people. Whether places are still
    free changes nothing here, so that a replacement does not tell.

    Raises Refused `nobody_to_print`, `codes_drawn` (say how many were lost), BadInput
    `too_many_lost`.
    """
    found = await require_state(session, campaign, OPEN)
    places = await load_places(session, campaign)
    if not places:
        raise Refused("nobody_to_print")
    if any(place.coded for place in places):
        places = _choose_places(places, lost or {})
    codes = [_make_code(found, place.department) for place in places]
    # By hash: the order on paper must not be readable from anything the database writes.
    drawn = [(hash_token(code.digits), place) for code, place in zip(codes, places, strict=True)]
    for hashed, place in sorted(drawn, key=lambda pair: pair[0]):
        await add_token_hash(session, place.invitation, hashed)
    return _shuffle(found, codes)


def _choose_places(places: Sequence[Place], lost: Mapping[str, int]) -> tuple[Place, ...]:
    """Choose by lot the places that replacements open, free ones first; others move on later."""
    chosen: list[Place] = []
    for department, count in lost.items():
        own = [place for place in places if place.department == department]
        if not 0 <= count <= len(own):
            raise BadInput("too_many_lost")
        _CHANCE.shuffle(own)
        chosen += sorted(own, key=lambda place: place.collected)[:count]
    if not chosen:
        raise Refused("codes_drawn")
    return tuple(chosen)


def _make_code(campaign: Campaign, department: str) -> Code:
    if campaign.manifest is None:
        raise NotFound(what="manifest")
    digits = new_code([each.code for each in campaign.departments].index(department))
    terms = manifest_hash(campaign.manifest)
    return Code(department=department, digits=digits, fragment=f"{digits}.{department}.{terms}")


def _shuffle(campaign: Campaign, codes: Sequence[Code]) -> tuple[Code, ...]:
    shuffled = _CHANCE.sample(codes, len(codes))
    order = [each.code for each in campaign.departments]
    return tuple(sorted(shuffled, key=lambda code: order.index(code.department)))
