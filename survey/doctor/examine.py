"""Keep the examination of an installation: at an opening, every day, at a close; read no row.

A finding is a code for the wordings and a state: green, yellow (say it), red (do not open).
"""

import asyncio
import ipaddress
import logging
import os
import resource
import sys
from collections.abc import Mapping
from urllib.parse import urlsplit

from survey.doctor.database import examine_postgresql, examine_sqlite
from survey.doctor.grade import grade
from survey.doctor.keys import examine_keys
from survey.doctor.schema import examine_schema
from survey.settings import Settings
from survey.store.database import Database
from survey.store.handover import YELLOW, Checkup, Finding
from survey.store.upgrade import is_current

# From these levels on, each writes statements or bound values.
_LOUD_LOGGERS = (("sqlalchemy.engine", logging.INFO), ("aiosqlite", logging.DEBUG))
# Servers that write who came when, once somebody gives their log a place. Granian is not among
# them: its log has a place always, and is switched by `accord serve`.
_ACCESS_LOGS = ("uvicorn.access", "hypercorn.access", "gunicorn.access", "litestar")


async def examine(
    settings: Settings, database: Database, environment: Mapping[str, str] = os.environ
) -> Checkup:
    """Look at keys, database, schema, address and switches; the order of findings is fixed."""
    findings = await asyncio.to_thread(examine_keys, settings.keys, database.file, settings.backups)
    if database.dialect == "sqlite":
        findings += await examine_sqlite(database)
    else:
        findings += await examine_postgresql(database, settings.keys)
    current = await is_current(database)
    findings.append(grade("schema_current", good=current))
    if current:
        findings += await examine_schema(database)
    findings += examine_address(settings)
    findings += [
        grade("debug_off", good=not _debugs(environment)),
        grade("log_quiet", good=not _logs_visits()),
        grade("no_core_dumps", good=_drops_no_core(), otherwise=YELLOW),
        grade("mail", good=settings.smtp is not None, otherwise=YELLOW),
    ]
    return Checkup(findings=tuple(findings))


def examine_address(settings: Settings) -> list[Finding]:
    """Look at how people reach the server: encrypted, from their phones, past no proxy."""
    here = is_loopback(settings.base_url)
    # What a proxy encrypts for is worth little where the same door stands open without it. Accord
    # reads no forwarded header, so whom it trusts is only this: who can reach its port.
    direct = settings.secure and not is_loopback(f"//{_bracket(settings.host)}")
    return [
        grade("https", good=settings.secure or here),
        grade("reachable", good=not here, otherwise=YELLOW),
        grade("proxy", good=not direct, otherwise=YELLOW),
    ]


def is_loopback(base_url: str) -> bool:
    """Tell whether an address is reached on this machine only; browsers trust it without TLS."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _bracket(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _debugs(environment: Mapping[str, str]) -> bool:
    # Each of these writes arguments, and so answers or tokens, into logs or error pages.
    switches = ("LITESTAR_DEBUG", "PYTHONASYNCIODEBUG", "PYTHONDEVMODE")
    switched = any(environment.get(name, "").lower() not in ("", "0", "false") for name in switches)
    loud = any(logging.getLogger(name).isEnabledFor(level) for name, level in _LOUD_LOGGERS)
    return switched or sys.flags.dev_mode or loud


def _logs_visits() -> bool:
    # An access log holds who came when, and from where.
    loggers = [logging.getLogger(name) for name in _ACCESS_LOGS]
    return any(
        logger.hasHandlers() and not logger.disabled and logger.isEnabledFor(logging.INFO)
        for logger in loggers
    )


def _drops_no_core() -> bool:
    # A memory image would hold keys, and at the close answers.
    soft, _ = resource.getrlimit(resource.RLIMIT_CORE)
    return soft == 0
