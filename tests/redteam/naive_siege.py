"""Keep what the harness sees at the doors of the naive build: the same questions, its own paths."""

import asyncio

import httpx

from tests.privacy.evidence import SERVER_LOG, Archive
from tests.privacy.people import COMMENT
from tests.privacy.search import search
from tests.redteam import guard
from tests.redteam.case import NAIVE
from tests.redteam.findings import Found
from tests.redteam.naive import write_letter
from tests.redteam.naive_stage import invite_naively, serve_naive
from tests.redteam.places import Place
from tests.redteam.stage import make_archive
from tests.town import run_apart

AT_ONCE = 20


def besiege_naive(place: Place) -> list[Found]:
    """Try at the naive build what can be tried there."""
    found: dict[str, tuple[str, list[str]]] = {}
    with serve_naive(place) as server:
        archive = make_archive(place)
        tokens = [token for _, token, _ in invite_naively(archive, (4, 4))]
        run_apart(_attack(server, archive, tokens, found))
    found["A34"] = ("content of letters", _read_letter(server, tokens[0]))
    found["A40"] = ("code next to participants' rows", guard.a40_guard((guard.NAIVE,)))
    return [
        Found(number=number, title=title, build=NAIVE, database=place.kind, faults=tuple(faults))
        for number, (title, faults) in sorted(found.items())
    ]


async def _attack(
    server: str, archive: Archive, tokens: list[str], found: dict[str, tuple[str, list[str]]]
) -> None:
    async with httpx.AsyncClient(base_url=server, trust_env=False, timeout=60) as client:

        async def answer(token: str) -> httpx.Response:
            return await client.post("/answer", json={"token": token, "answers": COMMENT})

        before = await asyncio.to_thread(_read_people, archive)
        page = await client.get("/survey", params={"token": tokens[0]})
        after = await asyncio.to_thread(_read_people, archive)
        found["A35"] = (
            "mail scanner opens every link",
            ["a look used a link up"] * (before != after),
        )
        faults = ["the page sets a cookie"] * ("set-cookie" in page.headers)
        faults += ["the page names another host"] * ("https://" in page.text)
        found["A15"] = ("cookies, referrers, other hosts", faults)
        seen, shown = [(await client.get("/health")).text], [(await client.get("/results")).text]
        twice = [await answer(tokens[0]), await answer(tokens[0])]
        seen.append((await client.get("/health")).text)
        shown.append((await client.get("/results")).text)
        found["A14"] = ("health and metrics between casts", ["health moves"] * (seen[0] != seen[1]))
        found["A27"] = (
            "results and progress while open",
            ["results move"] * (shown[0] != shown[1]),
        )
        found["A29"] = (
            "all outputs against every answer and rule",
            ["two looks at the results differ by one answer"] * (COMMENT in shown[1]),
        )
        accepted = sum(reply.is_success for reply in twice)
        found["A20"] = ("a link used twice, a replay", ["a link works twice"] * (accepted == 2))
        told = [f"{COMMENT} {n}" for n in range(3)]
        for token, said in zip(tokens[-3:], told, strict=True):
            await client.post("/answer", json={"token": token, "answers": said})
        listed = (await client.get("/results")).json()["answers"]
        found["A33"] = (
            "comments: order, names in six cases",
            ["comments stand in the order of casting"] * (listed[-3:] == told),
        )
        many = await asyncio.gather(*(answer(tokens[1]) for _ in range(AT_ONCE)))
        kept = sum(reply.is_success for reply in many)
        found["A23"] = ("casts at once with one link", [f"{kept} responses"] * (kept > 1))
        await asyncio.to_thread(archive.execute, "ALTER TABLE response RENAME TO away")
        failed = await answer(tokens[2])
        log = (await asyncio.to_thread(archive.seize)).files[SERVER_LOG]
    places = {"the reply": failed.content, "the log": log}
    found["A12"] = ("forced failures with canaries", search("", places, {"a comment": COMMENT}))


def _read_people(archive: Archive) -> tuple[object, ...]:
    return archive.seize(pages=False).tables["participant"].rows


def _read_letter(server: str, token: str) -> list[str]:
    letter = write_letter(server, token)
    faults = ["the letter loads a picture"] * ("<img" in letter)
    return faults + ["the letter's link leads elsewhere"] * ("click.example.com" in letter)
