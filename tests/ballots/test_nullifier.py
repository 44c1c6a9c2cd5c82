from hashlib import sha256

import pytest

from survey.ballots import credential
from survey.errors import BadInput, CredentialRefused
from tests.ballots.spoiling import flip


def test_a_message_is_the_hash_of_a_secret_behind_a_random_prefix() -> None:
    secret = bytes(range(32))
    first, second = credential.prepare_for(secret), credential.prepare_for(secret)

    # The bytes of docs/protocol.md, written out.
    assert first[32:] == second[32:] == sha256(b"accord cast v1\0" + secret).digest()
    assert first[:32] != second[:32]
    assert credential.prepare_for(secret, prefix=bytes(32))[:32] == bytes(32)
    drawn = {credential.new_secret() for _ in range(9)}
    assert {len(each) for each in drawn} == {credential.SECRET_LENGTH}
    assert len(drawn) == 9


def test_only_the_secret_behind_a_message_is_taken() -> None:
    secret = credential.new_secret()
    prepared = credential.prepare_for(secret)

    credential.require_secret(prepared, secret)
    for wrong in (flip(secret, 31), prepared[32:], prepared[:32], b"", bytes(32)):
        with pytest.raises(CredentialRefused):
            credential.require_secret(prepared, wrong)
    with pytest.raises(CredentialRefused):
        credential.require_secret(flip(prepared, 63), secret)


def test_a_nullifier_depends_on_campaign_department_and_message() -> None:
    prepared = bytes(range(64))
    usual = credential.nullifier("spring", "sales", prepared)

    # The bytes of docs/protocol.md, written out.
    assert usual == sha256(b"accord ballot v1\0spring\0sales\0" + prepared).digest()
    others = {
        credential.nullifier("spring", "marketing", prepared),
        credential.nullifier("autumn", "sales", prepared),
        credential.nullifier("spring", "sales", flip(prepared, 0)),
    }
    assert len(others | {usual}) == 4


def test_names_cannot_run_into_each_other_in_a_nullifier() -> None:
    for campaign, department, length in (("a\0b", "c", 64), ("a", "b\0", 64), ("a", "b", 63)):
        with pytest.raises(BadInput):
            credential.nullifier(campaign, department, bytes(length))
