"""Keep a PostgreSQL server of the test run's own: on a socket in a temporary directory, no port."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import asyncpg

_PLACES = "/usr/lib/postgresql"
_SECONDS = 30
# PostgreSQL refuses to run as root; either of these is on every Debian.
_UNPRIVILEGED = ("postgres", "nobody")


class PostgresMissingError(Exception):
    """The server's programs are not installed: a failure, never a skip."""


def find_binaries(environment: Mapping[str, str]) -> Path:
    """Find the directory of initdb and postgres: ACCORD_TEST_POSTGRES_BIN, PATH, Debian's place."""
    named = environment.get("ACCORD_TEST_POSTGRES_BIN")
    on_path = shutil.which("initdb", path=environment.get("PATH", ""))
    newest_first = sorted(
        Path(_PLACES).glob("*/bin"), key=lambda place: _version(place.parent.name), reverse=True
    )
    candidates = [Path(named)] if named else []
    candidates += [Path(on_path).resolve().parent] if on_path else []
    for place in (*candidates, *newest_first):
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    message = "PostgreSQL's server is not installed; install the package `postgresql`"
    raise PostgresMissingError(message)


def _version(name: str) -> float:
    try:
        return float(name)
    except ValueError:
        return 0.0


class Postgres:
    """A running server; leaving the block ends it and removes its files."""

    def __init__(self, environment: Mapping[str, str], **settings: str) -> None:
        self._binaries = find_binaries(environment)
        self._settings = settings
        self._folder = Path(tempfile.mkdtemp(prefix="accord-pg-"))
        self._user = next(_find_users()) if os.geteuid() == 0 else None
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        (self._folder / "socket").mkdir(mode=0o700)
        if self._user is not None:
            for path in (self._folder, self._folder / "socket"):
                shutil.chown(path, self._user)
        # No sync while it is made: nothing is lost that a new run would miss.
        self._run(
            "initdb",
            *("--username=accord", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"),
            f"--pgdata={self._folder / 'data'}",
        )
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        shutil.rmtree(self._folder)

    @property
    def log(self) -> Path:
        """What the server wrote about itself."""
        return self._folder / "server.log"

    @property
    def runs(self) -> bool:
        """Whether the server was started and has not ended."""
        return self._server is not None and self._server.poll() is None

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._folder / "socket"),
            "max_connections": "60",
            "shared_buffers": "32MB",
            **self._settings,
        }
        switches = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self._server = subprocess.Popen(
                [self._binaries / "postgres", "-D", self._folder / "data", *switches],
                cwd=self._folder,
                stdout=log,
                stderr=log,
                user=self._user,
                extra_groups=[] if self._user else None,
                env={"LC_ALL": "C"},
            )
        deadline = time.monotonic() + _SECONDS
        while not self._answers():
            if time.monotonic() > deadline or self._server.poll() is not None:
                raise RuntimeError(self.log.read_text())
            time.sleep(0.05)

    def stop(self, *, at_once: bool = False) -> None:
        """End the server; `at_once` as a crash would."""
        if self._server is not None and self.runs:
            self._server.send_signal(signal.SIGQUIT if at_once else signal.SIGINT)
            self._server.wait(_SECONDS)
        self._server = None

    def url(self, name: str) -> str:
        """Address of one of its databases."""
        return f"postgresql+asyncpg://accord@/{name}?host={self._folder / 'socket'}"

    async def execute(self, statement: str) -> None:
        """Run a statement outside any transaction, as the server's owner."""
        connection = await asyncpg.connect(
            host=str(self._folder / "socket"), user="accord", database="postgres"
        )
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def _answers(self) -> bool:
        ready = self._binaries / "pg_isready"
        asked = subprocess.run(
            [ready, "-q", "-h", self._folder / "socket"], check=False, env={"LC_ALL": "C"}
        )
        return asked.returncode == 0

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._binaries / program, *arguments],
            cwd=self._folder,
            user=self._user,
            extra_groups=[] if self._user else None,
            env={"LC_ALL": "C"},
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr.decode())


def _find_users() -> Iterator[str]:
    for name in _UNPRIVILEGED:
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        yield name
