"""Keep `accord report`: a release in, a printed report out; know no answer and no person."""

import os
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from reports.render import PrintingFailed
from survey.catalogue.kit import Kit
from survey.catalogue.load import load_kit
from survey.cli.released import Found, find_printed, find_reason
from survey.cli.wording import choose_language, load_words
from survey.errors import BadInput, NotFound
from survey.exports.owners import print_owners
from survey.planning.planned import prepare
from survey.reporting.report import EDITIONS, render_edition
from survey.settings import load_settings

HELP = load_words(choose_language(None, os.environ))
BAD_INPUT = 3
OWNERS = "owners"


@click.command("report", help=HELP["report.help"])
@click.argument("release")
@click.option("--lang", type=click.Choice(["ru", "en"]), help=HELP["report.lang"])
@click.option(
    "--edition",
    type=click.Choice([*EDITIONS, OWNERS]),
    default="leadership",
    help=HELP["report.edition"],
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help=HELP["report.out"],
)
@click.option("--since", help=HELP["report.since"])
def report_command(
    release: str, lang: str | None, edition: str, out: Path, since: str | None
) -> None:
    """Print a report; whatever stands in its way is said in one line."""
    language = choose_language(lang, os.environ)
    words = load_words(language)
    settings = load_settings(os.environ)
    try:
        found = find_printed(settings, release)
        kit = load_kit(settings.questionnaires / found.printed.release.kit)
        earlier = find_printed(settings, since) if since else None
        out.write_bytes(_render(found, earlier, kit, language, edition))
    except (BadInput, NotFound, PrintingFailed, SQLAlchemyError, OSError) as wrong:
        key = f"report.{find_reason(wrong)}"
        sentence = words.get(key, words["report.unplannable"])
        click.echo(sentence.format(release=release, file=out, reason=wrong), err=True)
        raise SystemExit(BAD_INPUT) from None
    click.echo(words["report.written"].format(file=out))


def _render(found: Found, earlier: Found | None, kit: Kit, language: str, edition: str) -> bytes:
    if edition == OWNERS:
        planned = prepare(found.printed.release, kit, language, found.choices)
        return print_owners(planned, found.printed.hash)
    before = earlier.printed if earlier else None
    return render_edition(found.printed, kit, language, edition, found.choices, before)
