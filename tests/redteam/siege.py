"""Keep the siege: one more campaign on a running server, attacked at its doors one by one."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping

from numpy.random import Generator

from survey.cli.demo.outbox import PATIENCE_SECONDS, find_link
from tests.privacy.people import Person
from tests.redteam import bureau, device, doors, insiders, talk
from tests.redteam.case import ACCORD
from tests.redteam.doors import Scene
from tests.redteam.findings import Found
from tests.redteam.places import Place
from tests.redteam.stage import make_archive, read_keys
from tests.redteam.voters import Voter, invite_voters, read_letters, write_ballot
from tests.town import Town, describe_campaign, found_town, load_real_kit, run_apart

PEOPLE = (8, 8)
VOTED = 8

# The reminder counts who has not collected, so it comes before those who do; A33 closes one
# campaign and A38 the other.
ATTACKS: Mapping[str, tuple[str, Callable[[Scene], Awaitable[list[str]]]]] = {
    "A13": ("malformed, huge, repeated casts", doors.a13_malformed),
    "A14": ("health and metrics between casts", doors.a14_health),
    "A15": ("cookies, referrers, other hosts", doors.a15_third_parties),
    "A20": ("a link used twice, a replay", doors.a20_issue_twice),
    "A20b": ("a reminder after collecting", bureau.a20_reminder),
    "A21": ("forged, other department, other campaign", doors.a21_forged),
    "A22": ("ciphertext under another nullifier", doors.a22_moved),
    "A23": ("200 casts at once with one credential", doors.a23_at_once),
    "A24": ("a key for one person alone", doors.a24_other_key),
    "A27": ("results and progress while open", bureau.a27_results_while_open),
    "A31": ("terms after the opening", bureau.a31_terms_after_opening),
    "A34": ("content of letters", bureau.a34_letters),
    "A35": ("mail scanner opens every link", doors.a35_scanner),
    "A16": ("HR votes in the office's browser", insiders.a16_same_browser),
    "A20c": ("200 issues at once with one link", insiders.a20_at_once),
    "A42": ("the printer votes: it is noticed", insiders.a42_printer_votes),
    "A37": ("the disk of who answered in Chromium", device.a37_device),
    "A12": ("forced failures with canaries", doors.a12_forced_errors),
    "A33": ("comments: order, names in six cases", talk.a33_comments),
    "A38": ("more ballots than collected", bureau.a38_too_many),
}


# What takes seconds and is tested elsewhere too; `make redteam` tries everything.
LONG = frozenset({"A33", "A37"})
CROWDS = frozenset({"A20c", "A23"})


def besiege(
    place: Place, rng: Generator, only: Collection[str] = frozenset(ATTACKS)
) -> list[Found]:
    """Try attacks at the doors of a fresh installation."""
    with found_town(place.home, PEOPLE, database=place.url) as town:
        kit = load_real_kit()
        everybody, _ = invite_voters(place.home / "outbox", town.server.address, kit, rng)
        voters, fresh = _part(everybody)
        # The crowds need no other campaign, and its keys take seconds.
        talkers = () if set(only) <= CROWDS else talk.let_talk(_open_another(town, rng))
        run_apart(_vote((*voters, *talkers[:1])))
        scene = Scene(
            town=town,
            archive=make_archive(place),
            voters=voters,
            fresh=fresh,
            talkers=talkers,
            keys={
                name: pem for name, pem in read_keys(place.home).items() if town.campaign in name
            },
        )
        found: list[Found] = []
        run_apart(_attack(scene, place.kind, found, only))
    return found


async def _attack(scene: Scene, database: str, found: list[Found], only: Collection[str]) -> None:
    chosen = {number: each for number, each in ATTACKS.items() if number in only}
    for number, (title, attack) in chosen.items():
        faults = tuple(await attack(scene))
        found.append(
            Found(number=number, title=title, build=ACCORD, database=database, faults=faults)
        )


async def _vote(voters: tuple[Voter, ...]) -> None:
    for voter in voters:
        await voter.collect()
        await voter.cast()


def _part(everybody: tuple[Voter, ...]) -> tuple[tuple[Voter, ...], tuple[Voter, ...]]:
    """Let half of each department vote."""
    voters: list[Voter] = []
    for code in sorted({each.person.department for each in everybody}):
        own = [each for each in everybody if each.person.department == code]
        voters += own[: VOTED // 2]
    return tuple(voters), tuple(each for each in everybody if each not in voters)


def _open_another(town: Town, rng: Generator) -> tuple[Voter, ...]:
    """Open another campaign on the same server and give its links to people of its own."""
    outbox = town.home / "outbox"
    before = {link for link, _, _ in read_letters(outbox).values()}
    page = town.director.create(describe_campaign())
    # Nobody may be in two open campaigns.
    town.director.upload(page, talk.make_named_roster(PEOPLE))
    town.director.act(page, "open")
    links = asyncio.run(_wait_for_links(town, before, page.rsplit("/", 1)[1]))
    kit, voters = load_real_kit(), []
    for number, link in enumerate(links, start=100):
        person = Person(number=number, link=link)
        ballot = write_ballot(kit, person.comment, rng)
        voters.append(Voter(person=person, email="", ballot=ballot, server=town.server.address))
    return tuple(voters)


async def _wait_for_links(town: Town, before: set[str], campaign: str) -> list[str]:
    for _ in range(PATIENCE_SECONDS * 5):
        letters = [path.read_bytes() for path in (town.home / "outbox").glob("*.eml")]
        if len(letters) >= len(before) + sum(PEOPLE):
            break
        await asyncio.sleep(0.2)
    return sorted(link for link in map(find_link, letters) if f"/s/{campaign}#" in link)
