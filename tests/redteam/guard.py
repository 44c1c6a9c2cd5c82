"""Keep attack A40: a walk over the code next to people and ballots for what tells an order."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

from survey.settings import REPOSITORY

# Everything that has a person's or a ballot's row in its hands.
WATCHED = (
    "survey/web/issue.py",
    "survey/web/cast.py",
    "survey/web/page.py",
    "survey/web/body.py",
    "survey/issuing.py",
    "survey/casting.py",
    "survey/store/roster.py",
    "survey/store/box.py",
)
NAIVE = "tests/redteam/naive.py"

_MODULES = frozenset({"time", "uuid", "logging", "structlog", "prometheus_client", "syslog"})
_COLUMNS = frozenset(
    {"DateTime", "Date", "Time", "Interval", "Integer", "BigInteger", "SmallInteger", "Sequence",
     "Identity", "ForeignKey", "Uuid", "UUID", "Float", "Numeric"}
)  # fmt: skip
_CLOCKS = frozenset({"now", "utcnow", "today", "time", "time_ns", "monotonic", "perf_counter"})
_SQL_CLOCKS = frozenset(
    {"current_timestamp", "current_date", "localtimestamp", "statement_timestamp"}
)
_OPTIONS = frozenset({"autoincrement", "server_default", "onupdate"})
_ASKER = frozenset({"client", "headers", "cookies", "user_agent", "host"})
# Who may ask a request for what: the page its languages, the body its content type.
_ASKS = {"survey/web/page.py": {"headers"}, "survey/web/body.py": {"headers"}}


def a40_guard(files: tuple[str, ...] = WATCHED) -> list[str]:
    """A40: no clock, serial, identifier of a person or request log near participants' rows."""
    return [
        f"{name}:{fault}"
        for name in files
        for fault in _walk(ast.parse((REPOSITORY / name).read_text(encoding="utf-8")), name)
    ]


def _walk(tree: ast.Module, name: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from _judge_import(node)
        elif isinstance(node, ast.Call):
            yield from _judge_call(node, tree)
        elif _asks_request(node, _ASKER - _ASKS.get(name, set())):
            yield f"{node.lineno} asks a request who sends it"


def _asks_request(node: ast.AST, names: frozenset[str]) -> TypeGuard[ast.Attribute]:
    return (
        isinstance(node, ast.Attribute)
        and node.attr in names
        and isinstance(node.value, ast.Name)
        and node.value.id == "request"
    )


def _judge_import(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    modules = [alias.name for alias in node.names]
    modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    for module in modules:
        if module.split(".")[0] in _MODULES:
            yield f"{node.lineno} imports {module}"
        if module in _COLUMNS and "sqlalchemy" in modules:
            yield f"{node.lineno} may number rows or point at them: {module}"


def _judge_call(node: ast.Call, tree: ast.Module) -> Iterator[str]:
    called = (
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    )
    if called in _SQL_CLOCKS or called == "print":
        yield f"{node.lineno} calls {called}"
    if called in _CLOCKS and not _is_handed_on(node, tree):
        yield f"{node.lineno} keeps what a clock says"
    for keyword in node.keywords:
        if keyword.arg in _OPTIONS:
            yield f"{node.lineno} uses {keyword.arg}"
        if called in ("values", "insert") and keyword.arg in ("now", "at", "created", "updated"):
            yield f"{node.lineno} stores {keyword.arg}"


def _is_handed_on(clock: ast.Call, tree: ast.Module) -> bool:
    """Tell whether what the clock says goes to a desk as `now`, or to the page that is shown."""
    return any(
        node.value is clock and node.arg == "now"
        if isinstance(node, ast.keyword)
        else isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "describe"
        and clock in node.args
        for node in ast.walk(tree)
    )


def list_missing() -> list[str]:
    """Return watched files that are not there any more: a guard of nothing is none."""
    return [name for name in WATCHED if not Path(REPOSITORY / name).exists()]
