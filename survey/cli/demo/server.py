"""Keep the server that the demonstration starts and stops on loopback; end nothing else."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

START_SECONDS, STOP_SECONDS = 120, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server: its address and its process."""

    address: str
    process: "subprocess.Popen[bytes]"


@contextmanager
def run_server(home: Path, port: int, **settings: str) -> Iterator[Server]:
    """Run `accord serve` on this home until the block ends; `settings` are ACCORD_… variables."""
    address = f"http://127.0.0.1:{port}"
    log = (home / "server.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "survey", "serve"],
        env={**os.environ, **environment(home, port), **settings},
        stdout=log,
        stderr=log,
    )
    try:
        _wait(address, process)
        yield Server(address=address, process=process)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()


def environment(home: Path, port: int) -> Mapping[str, str]:
    """Return the settings of the demonstration's installation."""
    return {
        "ACCORD_HOME": str(home),
        "ACCORD_HOST": "127.0.0.1",
        "ACCORD_PORT": str(port),
        "ACCORD_BASE_URL": f"http://127.0.0.1:{port}",
    }


def find_port() -> int:
    """Find a port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    # One client: each reads the certificates of the world, which takes longer than the server.
    with httpx.Client(base_url=address, trust_env=False) as client:
        while time.monotonic() < deadline and process.poll() is None:
            try:
                if client.get("/health").is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
    raise RuntimeError(f"no server at {address}; its log is server.log in the demo's home")
