"""Keep `accord serve`: the one server process; know no campaign and keep no access log."""

import os
import socket

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server
from litestar import Litestar

from survey.app import load_app
from survey.cli.hold import AlreadyRunning, end_with_parent, hold_installation, let_go
from survey.cli.wording import choose_language, load_words
from survey.settings import load_settings

HELP = load_words(choose_language(None, os.environ))


@click.command("serve", help=HELP["serve.help"])
@click.option("--host", help=HELP["serve.host"])
@click.option("--port", type=click.IntRange(1, 65535), help=HELP["serve.port"])
def serve_command(host: str | None, port: int | None) -> None:
    """Serve until the process is asked to end."""
    given = {"ACCORD_HOST": host, "ACCORD_PORT": str(port) if port else None}
    os.environ.update({name: value for name, value in given.items() if value})
    settings = load_settings(os.environ)
    if is_taken(settings.host, settings.port):
        click.echo(HELP["serve.taken"].format(port=settings.port), err=True)
        raise SystemExit(3)
    try:
        held = hold_installation(settings)
    except AlreadyRunning as other:
        click.echo(HELP["serve.running"].format(**other.facts), err=True)
        raise SystemExit(3) from None
    click.echo(HELP["serve.at"].format(office=f"{settings.base_url}/office"))
    # One worker: SQLite has one writer, and the jobs must run once. No access log: it would hold
    # who came when.
    Server(
        "survey.cli.serve:load_worker",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=1,
        log_access=False,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()
    let_go(held)


def load_worker() -> Litestar:
    """Build the application in the worker process, which does not outlive its main process."""
    end_with_parent()
    return load_app()


def is_taken(host: str, port: int) -> bool:
    """Tell whether a program listens there; the kernel would let two servers share the port."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0
