"""Let the disk fail at a chosen statement: no trace in the schema, which doctor would see."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event


@contextmanager
def failing(start: str, after: int = 0) -> Iterator[None]:
    """Let statements that begin so fail, but for the first ones."""
    seen: list[str] = []

    def fail(*call: object) -> None:
        if isinstance(call[2], str) and call[2].startswith(start):
            seen.append(start)
            if len(seen) <= after:
                return
            message = "the disk is full"
            raise OSError(message)

    event.listen(Engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", fail)
