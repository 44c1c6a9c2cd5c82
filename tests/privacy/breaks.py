"""Keep the broken copies: each is the real thing with one promise broken, and says what is seen.

Copies are made from what was seized of the running installation. Nothing of the product is
changed, and nothing is pretended: a broken database is a database, a broken server a server.
"""

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import asyncpg
import msgspec
import sqlalchemy
from sqlalchemy.exc import IntegrityError

from survey.ballots import base64url
from survey.ballots.ballot import Ballot, encode_ballot
from survey.store.roster import hash_token
from tests.privacy.evidence import (
    DATABASE,
    JOURNAL,
    POSTGRES_LOG,
    SERVER_LOG,
    Evidence,
    PostgresArchive,
    SqliteArchive,
    Value,
)
from tests.privacy.people import Cast, Exchange, Person, fill
from tests.privacy.story import Story
from tests.privacy.workshop import PARTICIPANTS, Workshop
from tests.town import load_real_kit


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A story with a broken copy in it, and words of what must be found."""

    story: Story
    says: str


def access_log(workshop: Workshop) -> Broken:
    """The server keeps an access log."""
    return Broken(story=_with_log(workshop.story, workshop.chatter), says="log holds an address")


def user_agent_column(workshop: Workshop) -> Broken:
    """Whoever collects leaves the name of the browser."""
    archive = workshop.copy()
    archive.execute("ALTER TABLE invitation ADD COLUMN browser TEXT")
    agents = [[f"Zimorodok/{person.number}.0"] for person in workshop.story.people]
    archive.execute("UPDATE invitation SET browser = :1", agents)
    story = replace(workshop.story, troubled=archive.seize(pages=False))
    return Broken(story=story, says="table invitation holds a user agent")


def token_column(workshop: Workshop) -> Broken:
    """Tokens are stored, not only their hashes."""
    archive = workshop.copy()
    archive.execute("ALTER TABLE token_hash ADD COLUMN token TEXT")
    rows: list[list[Value]] = [
        [each.token, hash_token(each.token)] for each in workshop.story.people
    ]
    archive.execute("UPDATE token_hash SET token = :1 WHERE hash = :2", rows)
    story = replace(workshop.story, troubled=archive.seize(pages=False))
    return Broken(story=story, says="table token_hash holds the token of person 3")


def timestamp_column(workshop: Workshop) -> Broken:
    """A ballot has a time, as every framework's base class gives it."""
    archive = workshop.copy()
    archive.execute("ALTER TABLE ballot ADD COLUMN created TIMESTAMP")
    story = replace(workshop.story, troubled=archive.seize(pages=False))
    return Broken(story=story, says="ballot.created holds a time")


def time_as_number(workshop: Workshop) -> Broken:
    """An invitation has the moment of collecting, as a number that does not look like one."""
    archive = workshop.copy()
    archive.execute("ALTER TABLE invitation ADD COLUMN note BIGINT")
    archive.execute(f"UPDATE invitation SET note = {time.time_ns() // 1_000_000}")
    story = replace(workshop.story, troubled=archive.seize(pages=False))
    return Broken(story=story, says="invitation.note holds a time")


def file_for_each_answer(workshop: Workshop) -> Broken:
    """Answers are kept as drafts in files, and a file has a time."""
    archive = workshop.copy()
    (archive.home / "drafts").mkdir()
    (archive.home / "drafts" / "marketing.json").write_bytes(b"{}")
    story = replace(workshop.story, answered=archive.seize(pages=False))
    return Broken(story=story, says="drafts/marketing.json was written while people answered")


def thanks_by_mail(workshop: Workshop) -> Broken:
    """A letter of thanks waits to be sent to whoever has answered."""
    archive = workshop.copy()
    letter = "'aaaaaaaaaaaaaaaa', 'thanks', 'aaaaaaaaaaaaaaaa', 'm3', '', 'waiting', 0, 0"
    archive.execute(f"INSERT INTO errand VALUES ({letter})")
    story = replace(workshop.story, answered=archive.seize(pages=False))
    return Broken(story=story, says="answering changed errand")


def counting_column(workshop: Workshop) -> Broken:
    """Ballots are numbered as they come."""
    archive = workshop.copy()
    archive.execute(
        f"CREATE TABLE numbered (number {workshop.number}, nullifier {workshop.bytes_type})"
    )
    rows = [[each.nullifier] for each in workshop.story.people]
    archive.execute("INSERT INTO numbered (nullifier) VALUES (:1)", rows)
    story = replace(workshop.story, night=archive.seize(pages=False))
    return Broken(story=story, says="numbered.number is a counter")


def hidden_number(workshop: Workshop) -> Broken:
    """The database numbers rows by itself: SQLite without WITHOUT ROWID, PostgreSQL by day."""
    archive = workshop.copy()
    workshop.lay_in_order(archive)
    story = replace(workshop.story, night=archive.seize(pages=False))
    return Broken(story=story, says="ballot numbers its rows behind our back")


def clocked_identifiers(workshop: Workshop) -> Broken:
    """Ballots get UUIDs of version 7, which are a time and some random bits."""
    names = [_make_uuid7() for _ in workshop.story.people]
    return _identify(workshop, workshop.bytes_type, names)


def machine_identifiers(workshop: Workshop) -> Broken:
    """Ballots get UUIDs of version 1, written out."""
    return _identify(workshop, "TEXT", [str(uuid.uuid1()) for _ in workshop.story.people])


def no_night(workshop: Workshop) -> Broken:
    """The nightly job was never run."""
    story = replace(workshop.story, night=workshop.story.troubled)
    return Broken(story=story, says="ballots lie in the order of taking part")


def rows_as_they_came(workshop: Workshop) -> Broken:
    """The night left the rows as they came."""
    archive = workshop.copy()
    workshop.lay_in_order(archive)
    story = replace(workshop.story, night=archive.seize())
    return Broken(story=story, says="invitations lie in the order of taking part")


def unpadded_ballots(workshop: Workshop) -> Broken:
    """Ballots are sealed as long as their answers are."""
    kit, archive = load_real_kit(), workshop.copy()
    people = tuple(
        _cut(each, _count_padding(fill(kit, each)[-1])) for each in workshop.story.people
    )
    rows = [[base64url.decode(each.casts[-1].sealed), each.nullifier] for each in people]
    archive.execute("UPDATE ballot SET sealed = :1 WHERE nullifier = :2", rows)
    story = replace(workshop.story, people=people, troubled=archive.seize(pages=False))
    return Broken(story=story, says="differ in the length of sealed")


def telling_reply(workshop: Workshop) -> Broken:
    """The reply to a second cast says that it is one."""
    people = tuple(_thank_again(each) for each in workshop.story.people)
    return Broken(story=replace(workshop.story, people=people), says="replies to a cast differ")


def kept_plaintext(workshop: Workshop) -> Broken:
    """The server keeps a draft of the answers."""
    kit, archive = load_real_kit(), workshop.copy()
    archive.execute("ALTER TABLE ballot ADD COLUMN draft TEXT")
    person = workshop.story.people[3]
    told = encode_ballot(fill(kit, person)[0])[4:].rstrip(b"\0").decode()
    archive.execute("UPDATE ballot SET draft = :1 WHERE nullifier = :2", [[told, person.nullifier]])
    story = replace(workshop.story, troubled=archive.seize(pages=False))
    return Broken(story=story, says="holds the answers of a ballot")


def deleted_only(workshop: Workshop) -> Broken:
    """At the close rows are deleted and no page is rewritten; secure_delete is off."""
    archive = workshop.copy()
    for table in PARTICIPANTS:
        archive.execute(f"DELETE FROM {table}")
    story = replace(workshop.story, closed=archive.seize())
    return Broken(story=story, says="holds the nullifier of person 3")


def leftovers(workshop: Workshop) -> Broken:
    """What the database keeps by itself: SQLite's journal, PostgreSQL's samples of columns."""
    story, archive = workshop.story, workshop.copy()
    if isinstance(archive, PostgresArchive):
        archive.execute("ALTER TABLE invitee ALTER COLUMN name SET STATISTICS 100")
        archive.grow_old()
        for table in PARTICIPANTS:
            archive.execute(f"DELETE FROM {table}")
        archive.execute("VACUUM FULL")
        closed = archive.seize()
    else:
        # As if its log of commits had not been emptied.
        pages = b"".join(t for n, t in story.troubled.files.items() if n.startswith(DATABASE))
        journal = {f"{JOURNAL}accord.db-wal": pages}
        closed = replace(story.closed, files={**story.closed.files, **journal})
    return Broken(story=replace(story, closed=closed), says=f"holds a name, {story.names[0]}")


def logged_bodies(workshop: Workshop) -> Broken:
    """A middleware logs what was sent."""
    return Broken(story=_with_log(workshop.story, workshop.chatter), says="log holds a comment")


def logged_time(workshop: Workshop) -> Broken:
    """The log says when it was written to, as most logs do."""
    lines = workshop.story.closed.files[SERVER_LOG].splitlines()
    assert len(lines) > 1
    text = b"\n".join(b"[2026-03-10 09:15:27] " + line for line in lines)
    return Broken(story=_with_log(workshop.story, text), says="log holds a time of the day")


def logged_key(workshop: Workshop) -> Broken:
    """A row is inserted, not upserted: the error names the key that is there already."""
    archive, person = workshop.copy(), workshop.story.people[2]
    values: list[Value] = [hash_token(person.token), "aaaaaaaaaaaaaaaa"]
    log, text = SERVER_LOG, b""
    if isinstance(archive, PostgresArchive):
        log = POSTGRES_LOG
        try:
            archive.execute("INSERT INTO token_hash VALUES (:1, :2)", [values])
        except asyncpg.UniqueViolationError:
            text = archive.seize().files[POSTGRES_LOG]
    elif isinstance(archive, SqliteArchive):
        text = _fail_loudly(archive, values)
    closed = workshop.story.closed
    story = replace(workshop.story, closed=replace(closed, files={**closed.files, log: text}))
    return Broken(story=story, says="log holds the token's hash of person 3")


def _fail_loudly(archive: SqliteArchive, values: Sequence[Value]) -> bytes:
    """Log an error of an engine that was made without hide_parameters."""
    engine = sqlalchemy.create_engine(f"sqlite:///{archive.file}")
    statement = "INSERT INTO token_hash VALUES (?, ?)"
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(statement, tuple(values))
    except IntegrityError as error:
        return str(error).encode()
    finally:
        engine.dispose()
    return b""


def _with_log(story: Story, text: bytes) -> Story:
    def add(evidence: Evidence) -> Evidence:
        return replace(evidence, files={**evidence.files, SERVER_LOG: text})

    return replace(story, troubled=add(story.troubled), closed=add(story.closed))


def _identify(workshop: Workshop, kind: str, names: Sequence[Value]) -> Broken:
    archive = workshop.copy()
    archive.execute(f"CREATE TABLE named (id {kind} PRIMARY KEY) {workshop.bare}")
    archive.execute("INSERT INTO named VALUES (:1)", [[name] for name in names])
    story = replace(workshop.story, night=archive.seize(pages=False))
    return Broken(story=story, says="named.id holds identifiers made of a clock")


def _make_uuid7() -> bytes:
    """Make one as RFC 9562 says: 48 bits of milliseconds, then random bits."""
    bits = time.time_ns() // 1_000_000 << 80 | uuid.uuid4().int & (1 << 80) - 1
    return (bits & ~(0xF << 76) | 7 << 76).to_bytes(16, "big")


def _count_padding(ballot: Ballot) -> int:
    padded = encode_ballot(ballot)
    return len(padded) - 4 - int.from_bytes(padded[:4], "big")


def _cut(person: Person, padding: int) -> Person:
    """Take from each ballot as many sealed bytes as padding made."""

    def cut(body: bytes) -> bytes:
        cast = msgspec.json.decode(body, type=Cast)
        sealed = base64url.encode(base64url.decode(cast.sealed)[:-padding])
        return msgspec.json.encode(msgspec.structs.replace(cast, sealed=sealed))

    return _retell(person, lambda told, _: replace(told, sent=cut(told.sent)))


def _thank_again(person: Person) -> Person:
    again = b'{"cast":true,"again":true}'
    return _retell(person, lambda told, first: told if first else replace(told, reply=again))


def _retell(person: Person, change: Callable[[Exchange, bool], Exchange]) -> Person:
    """Change what was told of a person's accepted casts; whether it is the first is known."""
    casts = [told for told in person.told("cast") if told.status == 200]
    changed = [
        change(told, told is casts[0]) if told in casts else told for told in person.exchanges
    ]
    return replace(person, exchanges=changed)
