from survey.store.database import Database
from survey.store.roster import (
    Invitee,
    add_token_hash,
    collect_invitation,
    count_collected,
    count_roster,
    find_invitation,
    hash_token,
    load_pending,
    load_roster,
    new_token,
    purge_roster,
    replace_roster,
    rewrite_roster,
)

CAMPAIGN = "aaaaaaaaaaaaaaaa"


def make_invitee(number: int, department: str = "sales", campaign: str = CAMPAIGN) -> Invitee:
    return Invitee(
        id=f"invitee{number:09}",
        campaign=campaign,
        department=department,
        name=f"Name {number}",
        email=f"{number}@example.org",
        invitation=f"invitation{number:06}",
    )


PEOPLE = (make_invitee(1), make_invitee(2), make_invitee(3, "marketing"))


async def test_every_token_of_an_invitation_opens_it(database: Database) -> None:
    first, second = new_token(), new_token()
    async with database.session() as session:
        await replace_roster(session, CAMPAIGN, PEOPLE)
        await add_token_hash(session, PEOPLE[0].invitation, hash_token(first))
        await add_token_hash(session, PEOPLE[0].invitation, hash_token(second))

    async with database.reading() as session:
        found = [
            await find_invitation(session, CAMPAIGN, hash_token(token)) for token in (first, second)
        ]
    assert [each.id if each else None for each in found] == [PEOPLE[0].invitation] * 2


async def test_a_token_opens_nothing_in_another_campaign(database: Database) -> None:
    token = new_token()
    async with database.session() as session:
        await replace_roster(session, CAMPAIGN, PEOPLE)
        await add_token_hash(session, PEOPLE[0].invitation, hash_token(token))

    async with database.reading() as session:
        assert await find_invitation(session, "b" * 16, hash_token(token)) is None


async def test_people_and_used_invitations_are_counted_by_department(database: Database) -> None:
    async with database.session() as session:
        await replace_roster(session, CAMPAIGN, PEOPLE)
        await collect_invitation(session, PEOPLE[1].invitation, b"b" * 32)

    async with database.reading() as session:
        assert await count_roster(session, CAMPAIGN) == {"sales": 2, "marketing": 1}
        assert await count_collected(session, CAMPAIGN) == {"sales": 1}
        pending = await load_pending(session, CAMPAIGN)
    assert {person.id for person in pending} == {PEOPLE[0].id, PEOPLE[2].id}


async def test_a_second_roster_takes_the_place_of_the_first(database: Database) -> None:
    async with database.session() as session:
        await replace_roster(session, CAMPAIGN, PEOPLE)
        await add_token_hash(session, PEOPLE[0].invitation, hash_token("old"))
        await replace_roster(session, CAMPAIGN, PEOPLE[:1])

    async with database.reading() as session:
        assert await load_roster(session, CAMPAIGN) == PEOPLE[:1]
        assert await find_invitation(session, CAMPAIGN, hash_token("old")) is None


async def test_purging_leaves_nobody_and_other_campaigns_alone(database: Database) -> None:
    other = make_invitee(9, campaign="b" * 16)
    async with database.session() as session:
        await replace_roster(session, CAMPAIGN, PEOPLE)
        await replace_roster(session, other.campaign, [other])
        await purge_roster(session, CAMPAIGN)

    async with database.reading() as session:
        assert await load_roster(session, CAMPAIGN) == ()
        assert await load_roster(session, other.campaign) == (other,)


async def test_rewriting_keeps_every_invitation(database: Database) -> None:
    async with database.session() as session:
        await replace_roster(session, CAMPAIGN, PEOPLE)
        await add_token_hash(session, PEOPLE[0].invitation, hash_token("kept"))
        await rewrite_roster(session)

    async with database.reading() as session:
        assert len(await load_pending(session, CAMPAIGN)) == 3
        assert await find_invitation(session, CAMPAIGN, hash_token("kept")) is not None


def test_a_token_has_160_bits_and_a_hash_of_its_own() -> None:
    tokens = [new_token() for _ in range(100)]

    assert {len(token) for token in tokens} == {27}
    assert len({hash_token(token) for token in tokens}) == 100
