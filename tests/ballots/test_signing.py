import runpy
import sys
from pathlib import Path

import pytest

from survey.ballots import base64url, credential
from survey.ballots.keys import IssueKey
from survey.errors import AccordError, BadInput
from tests.ballots.vectors import Vector, every_vector, make_issue_key


@every_vector
@pytest.mark.parametrize("power", [credential.POWER, pow], ids=["gmp", "python"])
def test_a_blinded_message_gets_the_published_signature(
    vector: Vector, power: credential.Power
) -> None:
    assert credential.blind_sign(make_issue_key(), vector.blinded, power=power) == (
        vector.blind_signature
    )


def test_a_blinded_message_is_signed_the_same_each_time(issue_key: IssueKey) -> None:
    blinded = credential.blind(issue_key.modulus, credential.prepare()).blinded

    assert credential.blind_sign(issue_key, blinded) == credential.blind_sign(issue_key, blinded)


@pytest.mark.parametrize("length", [0, 1, 383, 385])
def test_a_blinded_message_of_another_length_is_not_signed(
    issue_key: IssueKey, length: int
) -> None:
    with pytest.raises(BadInput):
        credential.blind_sign(issue_key, bytes(length))


def test_a_number_from_the_modulus_on_is_not_signed(issue_key: IssueKey) -> None:
    n = base64url.decode(issue_key.modulus)
    below = (int.from_bytes(n, "big") - 1).to_bytes(384, "big")

    assert credential.blind_sign(issue_key, below) == below  # (-1) to an odd power
    for too_large in (n, b"\xff" * 384):
        with pytest.raises(BadInput):
            credential.blind_sign(issue_key, too_large)


def test_a_slip_while_signing_gives_nothing_away(issue_key: IssueKey) -> None:
    calls = []

    def slip(base: int, exponent: int, modulus: int) -> int:
        calls.append(exponent)
        right = pow(base, exponent, modulus)
        return right ^ 1 if len(calls) == 2 else right

    with pytest.raises(AccordError, match=r"^signing_fault$"):
        credential.blind_sign(issue_key, bytes(383) + b"\2", power=slip)
    assert len(calls) == 2


def test_the_secret_exponent_never_meets_the_number_that_was_sent(issue_key: IssueKey) -> None:
    numbers = issue_key.private.private_numbers()
    sent = 2**3000 + 1
    bases: list[tuple[int, int]] = []

    def note(base: int, exponent: int, modulus: int) -> int:
        bases.append((base, modulus))
        return pow(base, exponent, modulus)

    for _ in range(2):
        credential.blind_sign(issue_key, sent.to_bytes(384, "big"), power=note)

    assert len({base for base, _ in bases}) == 4
    assert not {base for base, _ in bases} & {sent % numbers.p, sent % numbers.q}


def test_signing_works_without_gmp(monkeypatch: pytest.MonkeyPatch, issue_key: IssueKey) -> None:
    monkeypatch.setitem(sys.modules, "gmpy2", None)  # as if it were not installed

    without = runpy.run_path(str(Path(credential.__file__)))

    assert without["POWER"] is pow
    assert credential.POWER is not pow


def test_what_may_be_signed_is_known_without_the_private_key(issue_key: IssueKey) -> None:
    n = base64url.decode(issue_key.modulus)
    below = (int.from_bytes(n, "big") - 1).to_bytes(384, "big")

    credential.require_signable(issue_key.modulus, below)
    for wrong in (n, b"\xff" * 384, bytes(383), bytes(385), b""):
        with pytest.raises(BadInput):
            credential.require_signable(issue_key.modulus, wrong)
