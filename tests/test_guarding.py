"""The second key: who makes it, what its holder is handed, and that nothing opens without it."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.policy import default
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from sqlalchemy import Engine, event, text

from survey import guarding
from survey.ballots.envelope import FRESH_SECONDS, KEPT_SECONDS, Envelopes, enclose
from survey.ballots.keys import IssueKey, Keyring, SealKey, new_seal_key
from survey.ballots.sealing import find_guarded_wrap, seal
from survey.ballots.shares import Shares
from survey.campaigns.course import abandon, load_marks
from survey.campaigns.draft import NamedGuardian, edit_campaign
from survey.campaigns.guardian import GUARDIAN_TURN, draw_link, load_guardian, renew_link
from survey.campaigns.opening import CLOSING, open_campaign
from survey.errors import BadInput, NotFound, Refused, WrongState
from survey.jobs.closing import ClosingRoom
from survey.jobs.guardian import GuardianMail
from survey.settings import load_settings
from survey.store.box import StoredBallot, load_ballots
from survey.store.campaigns import Campaign, require_campaign
from survey.store.database import Database
from survey.store.errands import count_errands, purge_errands, take_errand
from survey.store.releases import find_release
from survey.web.guardian import MOST_COSTLY, Turnstile, load_words
from tests.corridor import (
    KIT,
    MARKETING,
    NOW,
    SALES,
    SCRIPT,
    SOUND,
    Study,
    cast_ballot,
    collect,
    draft_study,
    join_study,
    make_draft,
    make_rows,
    vote,
)

OLGA = NamedGuardian(name="Ольга Ким", role="профсоюз", email="olga@example.org")
LOCKED = secrets.token_bytes(1800)
PEOPLE = 12
OAEP_SHA256 = OAEP(mgf=MGF1(SHA256()), algorithm=SHA256(), label=None)
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """An open campaign with a guardian, who has a key and a link, and the room that closes it."""

    study: Study
    key: SealKey
    token: str
    room: ClosingRoom

    async def unwrap(self) -> list[tuple[bytes, bytes]]:
        """Do what the guardian's browser does."""
        wraps = await guarding.list_wraps(
            self.study.database,
            self.study.keyring,
            campaign=self.study.campaign,
            token=self.token,
        )
        return [
            (sha256(wrap).digest(), self.key.private.decrypt(wrap, OAEP_SHA256)) for wrap in wraps
        ]

    async def send(self, lodge: guarding.Lodge, task: guarding.Task, envelope: bytes) -> object:
        """Send an envelope to the door's desk."""
        return await guarding.open_shares(
            self.study.database,
            self.study.keyring,
            lodge,
            campaign=self.study.campaign,
            token=self.token,
            lock=task.lock,
            envelope=envelope,
        )

    async def ask(self, lodge: guarding.Lodge) -> guarding.Task:
        """Ask what has to be unwrapped."""
        return await guarding.hand_out(
            self.study.database,
            self.study.keyring,
            lodge,
            campaign=self.study.campaign,
            token=self.token,
        )

    async def give(self, given: list[tuple[bytes, bytes]]) -> Shares:
        """Hand over what was unwrapped."""
        return await guarding.take_shares(
            self.study.database,
            self.study.keyring,
            campaign=self.study.campaign,
            token=self.token,
            given=given,
        )

    async def state(self) -> str:
        """Tell where the campaign stands."""
        async with self.study.database.reading() as session:
            return (await require_campaign(session, self.study.campaign)).state

    async def ballots(self) -> tuple[StoredBallot, ...]:
        """Look into the box."""
        async with self.study.database.reading() as session:
            return await load_ballots(session, self.study.campaign)

    async def release(self) -> bytes | None:
        """Read the release."""
        async with self.study.database.reading() as session:
            found = await find_release(session, self.study.campaign, 1)
        return found.bytes if found else None


@pytest.fixture(scope="module")
def guardian_key() -> SealKey:
    return new_seal_key()


async def _appoint(database: Database) -> tuple[Campaign, str]:
    campaign = await draft_study(database, make_rows())
    async with database.session() as session:
        await edit_campaign(session, campaign.id, KIT, replace(make_draft(), guardian=OLGA))
        token = await draw_link(session, campaign.id)
    return campaign, token


async def _open(database: Database, keys: Path, campaign: Campaign) -> Campaign:
    return await open_campaign(
        database,
        Keyring(keys),
        campaign=campaign.id,
        kit=KIT,
        script=SCRIPT,
        checkup=SOUND,
        now=NOW,
    )


async def _register(
    database: Database, campaign: Campaign, token: str, key: SealKey, wrapped: bytes = LOCKED
) -> None:
    await guarding.register_key(
        database, campaign=campaign.id, token=token, key=key.modulus, wrapped=wrapped
    )


@contextmanager
def _failing(start: str) -> Iterator[None]:
    """Let statements that begin so fail, without a trace in the schema, which doctor would see."""

    def fail(*call: object) -> None:
        if isinstance(call[2], str) and call[2].startswith(start):
            message = "the disk is full"
            raise OSError(message)

    event.listen(Engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", fail)


@pytest.fixture
async def guarded(database: Database, tmp_path: Path, guardian_key: SealKey) -> Guarded:
    """An open campaign of 6 and 6 people with a guardian."""
    campaign, token = await _appoint(database)
    await _register(database, campaign, token, guardian_key)
    opened = await _open(database, tmp_path / "keys", campaign)
    study = await join_study(database, tmp_path / "keys", opened)
    settings = load_settings({"ACCORD_HOME": str(tmp_path), "ACCORD_DATABASE": database.url})
    room = ClosingRoom(
        database=database, keyring=study.keyring, kits={KIT.code: KIT}, settings=settings
    )
    return Guarded(study=study, key=guardian_key, token=token, room=room)


async def test_without_the_guardians_key_a_campaign_does_not_open(
    database: Database, tmp_path: Path, guardian_key: SealKey
) -> None:
    campaign, token = await _appoint(database)
    with pytest.raises(Refused, match="guardian_without_key"):
        await _open(database, tmp_path / "keys", campaign)

    with pytest.raises(NotFound):
        await _register(database, campaign, "A" * 27, guardian_key)
    with pytest.raises(BadInput):
        await _register(database, campaign, token, guardian_key, b"words")
    for _ in range(2):  # a lost reply costs nothing
        await _register(database, campaign, token, guardian_key)
    with pytest.raises(Refused, match="guardian_key_exists"):
        await _register(database, campaign, token, guardian_key, LOCKED[1:])

    opened = await _open(database, tmp_path / "keys", campaign)

    terms = (await join_study(database, tmp_path / "keys", opened)).manifest
    assert (terms.guardian_key, terms.guardian_name) == (guardian_key.modulus, OLGA.name)
    async with database.session() as session:
        await renew_link(session, campaign.id)
    assert (await guarding.look(database, campaign=campaign.id, token=token)).guardian


@ONE_DATABASE
async def test_before_the_opening_a_new_link_or_another_name_role_or_address_takes_the_key_away(
    database: Database, guardian_key: SealKey
) -> None:
    campaign, token = await _appoint(database)
    # HR could have made the key with its own address, and named the guardian's afterwards.
    others = [{"email": "hr@example.org"}, {"role": "фасилитатор"}, {"name": "Иван Ли"}, {}]
    named = OLGA
    for other in others:
        await _register(database, campaign, token, guardian_key)
        async with database.session() as session:
            await edit_campaign(session, campaign.id, KIT, replace(make_draft(), guardian=named))
            kept = await load_guardian(session, campaign.id)
            assert kept is not None
            assert kept.has_key
            named = replace(named, **other)
            if other:
                draft = replace(make_draft(), guardian=named)
                await edit_campaign(session, campaign.id, KIT, draft)
            else:
                await renew_link(session, campaign.id)
            found = await load_guardian(session, campaign.id)

        assert found is not None
        assert not found.has_key
        with pytest.raises(NotFound):
            await guarding.look(database, campaign=campaign.id, token=token)
        async with database.session() as session:
            token = await draw_link(session, campaign.id)


async def test_with_database_and_key_directory_nothing_opens_until_the_guardian_takes_part(
    guarded: Guarded,
) -> None:
    study = guarded.study
    for department in (MARKETING, SALES):
        for token in study.tokens[department]:
            await vote(study, department, token)
    await guarded.room.close_campaign(study.campaign, NOW)

    assert await guarded.state() == "stopped"
    ballots = await guarded.ballots()
    keys = [IssueKey.from_pem(pem.read_bytes()) for pem in study.keys.rglob("*.pem")]
    assert (len(ballots), len(keys)) == (PEOPLE, 3)
    for ballot in ballots:
        assert _open_with(keys, ballot) == 0
    async with study.database.reading() as session:
        assert await count_errands(session, study.campaign, GUARDIAN_TURN) == {"waiting": 1}
        assert await count_errands(session, study.campaign, "closing") == {"waiting": 1}

    async with study.database.reading() as session:
        marks = await load_marks(session, study.campaign)
    assert {LOCKED[:32], LOCKED[-32:]} < set(marks)  # searched for when all is purged

    await guarded.room.count_with(study.campaign, await guarded.give(await guarded.unwrap()))

    assert await guarded.state() == "purged"
    assert b'"layout":"departments"' in (await guarded.release() or b"")
    async with study.database.reading() as session:
        for table in ("guardian", "guardian_token", "ballot"):
            counted = await session.execute(text(f"SELECT count(*) FROM {table}"))
            assert counted.scalar_one() == 0
    watch = await guarding.look(study.database, campaign=study.campaign, token="")
    assert watch.release == sha256(await guarded.release() or b"").hexdigest()


def _open_with(keys: list[IssueKey], ballot: StoredBallot) -> int:
    """Count the ways in which these keys open a ballot: what they unwrap, used alone."""
    shares = [bytes(32)]
    for key in keys:
        for start in (1, 385):
            try:
                shares.append(key.private.decrypt(ballot.sealed[start : start + 384], OAEP_SHA256))
            except ValueError:
                continue
    assert len(shares) == 2  # the seal key's own, and nothing of the guardian's
    opened = 0
    for share in shares:
        try:
            AESGCM(share).decrypt(ballot.sealed[769:781], ballot.sealed[781:], ballot.nullifier)
        except InvalidTag:
            continue
        opened += 1
    return opened


@ONE_DATABASE
async def test_the_guardian_learns_nothing_from_what_is_handed_out(guarded: Guarded) -> None:
    study, token = guarded.study, guarded.study.tokens[MARKETING][0]
    with pytest.raises(WrongState):
        await guarded.unwrap()
    await vote(study, MARKETING, token)
    await guarded.room.close_campaign(study.campaign, NOW)

    wraps = await guarding.list_wraps(
        study.database, study.keyring, campaign=study.campaign, token=guarded.token
    )

    # As many as people are invited, and one: not how many voted. In the order of chance.
    assert len(wraps) == PEOPLE + 1
    assert list(wraps) == sorted(wraps)
    (ballot,) = await guarded.ballots()
    assert find_guarded_wrap(ballot.sealed) in wraps
    shares = [share for _, share in await guarded.unwrap()]
    assert len(set(shares)) == PEOPLE + 1
    assert {len(share) for share in shares} == {32}


@ONE_DATABASE
async def test_whoever_asks_again_is_handed_the_same_also_by_a_server_that_was_started_anew(
    guarded: Guarded,
) -> None:
    study = guarded.study
    for voted in range(2):
        await vote(study, MARKETING, study.tokens[MARKETING][voted])
    await guarded.room.close_campaign(study.campaign, NOW)
    lodge = guarding.Lodge()

    first, again, anew = [await guarded.ask(each) for each in (lodge, lodge, guarding.Lodge())]

    # Two layouts with decoys of their own would have just the ballots in common.
    assert first.wraps == again.wraps == anew.wraps
    assert len(set(first.wraps)) == PEOPLE + 1
    assert first == again  # nor does asking push out the lock that the guardian was given
    assert first.lock != anew.lock
    async with study.database.session() as session:
        token = await draw_link(session, study.campaign)
    assert await replace(guarded, token=token).ask(lodge) == first


@ONE_DATABASE
async def test_a_log_of_everything_that_passed_opens_nothing_afterwards(guarded: Guarded) -> None:
    study = guarded.study
    await vote(study, MARKETING, study.tokens[MARKETING][0])
    await guarded.room.close_campaign(study.campaign, NOW)
    lodge = guarding.Lodge()
    task = await guarded.ask(lodge)
    right = await guarded.unwrap()
    envelope = _enclose(study.campaign, task, right)
    assert not [share for _, share in right if share in envelope]

    for forged in (envelope[:-1], _enclose("a" * 16, task, right), b"", envelope[:70]):
        with pytest.raises(BadInput, match="bad_shares"):
            await guarded.send(lodge, task, forged)
    # Who has the link only is refused before any ballot is touched, and costs the guardian nothing.
    for given in ([], [(digest, bytes(32)) for digest, _ in right]):
        with pytest.raises(BadInput, match="bad_shares"):
            await guarded.send(lodge, task, _enclose(study.campaign, task, given))
    assert await guarded.send(lodge, task, envelope) == tuple(right)

    # What was logged is sent again, to this process and to one with the same keys and database.
    for where in (lodge, guarding.Lodge()):
        with pytest.raises(BadInput, match="bad_shares"):
            await guarded.send(where, task, envelope)


def _enclose(campaign: str, task: guarding.Task, given: list[tuple[bytes, bytes]]) -> bytes:
    plain = b"".join(digest + b"\x01" + share for digest, share in given)
    return enclose(campaign, task.lock, plain, secrets.token_bytes(12))


def test_a_lock_is_fresh_after_minutes_and_forgotten_after_an_hour() -> None:
    envelopes = Envelopes()
    early = envelopes.hand_out("a", 0)
    envelope = enclose("a", early, b"shares", bytes(12))

    assert envelopes.hand_out("a", FRESH_SECONDS - 1) == early
    assert early not in {envelopes.hand_out("a", FRESH_SECONDS), envelopes.hand_out("b", 0)}
    assert envelopes.open("a", early, envelope, KEPT_SECONDS - 1) == b"shares"
    with pytest.raises(BadInput):
        envelopes.open("a", early, envelope, KEPT_SECONDS)


@ONE_DATABASE
async def test_whoever_has_the_link_and_not_the_key_cannot_spoil_the_count(
    guarded: Guarded,
) -> None:
    await vote(guarded.study, MARKETING, guarded.study.tokens[MARKETING][0])
    await guarded.room.close_campaign(guarded.study.campaign, NOW)
    (ballot,) = await guarded.ballots()
    own = sha256(find_guarded_wrap(ballot.sealed) or b"").digest()
    right = await guarded.unwrap()

    invented = [(digest, bytes(32)) for digest, _ in right]
    missing = [(digest, share) for digest, share in right if digest != own]
    for given in ([], invented, missing):
        with pytest.raises(BadInput, match="bad_shares"):
            await guarded.give(given)

    assert (await guarded.give(right)).find(ballot.sealed) == dict(right)[own]
    assert "by_digest" not in repr(await guarded.give(right))


@ONE_DATABASE
async def test_a_ballot_with_one_lock_is_not_taken_where_two_are_due(guarded: Guarded) -> None:
    study = guarded.study
    own = await collect(study, SALES, study.tokens[SALES][0])

    with pytest.raises(BadInput):
        await cast_ballot(study, own, seal(study.manifest.seal_key, own.nullifier, bytes(12288)))

    assert await guarded.ballots() == ()


@ONE_DATABASE
async def test_a_close_that_breaks_is_repeated_by_the_guardian_with_the_same_release(
    guarded: Guarded,
) -> None:
    study = guarded.study
    for department in (MARKETING, SALES):
        for token in study.tokens[department]:
            await vote(study, department, token)
    await guarded.room.close_campaign(study.campaign, NOW)
    shares = await guarded.give(await guarded.unwrap())
    async with study.database.session() as session:
        await purge_errands(session, study.campaign, CLOSING)
    for statement, written in (("INSERT INTO release", False), ("DELETE FROM ballot", True)):
        with _failing(statement), pytest.raises(Exception, match=r"disk is full|OSError"):
            await guarded.room.count_with(study.campaign, shares)

        assert (await guarded.release() is not None) == written
        assert len(await guarded.ballots()) == PEOPLE

    first = await guarded.release()
    # The release is written: what is left is destroying, and an errand does that alone.
    async with study.database.reading() as session:
        assert await count_errands(session, study.campaign, CLOSING) == {"waiting": 1}
    await guarded.room.close_campaign(study.campaign, NOW)

    assert await guarded.state() == "purged"
    assert await guarded.release() == first
    assert await guarded.ballots() == ()


@ONE_DATABASE
async def test_where_the_words_are_lost_the_campaign_ends_without_results_and_its_guardian_reads_so(
    guarded: Guarded,
) -> None:
    study = guarded.study
    await vote(study, MARKETING, study.tokens[MARKETING][0])
    await guarded.room.close_campaign(study.campaign, NOW)
    given = await guarded.unwrap()
    shares = await guarded.give(given)
    async with study.database.session() as session:
        await abandon(session, study.keyring, study.campaign, NOW)
    with pytest.raises((NotFound, WrongState)):
        await guarded.give(given)

    # A guardian whose shares were on their way destroys unread, too.
    await guarded.room.count_with(study.campaign, shares)

    assert (await guarded.state(), await guarded.release()) == ("ended", None)
    watch = await guarding.look(study.database, campaign=study.campaign, token="")
    assert (watch.campaign.state, watch.guardian, watch.release) == ("ended", None, None)
    async with study.database.reading() as session:
        for table in ("guardian", "guardian_token", "ballot"):
            counted = await session.execute(text(f"SELECT count(*) FROM {table}"))
            assert counted.scalar_one() == 0


@ONE_DATABASE
async def test_a_letter_brings_a_link_that_works_beside_the_earlier_one(
    guarded: Guarded,
) -> None:
    study = guarded.study
    await guarded.room.close_campaign(study.campaign, NOW)
    settings = guarded.room.settings
    mail = GuardianMail(database=study.database, settings=settings)
    async with study.database.session() as session:
        taken = [await take_errand(session, int(NOW.timestamp()), 9999) for _ in range(20)]
    (errand,) = [each for each in taken if each and each.kind == GUARDIAN_TURN]

    await mail.send(errand)

    (letter,) = settings.outbox.glob(f"{study.campaign}-*.eml")
    told = message_from_bytes(letter.read_bytes(), policy=default)
    token = told.get_content().split(f"/g/{study.campaign}#")[1][:27]
    assert told["To"] == OLGA.email
    for each in (token, guarded.token):
        found = await guarding.look(study.database, campaign=study.campaign, token=each)
        assert found.guardian is not None


@pytest.mark.parametrize(("language", "letters"), [("ru", "[а-я]+"), ("en", "[a-z]+")])
def test_the_words_can_be_written_by_hand_and_told_apart(language: str, letters: str) -> None:
    words = load_words(language)

    assert len(words) >= 2047
    assert [word for word in words if not re.fullmatch(letters, word)] == []
    assert len({word[:4] for word in words}) == len(words)


def test_costly_requests_are_counted_for_each_campaign() -> None:
    turnstile = Turnstile()
    for second in range(MOST_COSTLY):
        turnstile.take("a", second)

    with pytest.raises(Refused, match="too_many_tries"):
        turnstile.take("a", MOST_COSTLY)
    turnstile.take("b", MOST_COSTLY)
    turnstile.take("a", 601)
