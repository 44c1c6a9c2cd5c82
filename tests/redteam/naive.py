"""Keep a survey server as they are usually built, in our own words: what the red team must see.

Rows have running numbers and times, the participant's token stands in a table beside the number of
the response, answers are stored as they came, the server keeps an access log, the results can be
watched while people answer. It is small, and everything in it is quite usual.
"""

import json
import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from litestar import Litestar, Request, Response, get, post
from litestar.datastructures import State
from sqlalchemy import Column, Integer, MetaData, Table, Text, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

DATABASE = "NAIVE_DATABASE"
METADATA = MetaData()
PARTICIPANT = Table(
    "participant",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("email", Text),
    Column("token", Text),
    Column("department", Text),
    Column("opened", Text),
    Column("completed", Text),
)
RESPONSE = Table(
    "response",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("department", Text),
    Column("submitted", Text),
    Column("answers", Text),
)
# The session of the page, which LimeSurvey keeps in the database when it is asked to.
VISIT = Table(
    "visit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("token", Text),
    Column("submitted", Text),
    Column("address", Text),
)
_PAGE = """<!doctype html><title>Survey</title>
<script src="https://cdn.example.com/analytics.js"></script>
<form method="post" action="/answer">…</form>"""


def load_app() -> Litestar:
    """Build the server; its database is named in the environment."""
    engine = create_async_engine(os.environ[DATABASE])

    @asynccontextmanager
    async def live(app: Litestar) -> AsyncIterator[None]:
        app.state.engine = engine
        async with engine.begin() as session:
            await session.run_sync(METADATA.create_all)
        yield
        await engine.dispose()

    return Litestar(
        route_handlers=[show_page, take_answers, show_results, report_health],
        exception_handlers={Exception: _complain},
        lifespan=[live],
        openapi_config=None,
        logging_config=None,
    )


@get("/survey")
async def show_page(request: Request[None, None, State], token: str) -> Response[str]:
    """Show the questionnaire; a link works once, so the first look uses it up."""
    async with _engine(request).begin() as session:
        await session.execute(
            update(PARTICIPANT).where(PARTICIPANT.c.token == token).values(opened=_now())
        )
    reply = Response(_PAGE, media_type="text/html", status_code=200)
    reply.set_cookie("session", token, path="/")
    return reply


@post("/answer", status_code=200)
async def take_answers(request: Request[None, None, State]) -> dict[str, int]:
    """Store a response, and that its participant has answered."""
    body: dict[str, Any] = json.loads(await request.body())
    moment, token = _now(), body["token"]
    address = request.client.host if request.client else ""
    async with _engine(request).begin() as session:
        find = select(PARTICIPANT.c.department).where(PARTICIPANT.c.token == token)
        department = (await session.execute(find)).scalar_one()
        stored = await session.execute(
            insert(RESPONSE)
            .values(department=department, submitted=moment, answers=body["answers"])
            .returning(RESPONSE.c.id)
        )
        number = int(stored.scalar_one())
        await session.execute(
            update(PARTICIPANT).where(PARTICIPANT.c.token == token).values(completed=moment)
        )
        await session.execute(insert(VISIT).values(token=token, submitted=moment, address=address))
    return {"response": number}


@get("/results")
async def show_results(request: Request[None, None, State]) -> dict[str, object]:
    """Show what came in so far."""
    async with _engine(request).begin() as session:
        rows = (await session.execute(select(RESPONSE.c.answers))).scalars().all()
    return {"responses": len(rows), "answers": list(rows)}


@get("/health")
async def report_health(request: Request[None, None, State]) -> dict[str, int]:
    """Say that the server works, with a useful figure."""
    async with _engine(request).begin() as session:
        count = await session.execute(select(func.count()).select_from(RESPONSE))
    return {"responses": int(count.scalar_one())}


def write_letter(base_url: str, token: str) -> str:
    """Write an invitation as a mailing service would."""
    mark = uuid.uuid1()
    return (
        f'<p>Please answer: <a href="https://click.example.com/?to={base_url}/survey?token={token}">'
        f'here</a></p><img width="1" height="1" src="https://click.example.com/open/{mark}.gif">'
    )


def _complain(request: Request[None, None, State], error: Exception) -> Response[str]:
    print("error", request.url.path, error, flush=True)
    return Response(str(error), status_code=500)


def _engine(request: Request[None, None, State]) -> AsyncEngine:
    engine: AsyncEngine = request.app.state.engine
    return engine


def _now() -> str:
    return datetime.now(UTC).isoformat()
