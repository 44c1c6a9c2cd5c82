import msgspec
import pytest
from sqlalchemy import text

from survey.ballots import manifest
from survey.ballots.keys import new_seal_key
from survey.disclosure.encoding import decode_release
from survey.errors import NothingDestroyed
from survey.store.box import load_ballots
from survey.store.handover import ClosingFacts
from survey.store.releases import StoredRelease, add_release, find_release
from survey.tally import close, stop
from tests.corridor import KIT, MARKETING, NOW, SALES, SOUND, Answers, Study, vote

ALL_COLLECTED = ClosingFacts(collected={MARKETING: 6, SALES: 6}, names=())

# A release that is written and never there.
_LOSE = {
    "sqlite": ("CREATE TRIGGER damage AFTER INSERT ON release BEGIN DELETE FROM release; END",),
    "postgresql": (
        "CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$",
        "CREATE TRIGGER damage BEFORE INSERT ON release FOR EACH ROW EXECUTE FUNCTION lose()",
    ),
}
_MEND = {"sqlite": "DROP TRIGGER damage", "postgresql": "DROP TRIGGER damage ON release"}


async def _vote_all(study: Study) -> None:
    voters = [
        (department, token) for department in study.tokens for token in study.tokens[department]
    ]
    for number, (department, token) in enumerate(voters):
        await vote(study, department, token, Answers(rating=1 + number % 5))


async def _stop(study: Study) -> None:
    await stop(study.database, campaign=study.campaign, checkup=SOUND, now=NOW)


async def _close(study: Study) -> StoredRelease:
    return await close(
        study.database, study.keyring, KIT, campaign=study.campaign, facts=ALL_COLLECTED
    )


async def _execute(study: Study, *statements: str) -> None:
    async with study.database.session() as session:
        for statement in statements:
            await session.execute(text(statement))


def _literal(study: Study, value: bytes) -> str:
    """Write bytes as the database's own literal."""
    if study.database.dialect == "sqlite":
        return f"x'{value.hex()}'"
    return f"'\\x{value.hex()}'"


@pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)
async def test_ballots_sealed_to_another_key_than_the_pledged_one_are_not_counted(
    study: Study,
) -> None:
    await _vote_all(study)
    swapped = msgspec.structs.replace(study.manifest, seal_key=new_seal_key().modulus)
    await _stop(study)
    await _execute(
        study, f"UPDATE campaign SET manifest = {_literal(study, manifest.encode(swapped))}"
    )

    with pytest.raises(NothingDestroyed, match="terms_changed"):
        await _close(study)

    assert study.keyring.load_seal_key(study.campaign).modulus == study.manifest.seal_key


async def test_no_second_release_is_made_with_a_ballot_less(study: Study) -> None:
    await _vote_all(study)
    await _stop(study)
    # A release that never arrives in one piece: each try would read the answers anew.
    await _execute(study, *_LOSE[study.database.dialect])
    with pytest.raises(NothingDestroyed, match="release_not_verified"):
        await _close(study)
    async with study.database.reading() as session:
        ballots = await load_ballots(session, study.campaign)
    gone, away = _literal(study, ballots[0].nullifier), "CREATE TABLE away AS SELECT * FROM ballot"
    await _execute(
        study, _MEND[study.database.dialect], away, f"DELETE FROM ballot WHERE nullifier = {gone}"
    )

    with pytest.raises(NothingDestroyed, match="ballots_changed"):
        await _close(study)

    async with study.database.reading() as session:
        assert await find_release(session, study.campaign, 1) is None
    back = f"INSERT INTO ballot SELECT * FROM away WHERE nullifier = {gone}"
    await _execute(study, back)
    assert decode_release((await _close(study)).bytes).participation.at_least == (6, 6)


async def test_a_release_that_somebody_else_wrote_is_not_taken_for_ours(study: Study) -> None:
    await _vote_all(study)
    await _stop(study)
    async with study.database.session() as session:
        await add_release(session, study.campaign, 1, b"{}")

    with pytest.raises(NothingDestroyed, match="another_release"):
        await _close(study)

    assert study.keyring.holds(study.campaign)
    await _execute(study, "DELETE FROM release")
    assert decode_release((await _close(study)).bytes).layout == "departments"
