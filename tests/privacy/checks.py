"""Keep the seven checks: each looks at a story and returns what breaks the promise, in words.

A check knows nothing of how the product is built beyond the names of its tables: it would find
the same in any other. The broken copies that each must find are in breaks.py.
"""

import re
import uuid
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Literal

from scipy.stats import kendalltau

from survey.ballots import base64url
from survey.store.roster import hash_token
from tests.privacy.evidence import (
    DATABASE,
    JOURNAL,
    POSTGRES_LOG,
    SERVER_LOG,
    Evidence,
    Table,
    Value,
)
from tests.privacy.people import ADDRESS, AGENT, COMMENT, PROXY_ADDRESS, REFERER, Exchange, Person
from tests.privacy.search import search, spell_plainly
from tests.privacy.story import Story

# What the office writes down, the public facts of campaigns, and letters that wait to be sent.
# Every other table, also one that nobody knows yet, is looked at as a participants' table.
OFFICE = ("campaign", "department", "release", "account", "office_session", "audit_event")
NOT_PARTICIPANTS = (*OFFICE, "plan_choice", "earlier_survey", "errand", "alembic_version")

# What all people's requests have in common.
TRACES: Mapping[str, str] = {
    "an address": ADDRESS,
    "a proxy's address": PROXY_ADDRESS,
    "a user agent": AGENT,
    "a referrer": REFERER,
}
# What a ballot's plaintext holds whatever was answered, and nothing else in the installation.
ANSWERS: Mapping[str, str] = {
    "a comment": COMMENT,
    "the answers of a ballot": '"goals_1":',
    "the picks of a ballot": '"nominations":',
    "the state of a ballot": '"withdrawn":',
}

# One false alarm in some ten thousand runs: an order that shows has a p-value near 2/12! here.
ALARM = 1e-5
# Bytes of a page as both databases come.
POSTGRES_PAGE, SQLITE_PAGE = 8192, 4096

_DAY = 86_400
_CLOCK = re.compile(r"\d{1,2}:\d\d(:\d\d|\b)|\d{4}-\d\d-\d\dT|\d{8}T\d{4}")
_TIMED_TYPE = re.compile(r"date|time|interval", re.IGNORECASE)
_TIMED_UUIDS = (1, 6, 7)
_ENDS: tuple[Literal["big", "little"], ...] = ("big", "little")


def find_addresses(story: Story) -> list[str]:
    """Find from where, with what or with which link somebody came."""
    return [
        found
        for moment, evidence in _moments(story).items()
        for found in search(f"{moment}: ", _read_all(evidence), TRACES)
        + search(f"{moment}: ", _read_all(evidence), _list_tokens(story), spell=spell_plainly)
    ]


def find_clocks(story: Story) -> list[str]:
    """Find what tells when somebody answered."""
    return _find_timed_columns(story) + _find_changed_tables(story) + _find_timed_files(story)


def find_counters(story: Story) -> list[str]:
    """Find numbers that say who came earlier and who later."""
    found = []
    for name, table in _participants(story.night).items():
        if len(set(table.hidden)) > 1:
            found.append(f"{name} numbers its rows behind our back")
        for column in table.columns:
            values = table.column(column.name)
            if column.counted:
                found.append(f"{name}.{column.name} is a counter")
            if any(isinstance(value, int) and value not in (0, 1) for value in values):
                found.append(f"{name}.{column.name} holds numbers")
            if values and all(_read_uuid_version(value) in _TIMED_UUIDS for value in values):
                found.append(f"{name}.{column.name} holds identifiers made of a clock")
    return found


def find_orders(story: Story) -> list[str]:
    """Find an order of rows, pages or bytes that goes with the order of taking part."""
    pages = _files(story.night, DATABASE) + _files(story.night, JOURNAL)
    # Who changed their mind is left out: a later ballot lies where an earlier one left a hole.
    once = [each for each in story.people if len(each.casts) == 2]
    lain = {
        # The middle of a ballot lies in pages of its own, outside the table's order.
        "ballots": [base64url.decode(each.casts[1].sealed)[2400:2464] for each in once],
        "credentials": [base64url.decode(each.casts[0].signature) for each in once],
        "invitations": [sha256(each.blinded).digest() for each in story.people],
    }
    found = []
    for what, secrets in lain.items():
        places = [pages.find(secret) for secret in secrets]
        if min(places) < 0:
            found.append(f"{what} are not where they should lie")
        for order in (places, _read_pages_backwards(places, story)):
            tau = kendalltau(range(len(order)), order)
            if tau.pvalue < ALARM:
                found.append(f"{what} lie in the order of taking part: tau {tau.statistic:.2f}")
    return sorted(set(found))


def find_weights(story: Story) -> list[str]:
    """Find a length that tells what was answered, or whether it was for the first time."""
    stored = story.troubled.tables["ballot"]
    found = [
        f"ballots in the box differ in the length of {column}"
        for column in ("prepared", "signature", "sealed")
        if len({len(_as_bytes(value)) for value in stored.column(column)}) != 1
    ]
    for door in ("issue", "cast"):
        for department in sorted({each.casts[0].department for each in story.people}):
            own = [each for each in story.people if each.casts[0].department == department]
            good = [told for each in own for told in each.told(door) if told.status == 200]
            weights = {
                "requests": {len(each.sent) for each in good},
                "headers of replies": {_weigh(each.headers) for each in good},
                "replies": {len(each.reply) for each in good},
            }
            found += [
                f"{what} at {door} for {department} differ in length"
                for what, lengths in weights.items()
                if len(lengths) != 1
            ]
    if len({told.reply for each in story.people for told in _accepted(each)}) != 1:
        found.append("replies to a cast differ")
    return found


def find_remains(story: Story) -> list[str]:
    """Find an answer in the files at any time, and anybody or any ballot after the close."""
    kept = {
        name: content
        for name, content in _read_all(story.closed).items()
        # PostgreSQL's journal is like a backup: sealed ballots are in it until it is reused. What
        # could be read may not even be there.
        if not name.startswith(JOURNAL) or POSTGRES_LOG not in story.closed.files
    }
    return [
        found
        for moment, evidence in _moments(story).items()
        for found in search(f"{moment}: ", _read_all(evidence), ANSWERS)
    ] + search("closed: ", kept, _list_secrets(story), spell=spell_plainly)


def find_logged(story: Story) -> list[str]:
    """Find what a log repeats of a request, or when the request came."""
    logs = {
        name: content
        for name, content in story.closed.files.items()
        if name in (SERVER_LOG, POSTGRES_LOG)
    }
    found = search("", logs, {**TRACES, **ANSWERS, **_list_tokens(story), **_list_secrets(story)})
    # PostgreSQL puts a time before each line of its own: that no line of it is written while
    # people answer as they should is for find_clocks.
    if _CLOCK.search(logs[SERVER_LOG].decode()):
        found.append(f"{SERVER_LOG} holds a time of the day")
    return found


def _find_timed_columns(story: Story) -> list[str]:
    found = []
    for name, table in _participants(story.troubled).items():
        for column in table.columns:
            values = table.column(column.name)
            if _TIMED_TYPE.search(column.type) or any(_tells(each, story) for each in values):
                found.append(f"{name}.{column.name} holds a time")
    for name in ("campaign", "department", "release"):
        rows = story.closed.tables[name].rows
        if any(_CLOCK.search(_as_text(value)) for row in rows for value in row):
            found.append(f"{name} holds a time of the day")
    return found


def _find_changed_tables(story: Story) -> list[str]:
    others = set(story.before.tables) - set(_participants(story.before))
    return [
        f"answering changed {name}"
        for name in sorted(others)
        if story.before.tables[name].rows != story.answered.tables[name].rows
    ]


def _find_timed_files(story: Story) -> list[str]:
    found = []
    for name, written in story.answered.times.items():
        # The database's files tell when the last write was, to whoever looks that second.
        if written >= story.began and not name.startswith((DATABASE, JOURNAL)):
            found.append(f"{name} was written while people answered")
        if _tells(Path(name).stem, story):
            found.append(f"{name} is named for a time")
    return found


def _moments(story: Story) -> Mapping[str, Evidence]:
    # Files and logs only grow until the close rewrites them.
    return {"open": story.troubled, "closed": story.closed}


def _participants(evidence: Evidence) -> dict[str, Table]:
    return {name: table for name, table in evidence.tables.items() if name not in NOT_PARTICIPANTS}


def _list_tokens(story: Story) -> dict[str, str | bytes]:
    return {f"the token of person {each.number}": each.token for each in story.people} | {
        f"the secret of person {each.number}": base64url.decode(each.casts[0].secret)
        for each in story.people
    }


def _list_secrets(story: Story) -> dict[str, str | bytes]:
    """List what the roster and the box hold, and must not hold after the close."""
    listed: dict[str, str | bytes] = {f"a name, {name}": name for name in story.names}
    for each in story.people:
        secrets = {
            "the nullifier": each.nullifier,
            "the token's hash": hash_token(each.token),
            "the blinded message's hash": sha256(each.blinded).digest(),
            "the message": base64url.decode(each.casts[0].message),
            "the signature": base64url.decode(each.casts[0].signature)[:48],
        }
        for number, cast in enumerate(each.casts, start=1):
            sealed = base64url.decode(cast.sealed)
            for place in (1, len(sealed) // 2, len(sealed) - 48):
                secrets[f"ballot {number} from byte {place} on"] = sealed[place : place + 48]
        listed |= {f"{what} of person {each.number}": secret for what, secret in secrets.items()}
    return listed


def _read_all(evidence: Evidence) -> dict[str, bytes]:
    """Return files and rows: a database may keep in a file what it packed."""
    rows = {
        f"table {name}": b"\n".join(_as_bytes(value) for row in table.rows for value in row)
        for name, table in evidence.tables.items()
    }
    return {**evidence.files, **rows}


def _tells(value: object, story: Story) -> bool:
    """Tell whether a value reads as a time of the day, or as a moment of these days."""
    if isinstance(value, bytes):
        if len(value) not in (4, 8):
            return False
        return any(_tells(int.from_bytes(value, end), story) for end in _ENDS)
    if isinstance(value, str) and value.isdecimal():
        value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return any(abs(value / unit - story.began) < _DAY for unit in (1, 1e3, 1e6, 1e9))
    return value is not None and bool(_CLOCK.search(str(value)))


def _read_uuid_version(value: object) -> int | None:
    try:
        if isinstance(value, bytes) and len(value) == 16:
            return uuid.UUID(bytes=value).version
        return uuid.UUID(str(value)).version if isinstance(value, str | uuid.UUID) else None
    except ValueError:
        return None


def _accepted(person: Person) -> list[Exchange]:
    return [told for told in person.told("cast") if told.status == 200]


def _weigh(headers: Sequence[tuple[str, str]]) -> int:
    return sum(len(name) + len(value) for name, value in headers)


def _read_pages_backwards(places: Sequence[int], story: Story) -> list[int]:
    """Turn each page round: both databases fill a page from its end."""
    page = POSTGRES_PAGE if POSTGRES_LOG in story.night.files else SQLITE_PAGE
    return [place - place % page + page - place % page for place in places]


def _files(evidence: Evidence, kind: str) -> bytes:
    return b"".join(content for name, content in evidence.files.items() if name.startswith(kind))


def _as_text(value: Value) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _as_bytes(value: Value) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
