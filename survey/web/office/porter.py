"""Keep who may come into the office; every route is closed unless it says that it is open."""

from typing import Any

from litestar import Request
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard

from survey.errors import Refused
from survey.settings import Settings
from survey.store.database import Database
from survey.web.office.desk import Form, OfficeConnection, OfficeRequest, cookie_name, read_form
from survey.web.office.signing import SignedIn, find_signed_in, is_same_secret

# A route with this among its `opt` lets anybody in: the entrance, and nothing else.
OPEN: dict[str, Any] = {"office_open": True}
_READING = ("GET", "HEAD")


class NotSignedIn(Refused):
    """Nobody is signed in; the door shows the sign-in page."""

    code = "not_signed_in"


class ForeignForm(Refused):
    """The form does not come from a page of this session."""

    code = "foreign_form"


def hire_porter(database: Database, settings: Settings) -> Guard:
    """Return who stands at every route of the office; a function, since Litestar copies guards.

    The porter raises NotSignedIn where the route is not open, and ForeignForm where the browser
    says that another site sent the form, or where the session's secret is not in it. Visitor and
    form are found in the request afterwards.
    """

    async def admit(request: OfficeConnection, route: BaseRouteHandler) -> None:
        # Only ids that we drew are known: one that somebody put into a browser is nobody's.
        secret = request.cookies.get(cookie_name(settings))
        visitor = await find_signed_in(database, secret) if secret else None
        request.scope["user"] = visitor
        is_open = route.opt.get("office_open", False)
        if visitor is None and not is_open:
            raise NotSignedIn
        if isinstance(request, Request) and request.method not in _READING:
            request.state["form"] = await _require_form(request, None if is_open else visitor)

    return admit


def find_form(request: OfficeRequest) -> Form:
    """Give a route the form that the porter has read."""
    form: Form = request.state["form"]
    return form


def find_visitor(request: OfficeRequest) -> SignedIn:
    """Give a route who is signed in; it must not be open."""
    if request.user is None:
        raise NotSignedIn
    return request.user


async def _require_form(request: OfficeRequest, visitor: SignedIn | None) -> Form:
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ForeignForm
    form = await read_form(request)
    if visitor and not is_same_secret(visitor.csrf, form.text("csrf")):
        raise ForeignForm
    return form
