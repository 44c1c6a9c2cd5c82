import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.ballots.ballot import (
    PADDED_LENGTH,
    Ballot,
    BallotComment,
    decode_ballot,
    encode_ballot,
)
from survey.catalogue.load import load_kit
from survey.errors import BadInput
from survey.settings import REPOSITORY

KIT = REPOSITORY / "questionnaires" / "marketing-sales"


def ballot(**parts: Any) -> Ballot:
    """Build a ballot that skips everything, but for these parts."""
    usual: dict[str, Any] = {
        "v": 1,
        "withdrawn": False,
        "kit": "ab" * 32,
        "answers": {},
        "nominations": [],
        "votes": [],
        "comments": [],
    }
    return Ballot(**usual | parts)


def comment(
    text: str = "", *, question: str = "open_works", consent: str = "count"
) -> BallotComment:
    """Build a comment."""
    return BallotComment(question=question, text=text, consent=consent)


def pad(told: str | bytes) -> bytes:
    """Pad as docs/protocol.md says, whatever it is."""
    raw = told.encode() if isinstance(told, str) else told
    return (len(raw).to_bytes(4, "big") + raw).ljust(PADDED_LENGTH, b"\0")


@given(
    answers=st.dictionaries(
        st.text("abc_123", min_size=1), st.one_of(st.integers(1, 5), st.just("unsure"))
    ),
    text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=500),
)
@settings(max_examples=50, deadline=None)
def test_a_ballot_is_read_as_it_was_written(answers: dict[str, int | str], text: str) -> None:
    filled = ballot(
        answers=answers, nominations=["goals"], votes=["a", "b"], comments=[comment(text)]
    )

    assert decode_ballot(encode_ballot(filled)) == filled


def test_every_ballot_has_the_same_length() -> None:
    ballots = [
        ballot(),
        ballot(withdrawn=True),
        ballot(answers={"goals_1": 4}, comments=[comment("ы" * 1000)]),
    ]

    assert {len(encode_ballot(each)) for each in ballots} == {PADDED_LENGTH}


def test_the_bytes_are_those_of_the_protocol() -> None:
    filled = ballot(answers={"goals_1": 4, "goals_2": "unsure"})

    told = json.dumps(
        {
            "v": 1,
            "withdrawn": False,
            "kit": "ab" * 32,
            "answers": {"goals_1": 4, "goals_2": "unsure"},
            "nominations": [],
            "votes": [],
            "comments": [],
        },
        separators=(",", ":"),
    )
    assert encode_ballot(filled) == pad(told)


def test_the_longest_honest_ballot_of_the_kit_fits() -> None:
    kit = load_kit(KIT)
    causes = sorted((cause.code for cause in kit.causes), key=len)
    longest = ballot(
        answers=dict.fromkeys(kit.items, "unsure"),
        nominations=causes[-kit.most_nominations :],
        votes=sorted(kit.votable, key=len)[-kit.most_votes :],
        # Quotes and line feeds take two bytes as Cyrillic does; three are the most per unit.
        comments=[
            comment("漢" * 1000, question=question, consent="paraphrase")
            for question in kit.open_questions
        ],
    )

    assert decode_ballot(encode_ballot(longest)) == longest


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(BadInput):
        encode_ballot(ballot(votes=[f"vote_{i}" for i in range(2000)]))


def test_a_comment_may_have_a_thousand_units_of_utf_16() -> None:
    for text in ("ы" * 1000, "\U0001f33c" * 500, "a\n" * 500):
        assert (
            decode_ballot(encode_ballot(ballot(comments=[comment(text)]))).comments[0].text == text
        )
    for text in ("ы" * 1001, "\U0001f33c" * 500 + "a"):
        with pytest.raises(BadInput):
            encode_ballot(ballot(comments=[comment(text)]))


def test_control_characters_are_taken_out_of_comments() -> None:
    told = encode_ballot(ballot(comments=[comment("one\ntwo")])).rstrip(b"\0")[4:]
    spoilt = told.replace(b"one", rb"\u0000o\rn\u001b\te\u0085\u007f")

    assert decode_ballot(pad(spoilt)).comments[0].text == "one\ntwo"


@pytest.mark.parametrize(
    "written, read",
    [
        (r"cut \ud83d", "cut \ufffd"),
        (r"cut \uDE00 off", "cut \ufffd off"),
        (r"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
        (r"whole \ud83d\ude00", "whole \U0001f600"),
        (r"typed \\ud83d", r"typed \ud83d"),
        (r"\\\ud83d", "\\\ufffd"),
    ],
)
def test_half_an_emoji_does_not_cost_a_ballot(written: str, read: str) -> None:
    # What JSON.stringify writes for half a pair, as a field's length limit can leave it.
    told = encode_ballot(ballot(comments=[comment("HERE")])).rstrip(b"\0")[4:]

    assert decode_ballot(pad(told.replace(b"HERE", written.encode()))).comments[0].text == read


WHOLE = json.loads(encode_ballot(ballot()).rstrip(b"\0")[4:])


@pytest.mark.parametrize(
    "spoilt",
    [
        {"v": 2},
        {"withdrawn": True, "answers": {"goals_1": 4}},
        {"withdrawn": True, "nominations": ["goals"]},
        {"withdrawn": 0},
        {"answers": {"goals_1": "sure"}},
        {"answers": {"goals_1": True}},
        {"answers": {"goals_1": 4.5}},
        {"answers": {"goals_1": None}},
        {"nominations": ["goals", "goals"]},
        {"votes": ["pulse", "pulse"]},
        {"comments": [{"question": "open_works", "text": "", "consent": "all"}]},
        {"comments": [{"question": "open_works", "text": ""}]},
        {"comments": [{"question": "a", "text": str(i), "consent": "count"} for i in range(2)]},
        {"person": "me"},
    ],
    ids=str,
)
def test_a_ballot_of_another_form_is_refused(spoilt: dict[str, Any]) -> None:
    assert decode_ballot(pad(json.dumps(WHOLE))) == ballot()

    assert_refused(pad(json.dumps(WHOLE | spoilt)))


def test_other_padding_is_refused() -> None:
    whole = encode_ballot(ballot())

    for other in (
        b"",
        whole[:-1],
        whole + b"\0",
        whole[:-1] + b"\1",
        b"\xff\xff\xff\xff" + whole[4:],
        bytes(PADDED_LENGTH),
        pad("[" * 12000),
        pad(b"\xff\xfe"),
        pad(json.dumps(WHOLE) + "{}"),
    ):
        assert_refused(other)


def assert_refused(padded: bytes) -> None:
    """Check that a ballot is refused and that the error quotes nothing of it."""
    with pytest.raises(BadInput) as refused:
        decode_ballot(padded)

    assert (str(refused.value), refused.value.__cause__) == ("bad_ballot", None)
