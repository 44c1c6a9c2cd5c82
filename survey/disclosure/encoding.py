"""Keep a release as canonical bytes and their hash; refuse bytes that are not canonical."""

from hashlib import sha256

import msgspec

from survey.disclosure.release import Release
from survey.errors import BadInput, Refused


def encode_release(release: Release) -> bytes:
    """Write a release as canonical JSON: sorted keys, no spaces, UTF-8."""
    return msgspec.json.encode(release, order="sorted")


def decode_release(content: bytes) -> Release:
    """Read a release.

    Raises
    ------
    BadInput
        The bytes are no release, or not as `encode_release` writes one; a hash over them would
        then not mean what the report says it means.
    """
    try:
        release = msgspec.json.decode(content, type=Release)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput("broken_release", reason=str(error)) from error
    if encode_release(release) != content:
        raise BadInput("broken_release", reason="not canonical")
    return release


def release_hash(content: bytes) -> str:
    """Give the SHA-256 of a release's bytes, in hex, as the report prints it."""
    return sha256(content).hexdigest()


def require_only(release: Release, written: bytes | None) -> bytes:
    """Give the bytes to write, and refuse another release of a wave that has one [14].

    Parameters
    ----------
    written
        The wave's release as it was written before, None where there is none. A retried close
        gives the same bytes and may go on.

    Raises
    ------
    Refused
        A wave has one release for ever: two of them could be subtracted from each other.
    """
    content = encode_release(release)
    if written is not None and written != content:
        raise Refused("another_release", campaign=release.campaign, wave=release.wave)
    return content
