"""Keep how a JSON body is read: its type and its size; log nothing of it."""

from typing import Any, TypeVar

import msgspec
from litestar import Request

from survey.errors import BadInput

Body = TypeVar("Body")

# The largest honest body is a sealed ballot of 12 kB in base64.
MOST_BYTES = 64 * 1024


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
