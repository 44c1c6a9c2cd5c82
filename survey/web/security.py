"""Keep the headers that every reply carries, errors included; know no route and no person."""

from collections.abc import Mapping

from litestar.types import BeforeMessageSendHookHandler, Message, Scope

# Nothing from anywhere but here, no inline script or style, no frame, no form to another place.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

PAGE_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}

# One year; only told over HTTPS, where a browser heeds it.
TRANSPORT = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


def headers_for(*, secure: bool) -> dict[str, str]:
    """Return the headers of every reply; `secure`: people reach the server over HTTPS."""
    return {**PAGE_HEADERS, **dict([TRANSPORT] if secure else [])}


def stamp_replies(*, secure: bool) -> BeforeMessageSendHookHandler:
    """Return the hook that puts the headers on whatever is sent.

    On the way out, because Litestar's `response_headers` leave out what an error handler answers.
    """
    ours = [
        (name.lower().encode(), value.encode())
        for name, value in headers_for(secure=secure).items()
    ]
    names = {name for name, _ in ours}

    async def stamp(message: Message, _scope: Scope) -> None:
        if message["type"] == "http.response.start":
            kept = [pair for pair in message["headers"] if pair[0].lower() not in names]
            message["headers"] = [*kept, *ours]

    return stamp
