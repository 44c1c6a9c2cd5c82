"""Keep how a JSON body is read: its type, its size, its binary fields; log nothing of it."""

import re
from base64 import urlsafe_b64decode
from typing import Any, TypeVar

import msgspec
from litestar import Request

from survey.errors import BadInput

Body = TypeVar("Body")

# The largest honest body is a sealed ballot of 12 kB in base64.
MOST_BYTES = 64 * 1024
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


class NotJson(BadInput):
    """The body says that it is something else than JSON."""

    code = "not_json"


async def read_json(request: Request[Any, Any, Any], kind: type[Body]) -> Body:
    """Read a request's body as this type, or raise BadInput that repeats nothing of it.

    Only `application/json`: a form on another site cannot send that without asking first.
    """
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent != "application/json":
        raise NotJson
    body = await request.body()
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        # Not chained: the cause may quote the body.
        raise BadInput from None


def decode_binary(text: str) -> bytes:
    """Decode base64url without padding, in its one canonical spelling."""
    if not _BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        raise BadInput
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
