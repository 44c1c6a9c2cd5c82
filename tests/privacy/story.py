"""Keep the story that the privacy tests look back at: one campaign, seized at five moments."""

import asyncio
import time
from dataclasses import dataclass

import httpx

from survey.cli.demo.voter import read_link
from tests.privacy.evidence import Archive, Evidence
from tests.privacy.people import Person, fill
from tests.privacy.withhold import withhold
from tests.town import Town, load_real_kit, run_apart

PATIENCE_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Story:
    """A campaign from its opening to its end, and everything there was to seize on the way.

    people: in the order in which they took part. names: of the roster, with addresses.
    began: when the first of them came (seconds since 1970).
    before: the letters are out · answered: all have answered · troubled: broken, repeated and
    failing requests were sent · night: the nightly job is done · closed: the campaign is over.
    """

    people: tuple[Person, ...]
    names: tuple[str, ...]
    began: float
    before: Evidence
    answered: Evidence
    troubled: Evidence
    night: Evidence
    closed: Evidence


def play(town: Town, archive: Archive, people: tuple[Person, ...]) -> Story:
    """Play a campaign from its first answer to its end."""
    before, began = archive.seize(), time.time()
    run_apart(_answer(town.server.address, people))
    answered = archive.seize()
    run_apart(_trouble(town.server.address, archive, people))
    troubled = archive.seize()
    _let_night_fall(archive)
    night = archive.seize()
    archive.grow_old()
    town.director.act(town.page, "close")
    # Its last deed is to rewrite the files, after the campaign is called purged.
    _wait_for(archive, "SELECT id FROM errand WHERE kind = 'closing'")
    town.director.wait_for(town.page, "purged")
    names = before.tables["invitee"].column("name") + before.tables["invitee"].column("email")
    return Story(
        people=people,
        names=tuple(str(name) for name in names),
        began=began,
        before=before,
        answered=answered,
        troubled=troubled,
        night=night,
        closed=archive.seize(),
    )


async def _answer(server: str, people: tuple[Person, ...]) -> None:
    kit = load_real_kit()
    for person in people:
        await person.take_part(server, fill(kit, person)[0])
    for person in people:
        async with person.connect(server) as client:
            for ballot in fill(kit, person)[1:]:
                await person.change_mind(client, ballot)


async def _trouble(server: str, archive: Archive, people: tuple[Person, ...]) -> None:
    """Send what clients send that are broken, impatient or hostile, full of canaries."""
    # Somebody who changed their mind anyway: the ballots of the others lie where they fell.
    person = next(each for each in people if len(each.casts) > 2)
    campaign = read_link(person.link).campaign
    knock, cast = person.told("issue")[0].sent, person.told("cast")[1].sent
    async with person.connect(server) as client:

        async def post(door: str, body: bytes, kind: str = "application/json") -> int:
            path = f"/s/{campaign}/{door}"
            headers = {"Content-Type": kind}
            return (await client.post(path, content=body, headers=headers)).status_code

        said = person.comment.encode()
        for door, body in (("issue", knock), ("cast", cast)):
            assert await post(door, body) == httpx.codes.OK
            assert await post(door, body, "text/plain") >= 400
            for broken in (body[:-9], body[:-1] + b',"x":"' + said + b'"}', said, b"[" * 20_000):
                assert await post(door, broken) >= 400
        assert await post("issue", knock.replace(b'blinded":"', b'blinded":"A')) >= 400
        assert await post("cast", cast.replace(b'sealed":"', b'sealed":"A')) >= 400
        # On a connection of its own: the server hangs up on what is too long to be read.
        async with person.connect(server) as other:
            path = f"/s/{campaign}/cast"
            headers = {"Content-Type": "application/json"}
            reply = await other.post(path, content=cast.ljust(100_000), headers=headers)
        assert reply.status_code >= 400
        assert (await client.get(f"/s/{person.comment}?lang={person.comment}")).status_code >= 400
        await _stammer(server, person, said)
        # The database refuses in the middle of the work.
        for table, door, body in (("token_hash", "issue", knock), ("ballot", "cast", cast)):
            with withhold(archive, table):
                assert await post(door, body) >= 500


async def _stammer(server: str, person: Person, said: bytes) -> None:
    """Send what is no HTTP, and a body that breaks off: the server program's own log."""
    host, port = server.removeprefix("http://").split(":")
    path = f"/s/{read_link(person.link).campaign}/cast".encode()
    begun = b"POST " + path + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n\r\n" + said
    for sent in (said + b"\r\n\r\n", begun):
        _, writer = await asyncio.open_connection(host, port, local_addr=(person.address, 0))
        writer.write(sent)
        await writer.drain()
        await asyncio.sleep(0.1)
        writer.close()


def _let_night_fall(archive: Archive) -> None:
    ((tonight,),) = archive.read("SELECT id FROM errand WHERE kind = 'night'")
    archive.execute("UPDATE errand SET not_before = 0 WHERE kind = 'night'")
    _wait_for(archive, f"SELECT id FROM errand WHERE id = '{tonight!s}'")


def _wait_for(archive: Archive, query: str) -> None:
    """Wait until there is no such row any more."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while archive.read(query):
        assert time.monotonic() < deadline, query
        time.sleep(0.2)
