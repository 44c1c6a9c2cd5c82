"""Keep the stylesheets and scripts of both doors, in memory; know nobody and no time.

No ETag, no date: a conditional request would tell a visitor apart.
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from litestar import Response, get
from litestar.params import FromPath
from rcssmin import cssmin
from rjsmin import jsmin

from survey.errors import NotFound

FOLDER = Path(__file__).parent / "static"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
MINIFY = {".css": cssmin, ".js": jsmin}
# What runs on a participant's device; its hash is in the manifest.
PARTICIPANT_SCRIPTS = ("answer.js", "ballot.js")


@cache
def load_assets() -> Mapping[str, bytes]:
    """Read every stylesheet and script that may be served, without comments and spare space."""
    return {
        file.name: MINIFY[file.suffix](file.read_text(encoding="utf-8")).encode()
        for file in FOLDER.iterdir()
        if file.suffix in TYPES
    }


def script_hash(bodies: Mapping[str, bytes] | None = None) -> str:
    """Return `sha256-…` over the participant's scripts, each preceded by its name and length.

    `bodies`: what another server gave under these names; without them, what this one gives.
    """
    digest = hashlib.sha256()
    for name in PARTICIPANT_SCRIPTS:
        body = (load_assets() if bodies is None else bodies)[name]
        digest.update(f"{name}\n{len(body)}\n".encode() + body)
    return "sha256-" + urlsafe_b64encode(digest.digest()).decode().rstrip("=")


@get("/static/{name:str}", sync_to_thread=False)
def serve_asset(name: FromPath[str]) -> Response[bytes]:
    """Give one stylesheet or script."""
    body = load_assets().get(name)
    if body is None:
        raise NotFound(what="file")
    return Response(body, media_type=TYPES[Path(name).suffix])


@get("/health", sync_to_thread=False)
def report_health() -> dict[str, str]:
    """Say that the server answers; always the same bytes."""
    return {"status": "ok"}
