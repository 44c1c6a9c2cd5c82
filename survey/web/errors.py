"""Keep the one map from errors to HTTP; answer and log a code, never a value somebody sent."""

import logging
from collections.abc import Mapping
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap
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
from survey.web.security import PAGE_HEADERS

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


def find_status(error: AccordError) -> int:
    """Tell the HTTP status of an error; 500 for what should never reach a door."""
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)


def answer_accord_error(request: Request[Any, Any, Any], error: AccordError) -> Response[Any]:
    """Answer with the error's code."""
    status = find_status(error)
    if status == 500:
        _log(request, error)
    return _answer(error.code, status)


def answer_http_error(_request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """Answer what Litestar refused with a code of ours."""
    status = error.status_code
    return _answer(_CODES.get(status, "refused" if status < 500 else "error"), status)


def answer_database_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Say that the database cannot be reached just now; the client may try again."""
    _log(request, error)
    return _answer("unavailable", 503)


def answer_unknown_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer a defect of ours."""
    _log(request, error)
    return _answer("error", 500)


EXCEPTION_HANDLERS: ExceptionHandlersMap = {
    AccordError: answer_accord_error,
    HTTPException: answer_http_error,
    SQLAlchemyError: answer_database_error,
    TimeoutError: answer_database_error,
    ConnectionError: answer_database_error,
    Exception: answer_unknown_error,
}


def _answer(code: str, status: int) -> Response[Any]:
    return Response({"error": code}, status_code=status, headers=dict(PAGE_HEADERS))


def _log(request: Request[Any, Any, Any], error: Exception) -> None:
    # The route's template and the class of the error; its text and traceback may hold values.
    template = request.scope.get("path_template", "")
    _LOG.error("%s at %s", type(error).__name__, template)
