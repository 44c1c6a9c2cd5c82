"""Keep the command `accord diagnose`: answers in the clear to a diagnosis; never opens a campaign.

A contract for other tools, written down in docs/diagnose.md.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import click

from survey.catalogue.kit import Kit
from survey.catalogue.load import load_kit
from survey.clearing.clear import Earlier, clear_file, read_earlier
from survey.clearing.fault import BadTable, Fault
from survey.clearing.tell import ToldDiagnosis, encode
from survey.cli.diagnose_table import lay_out
from survey.cli.wording import choose_language, load_words
from survey.errors import BrokenKit
from survey.settings import load_settings

USAGE, BAD_INPUT = 2, 3
MOST_PEOPLE = 1_000_000
ROSTER_ENTRY = re.compile(r"([^=,]+)=\s*([0-9]{1,7})\s*", re.ASCII)
HELP = load_words(choose_language(None, os.environ))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command was asked to do; `words` are the reader's."""

    kit: Kit
    roster: Mapping[str, int]
    seed: int
    language: str
    as_json: bool
    ignore_unknown: bool
    words: Mapping[str, str]
    earlier: Earlier | None = None


@click.command("diagnose", help=HELP["diagnose.help"])
@click.argument("files", nargs=-1, metavar="FILE.csv…")
@click.option("--kit", "kit_code", metavar="KIT", help=HELP["diagnose.option.kit"])
@click.option("--roster", metavar="A=N,B=N", help=HELP["diagnose.option.roster"])
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help=HELP["diagnose.option.seed"],
)
@click.option("--lang", type=click.Choice(["ru", "en"]), help=HELP["diagnose.option.lang"])
@click.option("--before", metavar="FILE.csv", help=HELP["diagnose.option.before"])
@click.option("--before-roster", metavar="A=N,B=N", help=HELP["diagnose.option.before_roster"])
@click.option("--ignore-unknown", is_flag=True, help=HELP["diagnose.option.ignore_unknown"])
@click.option("--json", "as_json", is_flag=True, help=HELP["diagnose.option.json"])
def diagnose_command(
    files: tuple[str, ...],
    kit_code: str | None,
    roster: str | None,
    seed: int,
    lang: str | None,
    before: str | None,
    before_roster: str | None,
    ignore_unknown: bool,
    as_json: bool,
) -> None:
    """Diagnose every file in turn; the worst code of all wins."""
    language = choose_language(lang, os.environ)
    words = load_words(language)
    if not files:
        raise _refuse(words, "no_files")
    asked = Asked(
        kit=_require_kit(kit_code, words),
        roster=_require_roster(roster, words),
        seed=seed,
        language=language,
        as_json=as_json,
        ignore_unknown=ignore_unknown,
        words=words,
    )
    click.echo(words["diagnose.exact"], err=True)
    if before is not None:
        asked = replace(asked, earlier=_require_earlier(before, before_roster or roster, asked))
    worst = max([_diagnose_file(file, asked) for file in files])
    raise click.exceptions.Exit(worst)


def _diagnose_file(file: str, asked: Asked) -> int:
    name = click.format_filename(file)
    try:
        told = clear_file(
            Path(file),
            asked.kit,
            asked.roster,
            name=name,
            seed=asked.seed,
            ignore_unknown=asked.ignore_unknown,
            earlier=asked.earlier,
        )
    except BadTable as error:
        _complain(name, error, asked.words)
        return BAD_INPUT
    _print(told, asked)
    return 0


def _require_earlier(file: str, roster: str | None, asked: Asked) -> Earlier:
    """Read the wave before; without it nothing can be compared, so nothing else is done."""
    sizes = _require_roster(roster, asked.words)
    if set(sizes) != set(asked.roster):
        raise _refuse(asked.words, "other_departments")
    try:
        return read_earlier(Path(file), asked.kit, sizes, ignore_unknown=asked.ignore_unknown)
    except BadTable as error:
        _complain(click.format_filename(file), error, asked.words)
        raise click.exceptions.Exit(BAD_INPUT) from error


def _print(told: ToldDiagnosis, asked: Asked) -> None:
    if asked.as_json:
        click.echo(encode(told), nl=False)
        return
    click.echo(lay_out(told, asked.kit.words[asked.language], asked.words, asked.language))


def _complain(name: str, error: BadTable, words: Mapping[str, str]) -> None:
    for fault in error.faults:
        reason = words[f"diagnose.fault.{fault.code}"].format(**fault.facts)
        place = words[f"diagnose.place.{_kind_of_place(fault)}"]
        click.echo(
            place.format(file=name, line=fault.line, column=fault.column, reason=reason), err=True
        )
    if error.more:
        click.echo(words["diagnose.place.more"].format(file=name), err=True)


def _kind_of_place(fault: Fault) -> str:
    if fault.line is None:
        return "file"
    return "line" if fault.column is None else "cell"


def _require_kit(code: str | None, words: Mapping[str, str]) -> Kit:
    root = load_settings(os.environ).questionnaires
    known = sorted(file.parent.name for file in root.glob("*/questionnaire.toml"))
    if code is None:
        raise _refuse(words, "no_kit", kits=", ".join(known))
    if code not in known:
        raise _refuse(words, "unknown_kit", kit=code, kits=", ".join(known))
    try:
        return load_kit(root / code)
    except BrokenKit as error:
        click.echo(words["diagnose.usage.broken_kit"].format(**error.facts), err=True)
        raise click.exceptions.Exit(BAD_INPUT) from error


def _require_roster(text: str | None, words: Mapping[str, str]) -> Mapping[str, int]:
    """Read `marketing=20,sales=18`: two departments and how many people each has."""
    if text is None:
        raise _refuse(words, "no_roster")
    entries = [ROSTER_ENTRY.fullmatch(entry) for entry in text.split(",")]
    roster = {entry[1].strip(): int(entry[2]) for entry in entries if entry}
    complete = all(entries) and len(roster) == len(entries) == 2 and "" not in roster
    if not complete or not all(0 < size <= MOST_PEOPLE for size in roster.values()):
        raise _refuse(words, "bad_roster", roster=text, most=MOST_PEOPLE)
    return roster


def _refuse(words: Mapping[str, str], code: str, **facts: object) -> click.exceptions.Exit:
    click.echo(words[f"diagnose.usage.{code}"].format(**facts), err=True)
    return click.exceptions.Exit(USAGE)
