import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgspec
import pytest

from survey.ballots.keys import IssueKey, SealKey, new_seal_key
from survey.ballots.manifest import (
    Department,
    Manifest,
    decode,
    encode,
    fingerprint,
    manifest_hash,
)
from survey.errors import BadInput
from tests.ballots.vectors import make_issue_key


@pytest.fixture
def manifest(issue_key: IssueKey, other_issue_key: IssueKey, seal_key: SealKey) -> Manifest:
    return Manifest(
        v=1,
        campaign="mfrggzdfmztwq2lk",
        wave=1,
        phase="staff",
        organisation="ООО «Ромашка» & \u2028 <b>\U0001f33c",
        kit="marketing-sales",
        kit_version="1",
        kit_hash="ab" * 32,
        departments=(
            Department(code="marketing", name="Маркетинг", roster=16, issue_key=issue_key.modulus),
            Department(code="sales", name="Sales", roster=20, issue_key=other_issue_key.modulus),
        ),
        seal_key=seal_key.modulus,
        c=2,
        k=7,
        opens="2026-03-02",
        closes="2026-03-13",
        time_zone="Europe/Moscow",
        languages=("ru", "en"),
        script="sha256-" + "A" * 43,
        voting_part=True,
    )


def test_a_manifest_is_read_as_it_was_written(manifest: Manifest) -> None:
    assert decode(encode(manifest)) == manifest


def test_a_manifest_is_canonical_json(manifest: Manifest) -> None:
    written = encode(manifest)

    again = json.dumps(
        json.loads(written), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert written == again.encode()
    assert len(json.loads(written)) == 21


def test_a_guardian_is_named_with_a_key_of_the_guardians_own(manifest: Manifest) -> None:
    key = new_seal_key().modulus
    named = {"guardian_key": key, "guardian_name": "Ольга Ким", "guardian_role": "профсоюз"}

    guarded = msgspec.structs.replace(manifest, **named)

    assert decode(encode(guarded)) == guarded
    for wrong in ({"guardian_key": ""}, {"guardian_name": ""}, {"guardian_key": manifest.seal_key}):
        with pytest.raises(BadInput):
            decode(encode(msgspec.structs.replace(guarded, **wrong)))


def test_a_hash_is_that_of_the_bytes(manifest: Manifest) -> None:
    written = encode(manifest)

    digest = urlsafe_b64encode(sha256(written).digest()).decode().rstrip("=")
    assert manifest_hash(written) == digest
    assert len(digest) == 43


def test_a_fingerprint_is_twenty_letters_to_read_aloud() -> None:
    # Computed apart: openssl kdf -keylen 13 -kdfopt digest:SHA256 -kdfopt iter:600000
    # -kdfopt hexpass:ba7816bf… (SHA-256 of "abc") -kdfopt salt:"accord manifest v1" PBKDF2,
    # then base32, lower case, the first twenty letters.
    assert fingerprint(b"abc") == "wek3-vqqn-wfz3-hf2x-m4v4"
    assert fingerprint(b"abd") != fingerprint(b"abc")


def without_a_key(told: dict[str, Any]) -> None:
    del told["seal_key"]


def with_an_unknown_key(told: dict[str, Any]) -> None:
    told["extra"] = 1


def with_another_version(told: dict[str, Any]) -> None:
    told["v"] = 2


def with_one_department(told: dict[str, Any]) -> None:
    told["departments"].pop()


def with_a_department_twice(told: dict[str, Any]) -> None:
    told["departments"][1]["code"] = "marketing"


def with_a_broken_key(told: dict[str, Any]) -> None:
    told["seal_key"] = told["seal_key"][:-2]


def with_a_key_of_another_size(told: dict[str, Any]) -> None:
    told["departments"][0]["issue_key"] = make_issue_key().modulus


@pytest.mark.parametrize(
    "spoil",
    [
        without_a_key,
        with_an_unknown_key,
        with_another_version,
        with_one_department,
        with_a_department_twice,
        with_a_broken_key,
        with_a_key_of_another_size,
    ],
)
def test_a_spoilt_manifest_is_refused(
    manifest: Manifest, spoil: Callable[[dict[str, Any]], None]
) -> None:
    told = msgspec.json.decode(encode(manifest))
    assert decode(msgspec.json.encode(told, order="sorted")) == manifest

    spoil(told)

    with pytest.raises(BadInput):
        decode(msgspec.json.encode(told, order="sorted"))


def test_other_bytes_of_the_same_manifest_are_refused(manifest: Manifest) -> None:
    written = encode(manifest)

    for other in (written + b"\n", written.replace(b'":', b'": ', 1), b"", b"[" * 5000, b"\xff"):
        with pytest.raises(BadInput):
            decode(other)
