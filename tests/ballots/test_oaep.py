"""OAEP with chance from outside: the library opens it, and it always reads the same."""

import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.hashes import SHA256

from survey.ballots.keys import new_seal_key
from survey.ballots.oaep import wrap_again
from survey.errors import BadInput


def test_the_library_opens_what_is_wrapped_again() -> None:
    key, message, seed = new_seal_key(), secrets.token_bytes(32), secrets.token_bytes(32)

    wrap = wrap_again(key.modulus, message, seed)

    padding = OAEP(mgf=MGF1(SHA256()), algorithm=SHA256(), label=None)
    assert key.private.decrypt(wrap, padding) == message
    assert wrap == wrap_again(key.modulus, message, seed)
    assert wrap != wrap_again(key.modulus, message, bytes(32))
    for wrong in ((bytes(319), seed), (message, seed[1:])):
        with pytest.raises(BadInput):
            wrap_again(key.modulus, *wrong)
