import msgspec
import pytest

from survey.ballots import manifest
from survey.ballots.keys import new_seal_key
from survey.disclosure.encoding import decode_release
from survey.errors import NothingDestroyed
from survey.store.box import load_ballots
from survey.store.releases import add_release, find_release
from tests.corridor import Study
from tests.tallying import count, execute, literal, stop_casts, vote_all

# A release that is written and never there.
_LOSE = {
    "sqlite": ("CREATE TRIGGER damage AFTER INSERT ON release BEGIN DELETE FROM release; END",),
    "postgresql": (
        "CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$",
        "CREATE TRIGGER damage BEFORE INSERT ON release FOR EACH ROW EXECUTE FUNCTION lose()",
    ),
}
_MEND = {"sqlite": "DROP TRIGGER damage", "postgresql": "DROP TRIGGER damage ON release"}


@pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)
async def test_ballots_sealed_to_another_key_than_the_pledged_one_are_not_counted(
    study: Study,
) -> None:
    await vote_all(study)
    swapped = msgspec.structs.replace(study.manifest, seal_key=new_seal_key().modulus)
    await stop_casts(study)
    await execute(
        study, f"UPDATE campaign SET manifest = {literal(study, manifest.encode(swapped))}"
    )

    with pytest.raises(NothingDestroyed, match="terms_changed"):
        await count(study)

    assert study.keyring.load_seal_key(study.campaign).modulus == study.manifest.seal_key


async def test_no_second_release_is_made_with_a_ballot_less(study: Study) -> None:
    await vote_all(study)
    await stop_casts(study)
    # A release that never arrives in one piece: each try would read the answers anew.
    await execute(study, *_LOSE[study.database.dialect])
    with pytest.raises(NothingDestroyed, match="release_not_verified"):
        await count(study)
    async with study.database.reading() as session:
        ballots = await load_ballots(session, study.campaign)
    gone, away = literal(study, ballots[0].nullifier), "CREATE TABLE away AS SELECT * FROM ballot"
    await execute(
        study, _MEND[study.database.dialect], away, f"DELETE FROM ballot WHERE nullifier = {gone}"
    )

    with pytest.raises(NothingDestroyed, match="ballots_changed"):
        await count(study)

    async with study.database.reading() as session:
        assert await find_release(session, study.campaign, 1) is None
    back = f"INSERT INTO ballot SELECT * FROM away WHERE nullifier = {gone}"
    await execute(study, back)
    assert decode_release((await count(study)).bytes).participation.at_least == (6, 6)


async def test_a_release_that_somebody_else_wrote_is_not_taken_for_ours(study: Study) -> None:
    await vote_all(study)
    await stop_casts(study)
    async with study.database.session() as session:
        await add_release(session, study.campaign, 1, b"{}")

    with pytest.raises(NothingDestroyed, match="another_release"):
        await count(study)

    assert study.keyring.holds(study.campaign)
    await execute(study, "DELETE FROM release")
    assert decode_release((await count(study)).bytes).layout == "departments"
