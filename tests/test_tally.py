from dataclasses import replace

import pytest

from survey.ballots import credential, sealing
from survey.disclosure.encoding import decode_release
from survey.errors import NothingDestroyed, WrongState
from survey.store.handover import ClosingFacts
from survey.store.releases import find_release
from survey.tally import close
from tests.corridor import (
    KIT,
    SALES,
    Answers,
    Study,
    blind_message,
    cast_ballot,
    make_ballot,
    seal_ballot,
    unblind,
)
from tests.tallying import (
    ALL_COLLECTED,
    count,
    count_rows,
    execute,
    find_state,
    stop_casts,
    vote_all,
)


async def _require_untouched(study: Study, ballots: int = 12) -> None:
    """Keys and ballots are as they were before the close, and it can be tried again."""
    assert study.keyring.holds(study.campaign)
    study.keyring.load_seal_key(study.campaign)
    assert await count_rows(study, "ballot") == ballots
    assert await find_state(study) == "stopped"


async def _break(study: Study, table: str, event: str) -> None:
    """Let the database fail, really, when this is done to the table."""
    if study.database.dialect == "sqlite":
        await execute(
            study,
            f"CREATE TRIGGER broken BEFORE {event} ON {table}"
            " BEGIN SELECT raise(ABORT, 'the disk is full'); END",
        )
    else:
        await execute(
            study,
            "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS"
            " $$BEGIN RAISE EXCEPTION 'the disk is full'; END$$",
            f"CREATE TRIGGER broken BEFORE {event} ON {table} EXECUTE FUNCTION fail()",
        )


async def _mend(study: Study, table: str) -> None:
    on = f" ON {table}" if study.database.dialect == "postgresql" else ""
    await execute(study, f"DROP TRIGGER broken{on}")


async def test_a_close_leaves_one_release_and_neither_keys_nor_ballots(study: Study) -> None:
    await vote_all(study)
    await stop_casts(study)

    stored = await count(study)

    release = decode_release(stored.bytes)
    assert stored.intact
    assert release.layout == "departments"
    # 6 of 6 answered; c = 1, and "at least" goes in steps of c + 2 = 3.
    assert release.participation.at_least == (6, 6)
    assert release.closed == "2026-03-10"
    assert release.checkups == (
        ("opening", "keys_apart", "green"),
        ("closing", "keys_apart", "green"),
    )
    assert not study.keyring.holds(study.campaign)
    assert await count_rows(study, "ballot") == 0
    assert await find_state(study) == "released"


async def test_an_open_campaign_is_not_counted(study: Study) -> None:
    with pytest.raises(WrongState):
        await count(study)

    assert study.keyring.holds(study.campaign)


async def test_casts_are_stopped_once_and_the_day_stays(study: Study) -> None:
    await stop_casts(study)

    with pytest.raises(WrongState):
        await stop_casts(study)


async def test_closing_again_gives_the_same_release(study: Study) -> None:
    await vote_all(study)
    await stop_casts(study)

    assert await count(study) == await count(study)


async def test_a_close_that_is_repeated_from_the_ballots_gives_the_same_bytes(
    study: Study,
) -> None:
    await vote_all(study)
    await stop_casts(study)
    await _break(study, "ballot", "DELETE")
    folder = study.keys / study.campaign
    keys = {file.name: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(Exception, match="disk is full"):
        await count(study)
    async with study.database.reading() as session:
        first = await find_release(session, study.campaign, 1)

    # As if the power had gone before the release was written.
    await execute(study, "DELETE FROM release", "UPDATE campaign SET state = 'stopped'")
    await _mend(study, "ballot")
    folder.mkdir(mode=0o700)
    for name, content in keys.items():
        (folder / name).write_bytes(content)

    assert await count(study) == first


async def test_without_the_seal_key_nothing_is_destroyed(study: Study) -> None:
    await vote_all(study)
    await stop_casts(study)
    key = study.keys / study.campaign / "seal.pem"
    away = key.rename(study.keys / "away.pem")

    with pytest.raises(NothingDestroyed):
        await count(study)

    away.rename(key)
    await _require_untouched(study)
    assert decode_release((await count(study)).bytes).layout == "departments"


async def test_a_release_that_cannot_be_written_destroys_nothing(study: Study) -> None:
    await vote_all(study)
    await stop_casts(study)
    await _break(study, "release", "INSERT")

    with pytest.raises(NothingDestroyed):
        await count(study)

    await _require_untouched(study)
    await _mend(study, "release")
    await count(study)
    assert await count_rows(study, "ballot") == 0


async def test_a_release_that_reads_back_otherwise_destroys_nothing(study: Study) -> None:
    await vote_all(study)
    await stop_casts(study)
    if study.database.dialect == "sqlite":
        await execute(
            study,
            "CREATE TRIGGER broken AFTER INSERT ON release"
            " BEGIN UPDATE release SET bytes = x'7b7d'; END",
        )
    else:
        await execute(
            study,
            "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS"
            " $$BEGIN NEW.bytes := '{}'; RETURN NEW; END$$",
            "CREATE TRIGGER broken BEFORE INSERT ON release FOR EACH ROW EXECUTE FUNCTION fail()",
        )

    with pytest.raises(NothingDestroyed, match="release_not_verified"):
        await count(study)

    await _require_untouched(study)


async def test_a_state_that_cannot_be_written_destroys_nothing_and_the_release_stays(
    study: Study,
) -> None:
    await vote_all(study)
    await stop_casts(study)
    await _break(study, "campaign", "UPDATE")
    with pytest.raises(NothingDestroyed):
        await count(study)
    await _require_untouched(study)
    async with study.database.reading() as session:
        written = await find_release(session, study.campaign, 1)

    await _mend(study, "campaign")

    # What was written is not counted anew: these facts would block a release.
    assert await count(study, ClosingFacts(collected={}, names=())) == written


async def test_keys_that_cannot_be_deleted_are_deleted_by_the_next_try(study: Study) -> None:
    await vote_all(study)
    await stop_casts(study)
    obstacle = study.keys / study.campaign / "obstacle"
    obstacle.mkdir()

    with pytest.raises(OSError, match="obstacle"):
        await count(study)

    assert await find_state(study) == "released"
    obstacle.rmdir()
    await count(study)
    assert not study.keyring.holds(study.campaign)
    assert await count_rows(study, "ballot") == 0


async def _cast_forged(study: Study, answers: Answers) -> None:
    """Cast as somebody who stole the issue key does."""
    own = blind_message(study, SALES)
    key = study.keyring.load_issue_key(study.campaign, SALES)
    forged = unblind(study, SALES, own, credential.blind_sign(key, own.blinded))
    await cast_ballot(study, forged, seal_ballot(study, forged, make_ballot(answers)))


async def test_more_ballots_than_collected_invitations_block_the_release(study: Study) -> None:
    await vote_all(study)
    await _cast_forged(study, Answers())
    await stop_casts(study)

    with pytest.raises(NothingDestroyed, match="more_ballots_than_collected"):
        await count(study)

    await _require_untouched(study, 13)


async def test_another_questionnaire_than_the_frozen_one_is_refused(study: Study) -> None:
    await stop_casts(study)

    with pytest.raises(NothingDestroyed, match="kit_changed"):
        await close(
            study.database,
            study.keyring,
            replace(KIT, hash="0" * 64),
            campaign=study.campaign,
            facts=ALL_COLLECTED,
        )


async def test_nothing_of_an_answer_is_in_the_error_of_a_failed_close(study: Study) -> None:
    await _cast_forged(study, Answers(comment="canary-in-a-comment"))
    await stop_casts(study)

    with pytest.raises(NothingDestroyed) as raised:
        await count(study, ClosingFacts(collected={}, names=()))

    assert "canary" not in repr(raised.value)
    assert sealing.SEALED_LENGTH == 12_701
