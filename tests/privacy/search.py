"""Keep how a secret is looked for: in every spelling that a log, a file or a table might use."""

import base64
import json
from collections.abc import Callable, Mapping
from urllib.parse import quote


def spell_plainly(secret: str | bytes) -> set[bytes]:
    """Spell a secret as it is and in hexadecimal."""
    raw = secret.encode() if isinstance(secret, str) else secret
    return {raw, raw.hex().encode()}


def spell_fully(secret: str | bytes) -> set[bytes]:
    """Spell a secret also as escaped in Python, JSON and addresses, in UTF-16 and inside base64."""
    raw = secret.encode() if isinstance(secret, str) else secret
    spellings = {*spell_plainly(secret), raw.hex().upper().encode(), repr(raw)[2:-1].encode()}
    if isinstance(secret, str):
        escaped = json.dumps(secret)[1:-1].encode()
        spellings |= {secret.encode("utf-16-le"), escaped, quote(secret).encode()}
    for shift in range(3):
        # The letters at both ends also depend on the neighbours.
        packed = base64.b64encode(b"\0" * shift + raw)[-(-shift * 8 // 6) : -4]
        spellings |= {packed, packed.translate(bytes.maketrans(b"+/", b"-_"))}
    return spellings


def search(
    prefix: str,
    places: Mapping[str, bytes],
    secrets: Mapping[str, str] | Mapping[str, str | bytes],
    *,
    spell: Callable[[str | bytes], set[bytes]] = spell_fully,
) -> list[str]:
    """Tell which place holds which secret, however it is spelled."""
    spelled = {what: spell(secret) for what, secret in secrets.items()}
    return [
        f"{prefix}{name} holds {what}"
        for name, content in places.items()
        for what, spellings in spelled.items()
        if any(spelling in content for spelling in spellings)
    ]
