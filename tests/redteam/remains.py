"""Keep the attacks on what lies about: files, logs, keys and lengths of one campaign."""

import re
from collections.abc import Callable, Mapping

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from survey.ballots import base64url
from tests.privacy import checks
from tests.privacy.evidence import SERVER_LOG, Evidence
from tests.privacy.people import COMMENT
from tests.privacy.search import search, spell_plainly
from tests.redteam import papers
from tests.redteam.case import ACCORD, Case
from tests.redteam.findings import Found

ANSWERS = {"a comment": COMMENT, "answers": '"goals_1":', "picks": '"nominations":'}
_TIME = re.compile(rb"\d\d:\d\d:\d\d")
_PEM = b"PRIVATE KEY-----"


def a02_rows_of_answers(case: Case) -> list[str]:
    """A02: any answer of a single person at rest after the close."""
    rows = (
        [f"{len(case.sights['closed'].ballots)} ballots"] if case.sights["closed"].ballots else []
    )
    return rows + search("", {**_read(case.closed), **case.papers}, ANSWERS)


def a03_raw_bytes(case: Case) -> list[str]:
    """A03: files, free pages and journals, byte by byte, for everything planted."""
    if case.story is not None:
        return checks.find_remains(case.story)
    planted = {f"the address of {actor.email}": actor.email for actor in case.actors}
    tokens = {f"the token of {actor.email}": actor.token for actor in case.actors}
    return search("", _read(case.closed), {**planted, **tokens}, spell=spell_plainly)


def a05_statistics(case: Case) -> list[str]:
    """A05: numbers that the database keeps by itself, and its samples of columns."""
    if case.story is None:
        tables = case.closed.tables
        return [
            f"{name} numbers its rows" for name, table in tables.items() if _counts(table.hidden)
        ]
    return checks.find_counters(case.story) + checks.find_orders(case.story)


def a10_keys_elsewhere(case: Case) -> list[str]:
    """A10: private keys, whole or in parts, anywhere but in the key directory while it is open."""
    parts: dict[str, str | bytes] = {}
    for name, pem in case.keys_open.items():
        key = load_pem_private_key(pem, password=None)
        assert isinstance(key, RSAPrivateKey)
        numbers = key.private_numbers()
        for part in ("p", "q", "d"):
            value: int = getattr(numbers, part)
            raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
            parts[f"{part} of {name}"] = raw
            parts[f"{part} of {name} in base64url"] = base64url.encode(raw)[:64]
            parts[f"{part} of {name} in digits"] = str(value)
        parts[f"a line of {name}"] = pem.splitlines()[len(pem.splitlines()) // 2]
    own = {name for name in case.evening.files if name.startswith("keys/")}
    found = search("open: ", _read(case.evening, without=own), parts, spell=spell_plainly)
    for moment, evidence, less in (("open", case.evening, own), ("closed", case.closed, set())):
        places = _read(evidence, without=less)
        found += [f"{moment}: {name} holds a key" for name in places if _PEM in places[name]]
    return found + search("closed: ", _read(case.closed), parts, spell=spell_plainly)


def a11_logs(case: Case) -> list[str]:
    """A11: addresses, user agents, tokens and times of the day in logs."""
    if case.story is not None:
        story = case.story
        return checks.find_addresses(story) + checks.find_logged(story) + checks.find_clocks(story)
    log = case.closed.files[SERVER_LOG]
    tokens = {f"the token of {actor.email}": actor.token for actor in case.actors}
    times = [f"{SERVER_LOG} holds times"] if _TIME.search(log) else []
    return times + search("", {SERVER_LOG: log}, {**tokens, "an address": "127.0.0.1"})


def a18_lengths(case: Case) -> list[str]:
    """A18: the length of a ballot, a request or a reply tells what was answered."""
    if case.story is not None:
        return checks.find_weights(case.story)
    lengths = {len(ballot.plain or b"") for ballot in case.sights["closed"].ballots}
    return [f"answers have {len(lengths)} lengths"] if len(lengths) > 1 else []


LOOKS: Mapping[str, tuple[str, Callable[[Case], list[str]]]] = {
    "A02": ("row-level answers at rest after the close, papers included", a02_rows_of_answers),
    "A03": ("raw bytes: files, free pages, journals", a03_raw_bytes),
    "A05": ("numbers and samples that the database keeps by itself", a05_statistics),
    "A10": ("private keys outside the key directory", a10_keys_elsewhere),
    "A11": ("address, user agent, token, time of day in logs", a11_logs),
    "A18": ("lengths of ballots, requests, replies", a18_lengths),
    "A29": ("all outputs against every answer and rule", papers.a29_differences),
    "A32": ("PDF: text, drawings, metadata, files", papers.a32_prints),
}


def look_around(case: Case) -> list[Found]:
    """Try every attack on one campaign."""
    return [
        Found(
            number=number,
            title=title,
            build=case.build,
            database=case.database,
            faults=tuple(look(case)),
        )
        for number, (title, look) in LOOKS.items()
        # What the naive build has no such thing as: keys, a gate, reports.
        if case.build == ACCORD or number not in ("A10", "A29", "A32")
        # Printed takes seconds: only some campaigns are.
        if number != "A32" or "report/ru" in case.papers
    ]


def _read(evidence: Evidence, *, without: set[str] | None = None) -> dict[str, bytes]:
    rows = {
        f"table {name}": "\n".join(str(value) for row in table.rows for value in row).encode()
        for name, table in evidence.tables.items()
    }
    files = {name: body for name, body in evidence.files.items() if name not in (without or set())}
    return {**files, **rows}


def _counts(hidden: tuple[int, ...]) -> bool:
    return len(set(hidden)) > 1
