"""Keep how bytes are written in JSON: base64url without padding, in one spelling only."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from survey.errors import BadInput


def encode(data: bytes) -> str:
    """Write bytes as base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """Read base64url without padding.

    Raises
    ------
    BadInput
        Another letter, padding, or a spelling that `encode` would not give: what is compared or
        hashed as text must have one text only.
    """
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise BadInput from None
    if encode(data) != text:
        raise BadInput
    return data
