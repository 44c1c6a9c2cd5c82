"""Keep `accord report`: a release in, a printed report out; know no answer and no person."""

import os
from collections.abc import Mapping
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from reports.render import PrintingFailed
from survey.catalogue.kit import Kit
from survey.cli.printout import require_place, write_whole
from survey.cli.released import Found, explain_failure, find_kit, find_printed
from survey.cli.wording import choose_language, load_words
from survey.errors import BadInput, NotFound
from survey.exports.owners import print_owners
from survey.planning.planned import prepare
from survey.reporting.printed import Printed
from survey.reporting.report import EDITIONS, SLIDES, render_edition
from survey.settings import load_settings

HELP = load_words(choose_language(None, os.environ))
BAD_INPUT = 3
OWNERS = "owners"
PDF_ENDING, SLIDES_ENDING = ".pdf", ".pptx"


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
    found = kit = None
    try:
        require_place(out)
        found = find_printed(settings, release)
        kit = find_kit(settings, found.printed)
        earlier = find_printed(settings, since).printed if since else _find_earlier(found, words)
        write_whole(out, _render(found, earlier, kit, language, edition))
    except (BadInput, NotFound, PrintingFailed, SQLAlchemyError, OSError) as wrong:
        told = explain_failure(wrong, found, kit, words, release=release, file=out)
        click.echo(told, err=True)
        raise SystemExit(BAD_INPUT) from None
    click.echo(words["report.written"].format(file=out))
    ending = SLIDES_ENDING if edition == SLIDES else PDF_ENDING
    if out.suffix.lower() in {SLIDES_ENDING, PDF_ENDING} - {ending}:
        click.echo(words["report.other_ending"].format(file=out, ending=ending), err=True)


def _find_earlier(found: Found, words: Mapping[str, str]) -> Printed | None:
    """Find what HR compares the survey with; where that no longer fits, say so and print on."""
    named = found.named
    if named is None or not named.misfit:
        return named.printed if named else None
    click.echo(words["report.left_out"].format(title=named.campaign.title), err=True)
    return None


def _render(found: Found, earlier: Printed | None, kit: Kit, language: str, edition: str) -> bytes:
    if edition == OWNERS:
        planned = prepare(found.printed.release, kit, language, found.choices)
        return print_owners(planned, found.printed.hash)
    return render_edition(found.printed, kit, language, edition, found.choices, earlier)
