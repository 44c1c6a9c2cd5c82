"""Keep the list of commands of `accord`; each lives in a module of its own."""

import os
import tomllib

import click

import survey.cli.speech  # first: click names types of values while commands are being made
from survey.cli.actions import actions_command
from survey.cli.backup import backup_command, restore_command
from survey.cli.demo.command import demo_command
from survey.cli.diagnose import diagnose_command
from survey.cli.doctor import doctor_command
from survey.cli.init import init_command
from survey.cli.kit import kit_group
from survey.cli.plan import plan_command
from survey.cli.report import report_command
from survey.cli.serve import serve_command
from survey.cli.verify_page import verify_page_command
from survey.cli.wording import choose_language, load_words
from survey.settings import REPOSITORY, BadSetting

HELP = load_words(choose_language(None, os.environ))
BAD_INPUT = 3


class Accord(click.Group):
    """The commands; a setting that cannot be used is said once for all of them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of the call, and first in which language to speak."""
        survey.cli.speech.hear(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except BadSetting as wrong:
            click.echo(HELP["main.bad_setting"].format(**wrong.facts), err=True)
            ctx.exit(BAD_INPUT)


def _load_version() -> str:
    # From the project's own file: run from the repository, it is no installed package.
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


@click.group(cls=Accord, help=HELP["main.help"])
@click.version_option(_load_version(), prog_name="accord")
def main() -> None:
    """Start a command."""


for command in (
    init_command,
    serve_command,
    demo_command,
    kit_group,
    diagnose_command,
    plan_command,
    report_command,
    actions_command,
    doctor_command,
    verify_page_command,
    backup_command,
    restore_command,
):
    main.add_command(command)
