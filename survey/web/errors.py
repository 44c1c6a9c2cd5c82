"""Keep the one map from errors to HTTP; answer and log a code, never a value somebody sent."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException
from sqlalchemy.exc import SQLAlchemyError

from survey.errors import (
    AccordError,
    AlreadyCollected,
    BadInput,
    CredentialRefused,
    NotFound,
    Refused,
    WrongState,
)
from survey.web.body import NotJson

_LOG = logging.getLogger("survey.web")

# From the special to the general: the first that fits an error gives its status.
_STATUSES: tuple[tuple[type[AccordError], int], ...] = (
    (NotJson, 415),
    (BadInput, 400),
    (NotFound, 404),
    (AlreadyCollected, 409),
    (WrongState, 409),
    (CredentialRefused, 403),
    (Refused, 403),
)

# What Litestar itself refuses, by status; its own texts quote paths and values.
_CODES: Mapping[int, str] = {
    400: "bad_input",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "not_json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is said of an error: a key of the wordings and an HTTP status."""

    code: str
    status: int


def find_status(error: AccordError) -> int:
    """Tell the HTTP status of an error; 500 for what should never reach a door."""
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)


def judge(request: Request[Any, Any, Any], error: Exception) -> Verdict:
    """Say what an error is to the one who asked; log what is a fault of ours."""
    verdict = _judge(error)
    if verdict.status >= 500:
        # The route's template and the class of the error; its text and traceback may hold values.
        template = request.scope.get("path_template", "")
        _LOG.error("%s at %s", type(error).__name__, template)
    return verdict


def answer_json(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer a script with the error's code."""
    verdict = judge(request, error)
    return Response({"error": verdict.code}, status_code=verdict.status)


def _judge(error: Exception) -> Verdict:
    match error:
        case AccordError():
            return Verdict(code=error.code, status=find_status(error))
        case HTTPException():
            status = error.status_code
            usual = "refused" if status < 500 else "error"
            return Verdict(code=_CODES.get(status, usual), status=status)
        case SQLAlchemyError() | TimeoutError() | ConnectionError():
            # The database cannot be reached just now; the client may try again.
            return Verdict(code="unavailable", status=503)
    return Verdict(code="error", status=500)
