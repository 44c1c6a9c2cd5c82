"""Keep `accord actions`: the plan of a release, as text, table or calendar; know no person."""

import os
from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from survey.catalogue.kit import Kit
from survey.cli.released import Found, explain_failure, find_kit, find_printed
from survey.cli.wording import choose_language, load_words
from survey.errors import BadInput, NotFound
from survey.exports.calendar import write_calendar
from survey.exports.table import write_table
from survey.planning.explain import explain
from survey.planning.planned import Planned, prepare
from survey.settings import load_settings

HELP = load_words(choose_language(None, os.environ))
BAD_INPUT = 3
FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("actions", help=HELP["actions.help"])
@click.argument("release")
@click.option("--lang", type=click.Choice(["ru", "en"]), help=HELP["actions.lang"])
@click.option("--csv", "table", type=FILE, help=HELP["actions.csv"])
@click.option("--ics", "calendar", type=FILE, help=HELP["actions.ics"])
def actions_command(
    release: str, lang: str | None, table: Path | None, calendar: Path | None
) -> None:
    """Write the plan down, or say it where no file is named."""
    language = choose_language(lang, os.environ)
    words = load_words(language)
    settings = load_settings(os.environ)
    found = kit = None
    try:
        found = find_printed(settings, release)
        kit = find_kit(settings, found.printed)
        planned = prepare(found.printed.release, kit, language, found.choices)
        for file, write in ((table, write_table), (calendar, write_calendar)):
            if file is not None:
                file.write_bytes(write(planned))
                click.echo(words["actions.written"].format(file=file))
        if table is calendar is None:
            click.echo("\n".join(_say(found, kit, planned, words["actions.not"])))
    except (BadInput, NotFound, SQLAlchemyError, OSError) as wrong:
        place = getattr(wrong, "filename", "")
        told = explain_failure(wrong, found, kit, words, release=release, file=place)
        click.echo(told, err=True)
        raise SystemExit(BAD_INPUT) from None


def _say(found: Found, kit: Kit, planned: Planned, heading: str) -> Iterator[str]:
    teller = planned.teller
    told = explain(found.printed.release, kit, found.choices)
    chosen = {each.intervention: each for each in planned.plan.recommendations}
    support = {each.intervention: each for each in told.why}
    for action in planned.schedule.actions:
        code = action.intervention
        yield f"{action.day.isoformat()}  {teller.title(code)}"
        yield f"            {teller.roles(action.roles)}"
        lines = [*teller.reasons(chosen[code])]
        lines += teller.support(support[code]) if code in support else ()
        yield from (f"            - {line}" for line in lines)
    yield from ("", *teller.firmness(told, planned.plan.method), "", heading)
    yield from (
        f"- {teller.title(each.intervention)}: {teller.against(each)}" for each in told.why_not
    )
    yield from ("", teller.total(planned.schedule), teller.say("estimated").unescape())
