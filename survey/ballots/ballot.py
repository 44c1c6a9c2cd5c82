"""Keep what one person answered, before sealing and after opening; never who, never when."""

import re
import unicodedata

import msgspec

from survey.errors import BadInput

# Every ballot has this length before sealing, so that its size tells nothing of the answers.
PADDED_LENGTH = 12288
MOST_COMMENT_UNITS = 1000
CONSENTS = ("verbatim", "paraphrase", "count")
UNSURE = "unsure"

_PREFIX_LENGTH = 4
# An escape of a pair of surrogates, of a single one (in `lone`), or any other escape.
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(?P<lone>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\."
)


class BallotComment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was written to an open question, and how its author lets it be used."""

    question: str
    text: str
    consent: str


class Ballot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One filled questionnaire, or the word that it is withdrawn.

    `answers` are codes of the item's format or "unsure"; a skipped item is absent.
    """

    v: int
    withdrawn: bool
    kit: str
    answers: dict[str, int | str]
    nominations: list[str]
    votes: list[str]
    comments: list[BallotComment]


def blank_ballot(kit: str) -> Ballot:
    """Say that nothing is answered: what every credential casts first, and who withdraws again."""
    return Ballot(v=1, withdrawn=True, kit=kit, answers={}, nominations=[], votes=[], comments=[])


def encode_ballot(ballot: Ballot) -> bytes:
    """Write a ballot in the one length that all ballots have.

    Raises
    ------
    BadInput
        The ballot breaks a rule of its form, or is too long.
    """
    told = msgspec.json.encode(_require_form(ballot))
    if len(told) > PADDED_LENGTH - _PREFIX_LENGTH:
        raise BadInput("bad_ballot")
    return (len(told).to_bytes(_PREFIX_LENGTH, "big") + told).ljust(PADDED_LENGTH, b"\0")


def decode_ballot(padded: bytes) -> Ballot:
    """Read a ballot; whether its answers exist in the kit is the tally's to say.

    Control characters but the line feed are taken out of comments, and half of an emoji that a
    phone cut off becomes a replacement character: neither is worth losing a person's answers.

    Raises
    ------
    BadInput
        Anything else is not as `encode_ballot` writes it.
    """
    length = int.from_bytes(padded[:_PREFIX_LENGTH], "big")
    told, rest = padded[_PREFIX_LENGTH:][:length], padded[_PREFIX_LENGTH:][length:]
    if len(padded) != PADDED_LENGTH or len(told) != length or any(rest):
        raise BadInput("bad_ballot")
    try:
        ballot = msgspec.json.decode(_ESCAPE.sub(_mend, told), type=Ballot)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        # Not chained: the cause may quote the ballot.
        raise BadInput("bad_ballot") from None
    return _require_form(ballot)


def _mend(escape: re.Match[bytes]) -> bytes:
    return rb"\ufffd" if escape["lone"] else escape[0]


def _require_form(ballot: Ballot) -> Ballot:
    filled = ballot.answers or ballot.nominations or ballot.votes or ballot.comments
    comments = [_clean(comment) for comment in ballot.comments]
    questions = {comment.question for comment in comments}
    right = (
        ballot.v == 1
        and not (ballot.withdrawn and filled)
        and all(isinstance(code, int) or code == UNSURE for code in ballot.answers.values())
        and len(set(ballot.nominations)) == len(ballot.nominations)
        and len(set(ballot.votes)) == len(ballot.votes)
        and len(questions) == len(comments)
        and all(comment.consent in CONSENTS for comment in comments)
        and all(
            len(comment.text.encode("utf-16-le")) // 2 <= MOST_COMMENT_UNITS for comment in comments
        )
    )
    if not right:
        raise BadInput("bad_ballot")
    return msgspec.structs.replace(ballot, comments=comments)


def _clean(comment: BallotComment) -> BallotComment:
    kept = (c for c in comment.text if c == "\n" or unicodedata.category(c) != "Cc")
    return msgspec.structs.replace(comment, text="".join(kept))
