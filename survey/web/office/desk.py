"""Keep what every office page needs: the visitor, the form, the reply; know no campaign."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, State, UploadFile
from litestar.enums import RequestEncodingType
from litestar.response import Redirect, Template
from markupsafe import Markup

from survey.errors import AccordError, BadInput
from survey.settings import Settings
from survey.web.office.signing import SESSION_SECONDS, SignedIn
from survey.web.wording import Say, choose_language, speak

OfficeRequest = Request[SignedIn | None, None, State]
OfficeConnection = ASGIConnection[Any, Any, Any, Any]

PATH = "/office"
DEVICE_SECONDS = 400 * 86400
_FIELDS = 100
# Pages below PATH that may be gone back to: no other host, no parent folder.
_PAGE = re.compile(r"(/[a-z0-9]+)+")


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
        path=PATH,
        max_age=SESSION_SECONDS if secret else 0,
        secure=settings.secure,
        httponly=True,
        samesite="strict",
    )


def device_name(settings: Settings) -> str:
    """Name the cookie by which a browser that signed in is known again."""
    return f"{cookie_name(settings)}-device"


def make_device_cookie(settings: Settings, device: str) -> Cookie:
    """Make the cookie that keeps strangers' tries from making this browser wait."""
    return Cookie(
        key=device_name(settings),
        value=device,
        path=PATH,
        max_age=DEVICE_SECONDS,
        secure=settings.secure,
        httponly=True,
        samesite="strict",
    )


async def read_form(request: OfficeRequest) -> Form:
    """Read a form, or raise BadInput that repeats nothing of it.

    URL-encoded forms are not left to Litestar: it keeps the last thousand bodies in a cache, with
    the passwords and the lists of people in them.
    """
    kind, _ = request.content_type
    try:
        if kind == RequestEncodingType.URL_ENCODED:
            body = (await request.body()).decode("ascii")
            pairs = parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
            return Form(texts=dict(pairs), files={})
        return await _read_multipart(request)
    except (ValueError, LookupError):
        # Not chained: the cause may quote the form.
        raise BadInput from None


async def _read_multipart(request: OfficeRequest) -> Form:
    texts: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for name, value in (await request.form()).multi_items():
        if isinstance(value, UploadFile):
            files[name] = await value.read()
            await value.close()
        else:
            texts[name] = str(value)
    return Form(texts=texts, files=files)


def say_for(request: OfficeConnection, visitor: SignedIn | None) -> tuple[str, Say]:
    """Choose the language of the page and return it with its words."""
    asked = visitor.account.language if visitor else request.query_params.get("lang")
    language = choose_language(asked, request.headers.get("accept-language"))
    return language, speak(language)


def say_wrong(say: Say, error: Exception, code: str = "") -> Markup:
    """Put an error into words; one that has none of its own is a fault of ours."""
    facts = error.facts if isinstance(error, AccordError) else {}
    try:
        return say(f"office.wrong.{code or getattr(error, 'code', 'error')}", **facts)
    except KeyError:
        return say("office.wrong.error")


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
        context={
            "language": language,
            "say": say,
            "say_wrong": partial(say_wrong, say),
            "visitor": visitor,
            **context,
        },
        status_code=status,
    )


def go_back(form: Form) -> Redirect:
    """Send the browser back to the page that it says it came from, if that is one of ours."""
    back = form.text("back")
    return go_to(back if _PAGE.fullmatch(back) else "")


def go_to(path: str) -> Redirect:
    """Send the browser on after a form was accepted."""
    return Redirect(f"{PATH}{path}", status_code=303)
