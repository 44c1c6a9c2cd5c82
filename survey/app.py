"""Keep the composition root: wire the rooms, say who holds which key; know no room's rules."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import jinja2
from litestar import Litestar, Router
from litestar.config.compression import CompressionConfig
from litestar.di import Provide
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig

from survey.ballots.keys import Keyring
from survey.campaigns.guardian import GUARDIAN_KINDS
from survey.campaigns.letters import LETTER_KINDS
from survey.campaigns.opening import CLOSING
from survey.catalogue.kit import Kit
from survey.catalogue.load import load_kits
from survey.guarding import Lodge
from survey.jobs.checkup import CHECKUP, DoctorRoom, plant_checkup
from survey.jobs.closing import ClosingRoom
from survey.jobs.guardian import GuardianMail
from survey.jobs.letters import Mailroom
from survey.jobs.night import NIGHT, NightRoom, plant_night
from survey.jobs.runner import Handler, run_errands
from survey.settings import Settings, load_settings
from survey.store.database import Database, open_database
from survey.store.upgrade import upgrade
from survey.web.assets import report_health, serve_asset
from survey.web.cast import CastDoor
from survey.web.guardian import GuardianDoor, Turnstile
from survey.web.issue import IssueDoor
from survey.web.lost import show_front
from survey.web.office.abandoning import AbandonDoor
from survey.web.office.campaigns import CampaignDoor
from survey.web.office.codes import CodeDoor
from survey.web.office.earlier import EarlierDoor
from survey.web.office.entrance import EntranceDoor
from survey.web.office.guardian import GuardianLinkDoor
from survey.web.office.plans import PlanDoor
from survey.web.office.porter import find_form, find_visitor, hire_porter
from survey.web.office.results import ResultDoor
from survey.web.office.rosters import RosterDoor
from survey.web.office.sorry import answer_error
from survey.web.office.throttle import Throttle
from survey.web.office.trial import TrialDoor
from survey.web.page import PageDoor
from survey.web.rights import RightsDoor
from survey.web.security import stamp_replies
from survey.web.wording import say_day

TEMPLATES = Path(__file__).parent / "web" / "templates"
# The largest list of people that may be uploaded, and the form around it.
LARGEST_FORM = 6 * 1024 * 1024
SMALL_BODY = 64 * 1024
STOP_SECONDS = 5


def load_app() -> Litestar:
    """Build the application from the environment; what the server process calls."""
    return build_app(load_settings(os.environ))


def build_app(settings: Settings) -> Litestar:
    """Wire database, keys, kits, doors and jobs of one installation."""
    database = open_database(settings.database)
    keyring = Keyring(settings.keys)
    kits = {kit.code: kit for kit in load_kits(settings.questionnaires)}
    throttle = Throttle()
    closing = ClosingRoom(database=database, keyring=keyring, kits=kits, settings=settings)
    rooms = {
        "database": database,
        "keyring": keyring,
        "kits": kits,
        "settings": settings,
        "throttle": throttle,
        "counting": closing.count_with,
        "turnstile": Turnstile(),
        "lodge": Lodge(),
    }
    office = Router(
        path="/",
        route_handlers=[
            AbandonDoor,
            EntranceDoor,
            CampaignDoor,
            CodeDoor,
            EarlierDoor,
            GuardianLinkDoor,
            PlanDoor,
            ResultDoor,
            RosterDoor,
            TrialDoor,
        ],
        guards=[hire_porter(database, settings)],
        dependencies={
            "form": Provide(find_form, sync_to_thread=False),
            "visitor": Provide(find_visitor, sync_to_thread=False),
        },
        request_max_body_size=LARGEST_FORM,
    )
    return Litestar(
        route_handlers=[
            PageDoor,
            RightsDoor,
            IssueDoor,
            CastDoor,
            GuardianDoor,
            office,
            serve_asset,
            report_health,
            show_front,
        ],
        dependencies={name: _provide(room) for name, room in rooms.items()},
        exception_handlers={Exception: answer_error},
        template_config=TemplateConfig(
            instance=JinjaTemplateEngine.from_environment(open_templates())
        ),
        compression_config=CompressionConfig(
            backend="brotli",
            brotli_gzip_fallback=True,
            minimum_size=500,
            # These come compressed already.
            exclude=["^/static/"],
        ),
        before_send=[stamp_replies(secure=settings.secure)],
        request_max_body_size=SMALL_BODY,
        lifespan=[_live(settings, database, _handlers(settings, database, keyring, kits, closing))],
        openapi_config=None,
        logging_config=None,
        debug=False,
    )


def _provide(room: object) -> Provide:
    return Provide(lambda: room, sync_to_thread=False)


def _handlers(
    settings: Settings,
    database: Database,
    keyring: Keyring,
    kits: Mapping[str, Kit],
    closing: ClosingRoom,
) -> Mapping[str, Handler]:
    mailroom = Mailroom(database=database, settings=settings, kits=kits)
    guardian = GuardianMail(database=database, settings=settings)
    night = NightRoom(database=database)
    doctor = DoctorRoom(database=database, keyring=keyring, settings=settings)
    return {
        **dict.fromkeys(LETTER_KINDS, mailroom.send),
        **dict.fromkeys(GUARDIAN_KINDS, guardian.send),
        CLOSING: closing.close,
        NIGHT: night.tidy,
        CHECKUP: doctor.look,
    }


def _live(
    settings: Settings, database: Database, handlers: Mapping[str, Handler]
) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def live(_app: Litestar) -> AsyncIterator[None]:
        await upgrade(settings.database)
        now = datetime.now(UTC)
        await plant_night(database, now)
        await plant_checkup(database, int(now.timestamp()))
        stopping = asyncio.Event()
        work = asyncio.create_task(run_errands(database, handlers, stopping))
        try:
            yield
        finally:
            stopping.set()
            # What takes longer is cancelled, and goes on when the server is started again.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(work, STOP_SECONDS)
            await database.close()

    return live


def open_templates() -> jinja2.Environment:
    """Give the templates as every page is made of them; `accord verify-page` makes them, too."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = say_day
    return environment
