"""Keep how somebody who knows the code reads a seized database; one lens for each build."""

from collections.abc import Callable

from tests.privacy.evidence import DATABASE, JOURNAL, Evidence, Table, Value
from tests.redteam.case import Sight, Stored, Trace

Lens = Callable[[Evidence], Sight]


def look_at_accord(evidence: Evidence) -> Sight:
    """Read people, invitations and ballots as the product keeps them."""
    invitee, invitation = evidence.tables["invitee"], evidence.tables["invitation"]
    ballot = evidence.tables["ballot"]
    blinded = dict(
        zip(invitation.column("id"), _places(evidence, invitation, "blinded"), strict=True)
    )
    numbers = dict(zip(invitation.column("id"), _numbers(invitation), strict=True))
    taken = dict(zip(invitation.column("id"), invitation.column("collected"), strict=True))
    people = {
        str(email): Trace(taken=bool(taken[name]), place=blinded[name], number=numbers[name])
        for email, name in zip(invitee.column("email"), invitee.column("invitation"), strict=True)
    }
    ballots = tuple(
        Stored(
            key=_bytes(key).hex(),
            department=str(department),
            place=place,
            number=number,
            plain=None,
            sealed=_bytes(sealed),
            signature=_bytes(signature),
        )
        for key, department, sealed, signature, place, number in zip(
            ballot.column("nullifier"),
            ballot.column("department"),
            ballot.column("sealed"),
            ballot.column("signature"),
            _places(evidence, ballot, "sealed"),
            _numbers(ballot),
            strict=True,
        )
    )
    return Sight(people=people, ballots=ballots)


def look_at_naive(evidence: Evidence) -> Sight:
    """Read the naive build: one row a person, one row a response, both numbered."""
    person, response = evidence.tables["participant"], evidence.tables["response"]
    people = {
        str(email): Trace(taken=completed is not None, place=place, number=number)
        for place, (email, completed, number) in enumerate(
            zip(person.column("email"), person.column("completed"), _numbers(person), strict=True)
        )
    }
    ballots = tuple(
        Stored(
            key=str(key),
            department=str(department),
            place=place,
            number=number,
            plain=str(answers).encode(),
            sealed=None,
            signature=None,
        )
        for place, (key, department, answers, number) in enumerate(
            zip(
                response.column("id"),
                response.column("department"),
                response.column("answers"),
                _numbers(response),
                strict=True,
            )
        )
    )
    return Sight(people=people, ballots=ballots)


def _places(evidence: Evidence, table: Table, column: str) -> list[int]:
    """Tell where rows lie: in PostgreSQL in the order of reading, in a file at their last bytes."""
    pages = b"".join(
        content
        for name, content in evidence.files.items()
        if name.startswith((DATABASE, JOURNAL)) and "accord.db" in name
    )
    values = table.column(column)
    if not pages or any(table.hidden):
        return list(range(len(values)))
    return [pages.rfind(_bytes(value)[-64:]) if value else -1 for value in values]


def _numbers(table: Table) -> list[int]:
    return list(table.hidden) or [0] * len(table.rows)


def _bytes(value: Value) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
