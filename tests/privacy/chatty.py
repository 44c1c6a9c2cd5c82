"""Keep a server that does what ours must not: it writes down who asks, with what, for what.

The application is the real one; the log of addresses is the server program's own switch.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from litestar.types import ASGIApp, Receive, ReceiveMessage, Scope, Send

from survey.app import load_app
from survey.cli.demo.server import environment, find_port
from survey.settings import REPOSITORY
from tests.privacy.people import Person
from tests.town import run_apart

ATTEMPTS = 600
JSON = {"Content-Type": "application/json"}


def load_chatty_app() -> ASGIApp:
    """Wrap the application in a log of headers and bodies, as a debugging middleware would."""
    app = load_app()

    async def chat(scope: Scope, receive: Receive, send: Send) -> None:
        async def listen() -> ReceiveMessage:
            message = await receive()
            if message["type"] == "http.request":
                print(scope["path"], scope["headers"], message["body"], flush=True)
            return message

        await app(scope, listen, send)

    return chat


def overhear(home: Path, person: Person) -> bytes:
    """Let somebody talk to the chatty server, and return its log."""
    with _run(home) as address:
        run_apart(_talk(address, person))
    return (home / "server.log").read_bytes()


async def _talk(server: str, person: Person) -> None:
    async with person.connect(server) as client:
        for _ in range(ATTEMPTS):
            try:
                await client.get("/health")
                break
            except httpx.TransportError:
                await asyncio.sleep(0.1)
        sent = [each.sent for each in (person.told("issue")[0], person.told("cast")[0])]
        for body in (*sent, person.comment.encode()):
            await client.post("/s/x/cast", content=body, headers=JSON)


@contextmanager
def _run(home: Path) -> Iterator[str]:
    port = find_port()
    switches = ("--interface=asgi", "--factory", "--access-log", f"--port={port}")
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "granian", *switches, f"{__name__}:load_chatty_app"],
            cwd=REPOSITORY,
            env={**environment(home, port)},
            stdout=log,
            stderr=log,
        )
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)
