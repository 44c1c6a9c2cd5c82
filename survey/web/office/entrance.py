"""Keep the entrance of the office: sign in, sign out, language; never meet an invitee."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from survey.settings import Settings
from survey.store.accounts import save_language
from survey.store.database import Database
from survey.web.office.desk import (
    OfficeRequest,
    cookie_name,
    find_visitor,
    go_to,
    make_cookie,
    page,
    read_form,
    require_visitor,
)
from survey.web.office.signing import SignInRefused, Throttle, TooManyTries, sign_in, sign_out
from survey.web.wording import LANGUAGES


class EntranceDoor(Controller):
    """Sign in with address, password and one-time code."""

    path = "/office"

    @get("/")
    async def show(
        self,
        request: OfficeRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
    ) -> Redirect | Template:
        """Show the sign-in page, or the campaigns to somebody signed in."""
        if await find_visitor(request, database, settings):
            return go_to("/campaigns")
        return page(request, "sign_in", None, email="", wrong=None)

    @post("/sign-in")
    async def enter(
        self,
        request: OfficeRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        throttle: NamedDependency[Throttle],
    ) -> Redirect | Template:
        """Open a session with a new id, whatever cookie came along."""
        form = await read_form(request, None)
        email = form.text("email")
        try:
            secret = await sign_in(
                database,
                throttle,
                email=email,
                password=form.texts.get("password", ""),
                code=form.text("code"),
            )
        except (SignInRefused, TooManyTries) as wrong:
            return page(request, "sign_in", None, status=403, email=email, wrong=wrong)
        reply = go_to("/campaigns")
        reply.set_cookie(make_cookie(settings, secret))
        return reply

    @post("/sign-out")
    async def leave(
        self,
        request: OfficeRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
    ) -> Redirect:
        """End the session."""
        visitor = await require_visitor(request, database, settings)
        await read_form(request, visitor)
        await sign_out(database, request.cookies.get(cookie_name(settings), ""))
        reply = go_to("/")
        reply.set_cookie(make_cookie(settings, ""))
        return reply

    @post("/language")
    async def speak(
        self,
        request: OfficeRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
    ) -> Redirect:
        """Change the language of the office for this account."""
        visitor = await require_visitor(request, database, settings)
        form = await read_form(request, visitor)
        if form.text("language") in LANGUAGES:
            async with database.session() as session:
                await save_language(session, visitor.account.id, form.text("language"))
        return go_to("/campaigns")
