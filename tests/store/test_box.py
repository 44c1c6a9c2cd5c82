import os
from dataclasses import replace

from sqlalchemy import text

from survey.store.box import StoredBallot, load_ballots, purge_ballots, put_ballot, rewrite_box
from survey.store.database import Database

CAMPAIGN = "aaaaaaaaaaaaaaaa"


def make_ballot(nullifier: bytes = b"n" * 32, campaign: str = CAMPAIGN) -> StoredBallot:
    return StoredBallot(
        nullifier=nullifier,
        campaign=campaign,
        department="marketing",
        prepared=b"p" * 64,
        signature=b"s" * 384,
        sealed=b"first" * 2000,
    )


async def test_a_ballot_replaces_the_earlier_one_of_its_credential(database: Database) -> None:
    second = replace(make_ballot(), sealed=b"second" * 2000)

    async with database.session() as session:
        await put_ballot(session, make_ballot())
        await put_ballot(session, second)

    async with database.reading() as session:
        assert await load_ballots(session, CAMPAIGN) == (second,)


async def test_ballots_are_loaded_in_the_order_of_nullifiers(database: Database) -> None:
    nullifiers = [os.urandom(32) for _ in range(20)]
    async with database.session() as session:
        for nullifier in nullifiers:
            await put_ballot(session, make_ballot(nullifier))

    async with database.reading() as session:
        found = [ballot.nullifier for ballot in await load_ballots(session, CAMPAIGN)]
    assert found == sorted(nullifiers)


async def test_purging_a_campaign_leaves_the_ballots_of_others(database: Database) -> None:
    other = make_ballot(b"o" * 32, campaign="b" * 16)
    async with database.session() as session:
        await put_ballot(session, make_ballot())
        await put_ballot(session, other)
        await purge_ballots(session, CAMPAIGN)

    async with database.reading() as session:
        assert await load_ballots(session, CAMPAIGN) == ()
        assert await load_ballots(session, "b" * 16) == (other,)


async def test_rewriting_keeps_every_ballot_and_no_order_of_casting(
    database: Database,
) -> None:
    cast = [os.urandom(32) for _ in range(50)]
    for nullifier in cast:
        async with database.session() as session:
            await put_ballot(session, make_ballot(nullifier))
    if database.dialect == "postgresql":
        assert await _lie(database) == cast, "the harness can see the order before"

    async with database.session() as session:
        await rewrite_box(session)

    assert await _lie(database) != cast
    assert sorted(await _lie(database)) == sorted(cast)
    if database.dialect == "postgresql":
        async with database.reading() as session:
            writers = await session.execute(text("SELECT count(DISTINCT xmin::text) FROM ballot"))
            assert writers.scalar_one() == 1


async def _lie(database: Database) -> list[bytes]:
    """Nullifiers as they lie in the table."""
    order = " ORDER BY ctid" if database.dialect == "postgresql" else ""
    async with database.reading() as session:
        return [
            row[0] for row in await session.execute(text(f"SELECT nullifier FROM ballot{order}"))
        ]
