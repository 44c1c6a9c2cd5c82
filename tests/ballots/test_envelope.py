import pytest

from survey.ballots.envelope import FRESH_SECONDS, KEPT_SECONDS, Envelopes, enclose
from survey.errors import BadInput


def test_a_lock_is_fresh_after_minutes_and_forgotten_after_an_hour() -> None:
    envelopes = Envelopes()
    early = envelopes.hand_out("a", 0)
    envelope = enclose("a", early, b"shares", bytes(12))

    assert envelopes.hand_out("a", FRESH_SECONDS - 1) == early
    assert early not in {envelopes.hand_out("a", FRESH_SECONDS), envelopes.hand_out("b", 0)}
    assert envelopes.open("a", early, envelope, KEPT_SECONDS - 1) == b"shares"
    with pytest.raises(BadInput):
        envelopes.open("a", early, envelope, KEPT_SECONDS)
