"""OAEP with chance from outside: the library opens it, and it always reads the same."""

import secrets

import pytest

from survey.ballots.keys import new_seal_key
from survey.ballots.oaep import wrap_again
from survey.errors import BadInput
from tests.ballots.padding import OAEP_SHA256


def test_the_library_opens_what_is_wrapped_again() -> None:
    key, message, seed = new_seal_key(), secrets.token_bytes(32), secrets.token_bytes(32)

    wrap = wrap_again(key.modulus, message, seed)

    assert key.private.decrypt(wrap, OAEP_SHA256) == message
    assert wrap == wrap_again(key.modulus, message, seed)
    assert wrap != wrap_again(key.modulus, message, bytes(32))
    for wrong in ((bytes(319), seed), (message, seed[1:])):
        with pytest.raises(BadInput):
            wrap_again(key.modulus, *wrong)
