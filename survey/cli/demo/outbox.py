"""Keep how letters are read back from the file outbox; know no person, only links."""

import re
import time
from email import message_from_bytes
from email.policy import default
from pathlib import Path

PATIENCE_SECONDS = 120
_LINK = re.compile(r"https?://\S+#\S+")


def read_outbox(outbox: Path, people: int) -> list[str]:
    """Wait until this many letters lie in the outbox and return their links."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    letters: list[Path] = []
    while time.monotonic() < deadline:
        letters = list(outbox.glob("*.eml"))
        if len(letters) == people:
            return [find_link(letter.read_bytes()) for letter in letters]
        time.sleep(0.1)
    raise RuntimeError(f"{len(letters)} letters of {people} in {outbox}")


def find_link(letter: bytes) -> str:
    """Find the personal link in a letter."""
    body = message_from_bytes(letter, policy=default).get_body()
    found = _LINK.search(body.get_content()) if body else None
    if found is None:
        raise RuntimeError("a letter has no link")
    return found[0]
