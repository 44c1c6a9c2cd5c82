"""Keep the entrance of the office: sign in, sign out, language; never meet an invitee."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from survey.settings import Settings
from survey.store.accounts import save_language
from survey.store.database import Database
from survey.web.errors import find_status
from survey.web.office.desk import (
    PATH,
    Form,
    OfficeRequest,
    cookie_name,
    device_name,
    go_back,
    go_to,
    make_cookie,
    make_device_cookie,
    page,
)
from survey.web.office.porter import OPEN
from survey.web.office.signing import Knock, SignedIn, SignInRefused, sign_in, sign_out
from survey.web.office.throttle import Throttle, TooManyTries, find_source
from survey.web.wording import LANGUAGES


class EntranceDoor(Controller):
    """Sign in with address, password and one-time code."""

    path = PATH

    @get("/", opt=OPEN)
    async def show(self, request: OfficeRequest) -> Redirect | Template:
        """Show the sign-in page, or the campaigns to somebody signed in."""
        if request.user:
            return go_to("/campaigns")
        return page(request, "sign_in", None, email="", wrong=None)

    @post("/sign-in", opt=OPEN)
    async def enter(
        self,
        request: OfficeRequest,
        form: NamedDependency[Form],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        throttle: NamedDependency[Throttle],
    ) -> Redirect | Template:
        """Open a session with a new id, whatever cookie came along."""
        email = form.text("email")
        try:
            knock = Knock(
                email=email,
                password=form.texts.get("password", ""),
                code=form.text("code"),
                source=find_source(request.client.host if request.client else "", request.headers),
                left=request.cookies.get(cookie_name(settings), ""),
                device=request.cookies.get(device_name(settings), ""),
            )
            opened = await sign_in(database, throttle, knock)
        except (SignInRefused, TooManyTries) as wrong:
            status = 429 if isinstance(wrong, TooManyTries) else find_status(wrong)
            return page(request, "sign_in", None, status=status, email=email, wrong=wrong)
        reply = go_to("/campaigns")
        reply.set_cookie(make_cookie(settings, opened.secret))
        reply.set_cookie(make_device_cookie(settings, opened.device))
        return reply

    @post("/sign-out")
    async def leave(
        self,
        request: OfficeRequest,
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
    ) -> Redirect:
        """End the session."""
        await sign_out(database, visitor.account, request.cookies.get(cookie_name(settings), ""))
        reply = go_to("")
        reply.set_cookie(make_cookie(settings, ""))
        return reply

    @post("/language")
    async def speak(
        self,
        form: NamedDependency[Form],
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
    ) -> Redirect:
        """Change the language of the office for this account."""
        if form.text("language") in LANGUAGES:
            async with database.session() as session:
                await save_language(session, visitor.account.id, form.text("language"))
        return go_back(form)
