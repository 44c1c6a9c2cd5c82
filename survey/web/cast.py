"""Keep the door where ballots are cast; it must never know who knocks, from where or with what."""

from datetime import UTC, datetime

import msgspec
from litestar import Controller, Request, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath

from survey import casting
from survey.ballots import base64url
from survey.ballots.keys import Keyring
from survey.store.database import Database
from survey.web.body import MOST_BYTES, read_json


class Ballot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A credential with its secret and a sealed ballot; all but the department is base64url."""

    department: str
    secret: str
    message: str
    signature: str
    sealed: str


class Thanks(msgspec.Struct, frozen=True, kw_only=True):
    """What everybody gets, first time or again."""

    cast: bool = True


class CastDoor(Controller):
    """POST /s/{campaign}/cast."""

    path = "/s/{campaign:str}/cast"
    request_max_body_size = MOST_BYTES

    @post("/", status_code=200)
    async def cast(
        self,
        campaign: FromPath[str],
        request: Request[None, None, State],
        database: NamedDependency[Database],
        keyring: NamedDependency[Keyring],
    ) -> Thanks:
        """Put a sealed ballot into the box, or in place of the earlier one."""
        ballot = await read_json(request, Ballot)
        await casting.cast(
            database,
            keyring,
            campaign=campaign,
            department=ballot.department,
            secret=base64url.decode(ballot.secret),
            prepared=base64url.decode(ballot.message),
            signature=base64url.decode(ballot.signature),
            sealed=base64url.decode(ballot.sealed),
            now=datetime.now(UTC),
        )
        return Thanks()
