"""Keep the same scripted people on the naive build, and the same poller beside it."""

import asyncio
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import numpy as np
from numpy.random import Generator

from survey.ballots.ballot import encode_ballot
from survey.cli.demo.server import find_port
from survey.settings import REPOSITORY
from tests.privacy.evidence import Archive
from tests.privacy.people import COMMENT
from tests.redteam.case import NAIVE, Actor, Case
from tests.redteam.lenses import look_at_naive
from tests.redteam.naive import DATABASE
from tests.redteam.places import Place
from tests.redteam.script import CAST, COLLECT, HOURLY, write_script
from tests.redteam.stage import PEOPLE, Poller, make_archive
from tests.redteam.voters import view_answers, write_ballot
from tests.town import load_real_kit, run_apart

START_SECONDS = 60


@contextmanager
def serve_naive(place: Place) -> Iterator[str]:
    """Run the naive server until the block ends."""
    port = find_port()
    (place.home / "data").mkdir(exist_ok=True)
    url = place.url or f"sqlite+aiosqlite:///{place.home / 'data' / 'accord.db'}"
    switches = ("--interface=asgi", "--factory", "--access-log", f"--port={port}")
    with (place.home / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "granian", *switches, "tests.redteam.naive:load_app"],
            cwd=REPOSITORY,
            env={**os.environ, DATABASE: url},
            stdout=log,
            stderr=log,
        )
        try:
            _wait(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def invite_naively(archive: Archive, people: tuple[int, int]) -> list[tuple[str, str, str]]:
    """Write participants into the database; return address, token, department."""
    invited = [
        (f"{code[0]}{n}@example.org", secrets.token_urlsafe(16), code)
        for code, count in zip(("marketing", "sales"), people, strict=True)
        for n in range(count)
    ]
    statement = "INSERT INTO participant (email, token, department) VALUES (:1, :2, :3)"
    archive.execute(statement, invited)
    return invited


def play_naive(place: Place, rng: Generator, *, people: tuple[int, int] = PEOPLE) -> Case:
    """Play a campaign on the naive build."""
    with serve_naive(place) as server:
        archive = make_archive(place)
        invited = invite_naively(archive, people)
        poller = Poller(archive=archive, lens=look_at_naive)
        actors = _play(server, poller, invited, rng)
        final = archive.seize()
    sight = look_at_naive(final)
    return Case(
        build=NAIVE,
        database=place.kind,
        actors=actors,
        glimpses=tuple(poller.glimpses),
        evening=final,
        night=final,
        closed=final,
        sights=dict.fromkeys(("evening", "night", "closed"), sight),
        copies={},
        letters={},
        torn=poller.torn,
    )


def _play(
    server: str, poller: Poller, invited: list[tuple[str, str, str]], rng: Generator
) -> tuple[Actor, ...]:
    kit = load_real_kit()
    order = rng.permutation(len(invited))
    ballots = [write_ballot(kit, f"{COMMENT} {n}", rng) for n in range(len(invited))]
    plain = [encode_ballot(ballot)[4:].rstrip(b"\0").decode() for ballot in ballots]
    keys: dict[int, str] = {}
    collected: list[int] = []

    async def answer() -> None:
        async with httpx.AsyncClient(base_url=server, trust_env=False, timeout=60) as client:
            poller.copy(0.0, HOURLY)
            for event in write_script(len(invited), rng):
                if event.act == COLLECT:
                    token = invited[order[event.who]][1]
                    (await client.get("/survey", params={"token": token})).raise_for_status()
                    collected.append(event.who)
                elif event.act == CAST:
                    body = {"token": invited[order[event.who]][1], "answers": plain[event.who]}
                    reply = (await client.post("/answer", json=body)).raise_for_status()
                    keys[event.who] = str(reply.json()["response"])
                await asyncio.to_thread(poller.copy, event.at, event.act)

    run_apart(answer())
    place = np.argsort(collected)
    return tuple(
        Actor(
            email=invited[order[who]][0],
            department=invited[order[who]][2],
            token=invited[order[who]][1],
            key=keys[who],
            secret=plain[who].encode(),
            comment=f"{COMMENT} {who}",
            collected=int(place[who]),
            blinded=b"",
            views=view_answers(ballots[who]),
        )
        for who in range(len(invited))
    )


def _wait(server: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    with httpx.Client(base_url=server, trust_env=False) as client:
        while time.monotonic() < deadline and process.poll() is None:
            try:
                if client.get("/health").is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
    raise RuntimeError("the naive server did not start")
