"""Keep the stylesheets and scripts of both doors, in memory; know nobody and no time.

No ETag, no date: a conditional request would tell a visitor apart.
"""

import gzip
import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path

import brotli
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath
from rcssmin import cssmin
from rjsmin import jsmin

from survey.errors import NotFound

FOLDER = Path(__file__).parent / "static"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
MINIFY = {".css": cssmin, ".js": jsmin}
# By preference. No time in it: the same bytes on every server.
COMPRESS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, mode=brotli.MODE_TEXT),
    "gzip": partial(gzip.compress, mtime=0),
}
# What runs on a participant's device; its hash is in the manifest.
PARTICIPANT_SCRIPTS = ("participant.js",)
# What runs in a guardian's browser. No manifest can name it: the key is made before there is one.
GUARDIAN_SCRIPTS = ("guardian.js", "ballot.js")
# Joined in the participant's script by `make script`, and not served by itself.
SOURCES = ("answer.js",)


@cache
def load_assets() -> Mapping[str, bytes]:
    """Read every stylesheet and script that may be served, without comments and spare space."""
    return {
        file.name: _shorten(file)
        for file in FOLDER.iterdir()
        if file.suffix in TYPES and file.name not in SOURCES
    }


@cache
def compress_asset(name: str, encoding: str) -> bytes:
    """Compress a stylesheet or script as far as it goes: once, not for every visitor."""
    return COMPRESS[encoding](load_assets()[name])


def script_hash(
    bodies: Mapping[str, bytes] | None = None, names: Sequence[str] = PARTICIPANT_SCRIPTS
) -> str:
    """Return `sha256-…` over scripts, each preceded by its name and length.

    `bodies`: what another server gave under these names; without them, what this one gives.
    """
    digest = hashlib.sha256()
    for name in names:
        body = (load_assets() if bodies is None else bodies)[name]
        digest.update(f"{name}\n{len(body)}\n".encode() + body)
    return "sha256-" + urlsafe_b64encode(digest.digest()).decode().rstrip("=")


@get("/static/{name:str}", sync_to_thread=False)
def serve_asset(name: FromPath[str], request: Request[None, None, State]) -> Response[bytes]:
    """Give one stylesheet or script."""
    body = load_assets().get(name)
    if body is None:
        raise NotFound(what="file")
    media_type = TYPES[Path(name).suffix]
    accepted = request.headers.get("accept-encoding", "")
    encoding = next((each for each in COMPRESS if each in accepted), None)
    if encoding is None:
        return Response(body, media_type=media_type)
    headers = {"Content-Encoding": encoding, "Vary": "Accept-Encoding"}
    return Response(compress_asset(name, encoding), media_type=media_type, headers=headers)


def _shorten(file: Path) -> bytes:
    body = file.read_bytes()
    # What the manifest names by its hash is served as it lies in the repository.
    if file.name in PARTICIPANT_SCRIPTS:
        return body
    shortened: str = MINIFY[file.suffix](body.decode())
    return shortened.encode()


@get("/health", sync_to_thread=False)
def report_health() -> dict[str, str]:
    """Say that the server answers; always the same bytes."""
    return {"status": "ok"}
