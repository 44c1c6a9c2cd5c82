"""Keep the examination of an installation before an opening and at a close; read no row of anybody.

A finding is a code for the wordings and a state: green, yellow (say it), red (do not open).
"""

import asyncio
import ipaddress
import logging
import resource
import sys
from collections.abc import Mapping
from urllib.parse import urlsplit

from survey.doctor.engine import examine_postgresql, examine_sqlite
from survey.doctor.keys import examine_keys
from survey.doctor.schema import examine_schema
from survey.settings import Settings
from survey.store.database import Database
from survey.store.handover import GREEN, RED, YELLOW, Checkup, Finding
from survey.store.upgrade import is_current

# From these levels on, each writes statements or bound values.
_LOUD_LOGGERS = (("sqlalchemy.engine", logging.INFO), ("aiosqlite", logging.DEBUG))


async def examine(
    settings: Settings, database: Database, environment: Mapping[str, str]
) -> Checkup:
    """Look at keys, database, schema, address and switches; the order of findings is fixed."""
    findings = await asyncio.to_thread(examine_keys, settings.keys, database.file)
    if database.dialect == "sqlite":
        findings += await examine_sqlite(database)
    else:
        findings += await examine_postgresql(database, settings.keys)
    current = await is_current(database)
    findings.append(_grade("schema_current", good=current))
    if current:
        findings += await examine_schema(database)
    findings += [
        _grade("https", good=settings.secure or is_loopback(settings.base_url)),
        _grade("debug_off", good=not _debugs(environment)),
        _grade("no_core_dumps", good=_drops_no_core(), otherwise=YELLOW),
        _grade("mail", good=settings.smtp is not None, otherwise=YELLOW),
    ]
    return Checkup(findings=tuple(findings))


def is_loopback(base_url: str) -> bool:
    """Tell whether an address is reached on this machine only; browsers trust it without TLS."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _grade(code: str, *, good: bool, otherwise: str = RED) -> Finding:
    return Finding(code=code, state=GREEN if good else otherwise)


def _debugs(environment: Mapping[str, str]) -> bool:
    # Each of these writes arguments, and so answers or tokens, into logs or error pages.
    switches = ("LITESTAR_DEBUG", "PYTHONASYNCIODEBUG", "PYTHONDEVMODE")
    switched = any(environment.get(name, "").lower() not in ("", "0", "false") for name in switches)
    loud = any(logging.getLogger(name).isEnabledFor(level) for name, level in _LOUD_LOGGERS)
    return switched or sys.flags.dev_mode or loud


def _drops_no_core() -> bool:
    # A memory image would hold keys, and at the close answers.
    soft, _ = resource.getrlimit(resource.RLIMIT_CORE)
    return soft == 0
