"""Keep the list of commands of `accord`; each lives in a module of its own."""

import click

from survey.cli.demo.command import demo_command
from survey.cli.diagnose import diagnose_command
from survey.cli.doctor import doctor_command
from survey.cli.init import init_command
from survey.cli.kit import kit_group
from survey.cli.report import report_command
from survey.cli.serve import serve_command


@click.group()
@click.version_option(package_name="accord-survey")
def main() -> None:
    """Find out why two departments fight, and what to do about it."""


for command in (
    init_command,
    serve_command,
    demo_command,
    kit_group,
    diagnose_command,
    report_command,
    doctor_command,
):
    main.add_command(command)
