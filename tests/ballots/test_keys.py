import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from survey.ballots import base64url
from survey.ballots.keys import IssueKey, Keyring, SealKey, public_key
from survey.errors import BadInput, NotFound, Refused, WrongState
from tests.ballots.vectors import make_issue_key

CAMPAIGN = "mfrggzdfmztwq2lk"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def keyring(directory: Path) -> Keyring:
    return Keyring(directory)


def test_a_new_key_has_3072_bits_and_the_usual_exponent(
    issue_key: IssueKey, seal_key: SealKey
) -> None:
    for key in (issue_key, seal_key):
        numbers = key.private.public_key().public_numbers()
        assert (numbers.n.bit_length(), numbers.e) == (3072, 65537)
        assert len(base64url.decode(key.modulus)) == 384
        assert public_key(key.modulus) == key.private.public_key()


def test_a_key_is_never_shown(issue_key: IssueKey) -> None:
    shown = repr(issue_key) + str(issue_key)

    assert str(issue_key.private.private_numbers().p)[:12] not in shown
    assert shown == "IssueKey()" * 2


def test_keys_are_read_as_they_were_saved(
    keyring: Keyring, issue_key: IssueKey, other_issue_key: IssueKey, seal_key: SealKey
) -> None:
    keyring.save_issue_key(CAMPAIGN, "sales", issue_key)
    keyring.save_issue_key(CAMPAIGN, "marketing", other_issue_key)
    keyring.save_seal_key(CAMPAIGN, seal_key)

    assert keyring.load_issue_key(CAMPAIGN, "sales").to_pem() == issue_key.to_pem()
    assert keyring.load_issue_key(CAMPAIGN, "marketing").to_pem() == other_issue_key.to_pem()
    assert keyring.load_seal_key(CAMPAIGN).to_pem() == seal_key.to_pem()
    assert isinstance(keyring.load_seal_key(CAMPAIGN), SealKey)


def test_only_the_owner_may_read_keys(
    keyring: Keyring, directory: Path, issue_key: IssueKey, seal_key: SealKey
) -> None:
    before = os.umask(0)
    try:
        keyring.save_issue_key(CAMPAIGN, "sales", issue_key)
        keyring.save_seal_key(CAMPAIGN, seal_key)
    finally:
        os.umask(before)

    entries = {entry.name: entry for entry in (directory, *directory.rglob("*"))}
    modes = {name: stat.S_IMODE(entry.stat().st_mode) for name, entry in entries.items()}
    assert modes == {"keys": 0o700, CAMPAIGN: 0o700, "issue.sales.pem": 0o600, "seal.pem": 0o600}


def test_a_key_is_not_saved_over_another(
    keyring: Keyring, issue_key: IssueKey, other_issue_key: IssueKey
) -> None:
    keyring.save_issue_key(CAMPAIGN, "sales", issue_key)

    with pytest.raises(WrongState):
        keyring.save_issue_key(CAMPAIGN, "sales", other_issue_key)
    assert keyring.load_issue_key(CAMPAIGN, "sales").modulus == issue_key.modulus


def test_a_key_that_is_not_there_is_not_found(keyring: Keyring, issue_key: IssueKey) -> None:
    keyring.save_issue_key(CAMPAIGN, "sales", issue_key)

    with pytest.raises(NotFound):
        keyring.load_issue_key(CAMPAIGN, "marketing")
    with pytest.raises(NotFound):
        keyring.load_issue_key("another", "sales")
    with pytest.raises(NotFound):
        keyring.load_seal_key(CAMPAIGN)


def test_destroying_removes_everything_of_one_campaign_only(
    keyring: Keyring, directory: Path, issue_key: IssueKey, seal_key: SealKey
) -> None:
    keyring.save_issue_key(CAMPAIGN, "sales", issue_key)
    keyring.save_seal_key(CAMPAIGN, seal_key)
    keyring.save_issue_key("another", "sales", issue_key)
    (directory / CAMPAIGN / "0123456789abcdef.new").write_bytes(b"what a crash left behind")

    keyring.destroy(CAMPAIGN)

    assert not keyring.holds(CAMPAIGN)
    assert keyring.holds("another")
    assert [path.name for path in directory.iterdir()] == ["another"]


def test_destroying_overwrites_what_the_disk_holds(
    keyring: Keyring, directory: Path, tmp_path: Path, seal_key: SealKey
) -> None:
    keyring.save_seal_key(CAMPAIGN, seal_key)
    # A second name keeps the file's blocks in sight after the first is gone.
    witness = tmp_path / "witness"
    witness.hardlink_to(directory / CAMPAIGN / "seal.pem")

    keyring.destroy(CAMPAIGN)

    assert witness.stat().st_size == len(seal_key.to_pem())
    assert b"PRIVATE KEY" not in witness.read_bytes()


def test_destroying_again_or_nothing_is_no_error(keyring: Keyring, seal_key: SealKey) -> None:
    keyring.destroy(CAMPAIGN)
    keyring.save_seal_key(CAMPAIGN, seal_key)
    keyring.destroy(CAMPAIGN)
    keyring.destroy(CAMPAIGN)
    assert not keyring.holds(CAMPAIGN)

    keyring.save_seal_key(CAMPAIGN, seal_key)
    assert keyring.load_seal_key(CAMPAIGN).modulus == seal_key.modulus


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../keys", "a/b", "/etc", "A", "a.b", "a\0", "a\n", "ä", "-a", "a" * 65]
)
def test_a_name_cannot_climb_out_of_the_directory(
    keyring: Keyring, issue_key: IssueKey, name: str
) -> None:
    for act in (
        lambda: keyring.save_issue_key(name, "sales", issue_key),
        lambda: keyring.save_issue_key(CAMPAIGN, name, issue_key),
        lambda: keyring.load_issue_key(name, "sales"),
        lambda: keyring.load_issue_key(CAMPAIGN, name),
        lambda: keyring.destroy(name),
        lambda: keyring.holds(name),
    ):
        with pytest.raises(BadInput):
            act()


def test_keys_serve_the_manifest_they_were_made_for_and_no_other(
    keyring: Keyring, directory: Path, seal_key: SealKey
) -> None:
    keyring.save_seal_key(CAMPAIGN, seal_key)
    for refused in (b"terms", None):
        with pytest.raises(Refused, match="terms_changed"):
            keyring.require_terms(CAMPAIGN, refused)

    keyring.pledge_terms(CAMPAIGN, b"terms")
    keyring.pledge_terms(CAMPAIGN, b"terms")

    keyring.require_terms(CAMPAIGN, b"terms")
    with pytest.raises(Refused, match="terms_changed"):
        keyring.require_terms(CAMPAIGN, b"other terms")
    with pytest.raises(Refused, match="terms_changed"):
        keyring.pledge_terms(CAMPAIGN, b"other terms")
    keyring.require_terms(CAMPAIGN, b"terms")
    files = {file.name: file for file in (directory / CAMPAIGN).iterdir()}
    assert set(files) == {"seal.pem", "terms.sha256"}
    assert stat.S_IMODE(files["terms.sha256"].stat().st_mode) == 0o600


def test_keys_serve_one_release(keyring: Keyring, seal_key: SealKey) -> None:
    keyring.save_seal_key(CAMPAIGN, seal_key)
    assert not keyring.has_pledged(CAMPAIGN, b"release")
    with pytest.raises(Refused, match="another_release"):
        keyring.require_release(CAMPAIGN, b"release")

    keyring.pledge_release(CAMPAIGN, b"release")
    keyring.pledge_release(CAMPAIGN, b"release")

    with pytest.raises(Refused, match="another_release"):
        keyring.pledge_release(CAMPAIGN, b"release with a ballot less")
    keyring.require_release(CAMPAIGN, b"release")
    assert keyring.has_pledged(CAMPAIGN, b"release")
    assert not keyring.has_pledged(CAMPAIGN, b"release with a ballot less")
    keyring.destroy(CAMPAIGN)
    assert not keyring.holds(CAMPAIGN)


def test_without_keys_nothing_is_pledged(keyring: Keyring) -> None:
    for act in (keyring.pledge_terms, keyring.require_terms, keyring.pledge_release):
        with pytest.raises(NotFound):
            act(CAMPAIGN, b"terms")

    assert not keyring.holds(CAMPAIGN)


def test_what_is_no_key_of_ours_is_refused() -> None:
    small = rsa.generate_private_key(65537, 2048)
    curve = ec.generate_private_key(ec.SECP256R1())
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pems = [
        b"",
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        small.private_bytes(*form),
        curve.private_bytes(*form),
        make_issue_key().to_pem(),  # 4096 bits
    ]

    for pem in pems:
        with pytest.raises(BadInput, match=r"^broken_key$") as refused:
            SealKey.from_pem(pem)
        assert refused.value.__cause__ is None


def test_a_damaged_key_is_refused(issue_key: IssueKey) -> None:
    der = issue_key.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    numbers = issue_key.private.private_numbers()
    for part in (numbers.p, numbers.q, numbers.dmp1, numbers.dmq1, numbers.iqmp):
        found = part.to_bytes(192, "big").lstrip(b"\0")
        damaged = der.replace(found, found[:-3] + bytes([found[-3] ^ 4]) + found[-2:])
        assert damaged != der

        with pytest.raises(BadInput, match=r"^broken_key$"):
            IssueKey.from_pem(_write_pem(damaged))


def _write_pem(der: bytes) -> bytes:
    text = base64url.encode(der).replace("-", "+").replace("_", "/")
    text += "=" * (-len(text) % 4)
    lines = [text[i : i + 64] for i in range(0, len(text), 64)]
    ends = ("-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----")
    return "\n".join([ends[0], *lines, ends[1], ""]).encode()
