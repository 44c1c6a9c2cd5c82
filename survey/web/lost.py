"""Keep the pages for who has lost the way: the house's front, and no such page; know nobody."""

from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.response import Template

from survey.errors import NotFound
from survey.web.errors import answer_json, judge
from survey.web.wording import choose_language, speak

# What has a sentence of its own; of anything else only that it went wrong is said.
_TOLD = ("not_found", "method_not_allowed", "wrong_state", "unavailable")


@get("/")
async def show_front(request: Request[Any, Any, State]) -> Template:
    """Say what this is, where HR's office is, and that participants have a link of their own."""
    if not is_reader(request):
        raise NotFound(what="page")
    return _show(request, "front", 200)


def answer_lost(request: Request[Any, Any, Any], error: Exception) -> Response[Any] | Template:
    """Answer a person with a page and a script with a code; the status is the same."""
    if not is_reader(request):
        return answer_json(request, error)
    verdict = judge(request, error)
    code = verdict.code if verdict.code in _TOLD else "error"
    if code == "not_found" and request.scope["path"].startswith("/s/"):
        code = "no_survey"
    return _show(request, "lost", verdict.status, reason=code)


def is_reader(request: Request[Any, Any, Any]) -> bool:
    """Tell whether somebody looks at this in a browser: a script asks for no HTML."""
    asked = request.headers.get("accept", "")
    return request.method in ("GET", "HEAD") and "text/html" in asked


def _show(request: Request[Any, Any, Any], name: str, status: int, **context: str) -> Template:
    asked, accepted = request.query_params.get("lang"), request.headers.get("accept-language")
    language = choose_language(asked, accepted)
    say = speak(language)
    return Template(
        f"{name}.html", context={"language": language, "say": say, **context}, status_code=status
    )
