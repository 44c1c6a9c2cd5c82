"""Keep the door where credentials are collected; it knows who knocks and never sees a ballot."""

from datetime import UTC, datetime

import msgspec
from litestar import Controller, Request, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath

from survey import issuing
from survey.ballots import base64url
from survey.ballots.keys import Keyring
from survey.store.database import Database
from survey.web.body import MOST_BYTES, read_json


class Knock(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An invite token and a blinded message (base64url)."""

    token: str
    blinded: str


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """The blind signature (base64url)."""

    signature: str


class IssueDoor(Controller):
    """POST /s/{campaign}/issue."""

    path = "/s/{campaign:str}/issue"
    request_max_body_size = MOST_BYTES

    @post("/", status_code=200)
    async def issue(
        self,
        campaign: FromPath[str],
        request: Request[None, None, State],
        database: NamedDependency[Database],
        keyring: NamedDependency[Keyring],
    ) -> Signed:
        """Sign a blinded message for the holder of an invitation, once."""
        knock = await read_json(request, Knock)
        signature = await issuing.issue(
            database,
            keyring,
            campaign=campaign,
            token=knock.token,
            blinded=base64url.decode(knock.blinded),
            now=datetime.now(UTC),
        )
        return Signed(signature=base64url.encode(signature))
