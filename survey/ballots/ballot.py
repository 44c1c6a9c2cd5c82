"""Keep what a ballot says once it is opened, padded to one length; never who cast it, or when."""

from typing import Literal

import msgspec

from survey.errors import BadInput

PADDED_LENGTH = 12_288
_HEADER = 4


class BallotComment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A free text and what its author allows."""

    question: str
    text: str
    consent: Literal["verbatim", "paraphrase", "count"]


class Ballot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything a person answered; `kit` is the hash of the questionnaire that was shown."""

    v: Literal[1]
    withdrawn: bool
    kit: str
    answers: dict[str, int | Literal["unsure"]]
    nominations: list[str]
    votes: list[str]
    comments: list[BallotComment]


def encode_ballot(ballot: Ballot) -> bytes:
    """Write a ballot, padded to PADDED_LENGTH bytes.

    Raises
    ------
    BadInput
        The ballot is longer than that.
    """
    body = msgspec.json.encode(ballot)
    if len(body) > PADDED_LENGTH - _HEADER:
        raise BadInput("ballot_too_long", length=len(body))
    return (len(body).to_bytes(_HEADER, "big") + body).ljust(PADDED_LENGTH, b"\0")


def decode_ballot(padded: bytes) -> Ballot:
    """Read a padded ballot.

    Raises
    ------
    BadInput
        The length, the padding or the JSON is wrong.
    """
    length = int.from_bytes(padded[:_HEADER], "big")
    end = _HEADER + length
    if len(padded) != PADDED_LENGTH or end > PADDED_LENGTH or any(padded[end:]):
        raise BadInput("ballot_unreadable")
    try:
        return msgspec.json.decode(padded[_HEADER:end], type=Ballot)
    except (msgspec.DecodeError, RecursionError):
        raise BadInput("ballot_unreadable") from None
