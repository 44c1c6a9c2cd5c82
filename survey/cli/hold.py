"""Keep the hold on an installation: one server at a time, and none without its main process.

What is locked are the folders themselves, so that no file is left behind by a crash: the kernel
lets go when the last process that holds them is gone.
"""

import fcntl
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable
from multiprocessing import parent_process
from pathlib import Path

from sqlalchemy import make_url

from survey.errors import Refused
from survey.settings import Settings

# A worker without its main process ends its requests, and after this long it ends all the same.
_GRACE_SECONDS = 10


class AlreadyRunning(Refused):
    """Another server of this installation runs; `folder` is what it holds."""

    code = "already_running"


def hold_installation(settings: Settings) -> tuple[int, ...]:
    """Lock the installation for this process and its workers; return what keeps the locks.

    Raises
    ------
    AlreadyRunning
        Another process holds the key folder or the folder of the database's file.
    """
    held: list[int] = []
    try:
        # One by one, so that what was locked before a refusal is let go.
        held.extend(_lock(folder) for folder in find_folders(settings))
    except AlreadyRunning:
        let_go(held)
        raise
    return tuple(held)


def let_go(held: Iterable[int]) -> None:
    """Give up locks of this process."""
    for descriptor in held:
        os.close(descriptor)


def find_folders(settings: Settings) -> tuple[Path, ...]:
    """Name the folders that only one server may work on; a database server keeps its own."""
    folders = {settings.keys.resolve()}
    address = make_url(settings.database)
    if address.get_backend_name() == "sqlite" and address.database:
        folders.add(Path(address.database).resolve().parent)
    return tuple(sorted(folders))


def end_with_parent() -> None:
    """End this worker when its main process is gone, however that came about.

    Nobody could stop such a worker in the usual way, and a new server would be refused its port.
    """
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent.join,), daemon=True).start()


def _follow(wait: Callable[[], None]) -> None:
    wait()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    os._exit(1)


def _lock(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise AlreadyRunning(folder=folder) from None
    return descriptor
