"""Keep what somebody in the office sees when something goes wrong: a page, never a code alone."""

from typing import Any

from litestar import Request, Response
from litestar.response import Template

from survey.web.errors import judge
from survey.web.lost import answer_lost
from survey.web.office.desk import PATH, go_to, page, say_for, say_wrong
from survey.web.office.porter import NotSignedIn


def answer_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any] | Template:
    """Answer the office's readers with a page of the office, everybody else as the lost."""
    if not f"{request.scope['path']}/".startswith(f"{PATH}/"):
        return answer_lost(request, error)
    if isinstance(error, NotSignedIn):
        return go_to("")
    return _apologise(request, error)


def _apologise(request: Request[Any, Any, Any], error: Exception) -> Template:
    verdict = judge(request, error)
    visitor = request.scope.get("user")
    _, say = say_for(request, visitor)
    text = say_wrong(say, error, verdict.code)
    return page(request, "sorry", visitor, status=verdict.status, text=text)
