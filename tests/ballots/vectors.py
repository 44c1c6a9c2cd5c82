"""Read the test vectors of RFC 9474, and make the key that they share."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from survey.ballots.keys import IssueKey

_FILE = Path(__file__).parent / "rfc9474.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """One variant's published numbers."""

    name: str
    message: bytes
    prefix: bytes
    prepared: bytes
    salt: bytes
    inverse: int
    blinded: bytes
    blind_signature: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorKey:
    """The published key of 4096 bits."""

    p: int
    q: int
    n: int
    e: int
    d: int


def load_key() -> VectorKey:
    """Read the published key."""
    key = _load()["key"]
    return VectorKey(**{name: int(key[name], 16) for name in "pqned"})


def load_vectors() -> list[Vector]:
    """Read the four vectors."""
    message = bytes.fromhex(_load()["message"]["msg"])
    return [
        Vector(
            name=each["name"],
            message=message,
            prefix=bytes.fromhex(each["msg_prefix"]),
            prepared=bytes.fromhex(each["prepared_msg"]),
            salt=bytes.fromhex(each["salt"]),
            inverse=int(each["inv"], 16),
            blinded=bytes.fromhex(each["blinded_msg"]),
            blind_signature=bytes.fromhex(each["blind_sig"]),
            signature=bytes.fromhex(each["sig"]),
        )
        for each in _load()["vector"]
    ]


@cache
def make_issue_key() -> IssueKey:
    """Make an issue key of the published numbers; OpenSSL checks that they are a key."""
    key = load_key()
    return IssueKey(
        private=rsa.RSAPrivateNumbers(
            p=key.p,
            q=key.q,
            d=key.d,
            dmp1=rsa.rsa_crt_dmp1(key.d, key.p),
            dmq1=rsa.rsa_crt_dmq1(key.d, key.q),
            iqmp=rsa.rsa_crt_iqmp(key.p, key.q),
            public_numbers=rsa.RSAPublicNumbers(key.e, key.n),
        ).private_key()
    )


@cache
def _load() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text())


every_vector = pytest.mark.parametrize("vector", load_vectors(), ids=lambda vector: vector.name)
