"""Keep what every office page needs: the visitor, the form, the reply; know no campaign."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, State, UploadFile
from litestar.response import Redirect, Template

from survey.errors import Refused
from survey.settings import Settings
from survey.store.database import Database
from survey.web.office.signing import SESSION_SECONDS, SignedIn, find_signed_in, is_same_secret
from survey.web.wording import Say, choose_language, speak

OfficeRequest = Request[SignedIn | None, None, State]
OfficeConnection = ASGIConnection[Any, Any, Any, Any]


class NotSignedIn(Refused):
    """Nobody is signed in; the door shows the sign-in page."""

    code = "not_signed_in"


class ForeignForm(Refused):
    """The form does not come from a page of this session."""

    code = "foreign_form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a form carried: texts, and bytes of uploaded files, by field name."""

    texts: Mapping[str, str]
    files: Mapping[str, bytes]

    def text(self, name: str) -> str:
        """Return a field's text without surrounding space; empty when it was not sent."""
        return self.texts.get(name, "").strip()


def cookie_name(settings: Settings) -> str:
    """Name the session's cookie; browsers keep `__Secure-` names to HTTPS."""
    return "__Secure-accord" if settings.secure else "accord"


def make_cookie(settings: Settings, secret: str) -> Cookie:
    """Make the session's cookie; an empty secret makes one that ends it."""
    return Cookie(
        key=cookie_name(settings),
        value=secret,
        path="/office",
        max_age=SESSION_SECONDS if secret else 0,
        secure=settings.secure,
        httponly=True,
        samesite="strict",
    )


async def find_visitor(
    request: OfficeConnection, database: Database, settings: Settings
) -> SignedIn | None:
    """Find who is signed in, by the cookie; an unknown session id is nobody."""
    secret = request.cookies.get(cookie_name(settings))
    return await find_signed_in(database, secret) if secret else None


async def require_visitor(
    request: OfficeConnection, database: Database, settings: Settings
) -> SignedIn:
    """Find who is signed in or raise NotSignedIn."""
    visitor = await find_visitor(request, database, settings)
    if visitor is None:
        raise NotSignedIn
    return visitor


async def read_form(request: OfficeRequest, visitor: SignedIn | None) -> Form:
    """Read a form that came from our own page; with a visitor it must carry their secret.

    Raises
    ------
    ForeignForm
        The browser says that another site sent it, or the secret is missing.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ForeignForm
    texts: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for name, value in (await request.form()).multi_items():
        if isinstance(value, UploadFile):
            files[name] = await value.read()
        else:
            texts[name] = str(value)
    if visitor and not is_same_secret(visitor.csrf, texts.get("csrf", "")):
        raise ForeignForm
    return Form(texts=texts, files=files)


def say_for(request: OfficeConnection, visitor: SignedIn | None) -> tuple[str, Say]:
    """Choose the language of the page and return it with its words."""
    asked = visitor.account.language if visitor else request.query_params.get("lang")
    language = choose_language(asked, request.headers.get("accept-language"))
    return language, speak(language)


def page(
    request: OfficeConnection,
    name: str,
    visitor: SignedIn | None,
    *,
    status: int = 200,
    **context: object,
) -> Template:
    """Show a page of the office in the visitor's language."""
    language, say = say_for(request, visitor)
    return Template(
        f"office/{name}.html",
        context={"language": language, "say": say, "visitor": visitor, **context},
        status_code=status,
    )


def go_to(path: str) -> Redirect:
    """Send the browser on after a form was accepted."""
    return Redirect(f"/office{path}", status_code=303)
