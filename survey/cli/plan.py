"""Keep `accord plan`: what a campaign of these sizes can establish; know no campaign, no answer."""

import os
import re
from collections.abc import Mapping
from math import ceil

import click
import msgspec

from survey.cli.diagnose_numbers import GAP, Numbers
from survey.cli.wording import choose_language, load_words
from survey.errors import BadInput
from survey.outlook.foresee import (
    USUAL_RESPONSE,
    Needed,
    Outlook,
    Side,
    expect,
    find_margin,
    foresee,
)

USAGE = 2
HELP = load_words(choose_language(None, os.environ))
SIZE = re.compile(r"(?:([^=,]+)=)?\s*([0-9]{1,6})\s*", re.ASCII)


@click.command("plan", help=HELP["plan.help"])
@click.option("--n", "answers", metavar="A,B", help=HELP["plan.option.n"])
@click.option("--roster", metavar="A,B", help=HELP["plan.option.roster"])
@click.option("--c", "insiders", type=click.IntRange(min=1), help=HELP["plan.option.c"])
@click.option("--lang", type=click.Choice(["ru", "en"]), help=HELP["diagnose.option.lang"])
@click.option("--json", "as_json", is_flag=True, help=HELP["plan.option.json"])
def plan_command(
    answers: str | None, roster: str | None, insiders: int | None, lang: str | None, as_json: bool
) -> None:
    """Print what to expect of two departments of these sizes."""
    words = load_words(choose_language(lang, os.environ))
    if answers is None and roster is None:
        raise _refuse(words, "no_sizes")
    expected = _require_sizes(answers, words) if answers is not None else None
    people = _require_sizes(roster, words) if roster is not None else None
    names = tuple(people or expected or ())
    if people is not None and expected is not None and set(people) != set(expected):
        raise _refuse(words, "different_departments")
    asked = tuple(people[name] if people else _people((expected or {})[name]) for name in names)
    answering = tuple(
        expected[name] if expected else expect(size)
        for name, size in zip(names, asked, strict=True)
    )
    try:
        outlook = foresee(asked, answering, insiders)
    except BadInput as wrong:
        raise _refuse(words, wrong.code, **wrong.facts) from None
    if as_json:
        click.echo(msgspec.json.encode(outlook))
        return
    shown = [
        words["plan.department"].format(place=name) if name.isdecimal() else name for name in names
    ]
    lines = _lay_out(outlook, shown, words, choose_language(lang, os.environ))
    if answers is None or roster is None:
        lines.insert(1, words["plan.assumed"])
    click.echo("\n".join(lines))


def _people(answers: int) -> int:
    return ceil(answers / USUAL_RESPONSE)


def _require_sizes(text: str, words: Mapping[str, str]) -> dict[str, int]:
    """Read `14,18` or `marketing=14,sales=18`; nameless departments are called 1 and 2."""
    found = [SIZE.fullmatch(part) for part in text.split(",")]
    sizes = {
        (match[1] or str(place)).strip(): int(match[2])
        for place, match in enumerate(found, start=1)
        if match
    }
    if len(found) != 2 or len(sizes) != 2:
        raise _refuse(words, "bad_sizes", sizes=text)
    return sizes


def _lay_out(
    outlook: Outlook, names: list[str], words: Mapping[str, str], language: str
) -> list[str]:
    numbers = Numbers(language, words["diagnose.table.unknown"])
    sides = list(zip(names, outlook.sides, outlook.needed, strict=True))
    head = ", ".join(
        words["plan.size"].format(department=name, answers=side.answers, people=side.people)
        for name, side, _ in sides
    )
    lines = [words["plan.head"].format(sizes=head), "", words["plan.shown"]]
    lines += [f"{GAP}- {line}" for line in _tell_shown(outlook, sides, words, numbers)]
    lines += ["", words["plan.found"]]
    lines += [f"{GAP}- {line}" for line in _tell_found(outlook, words, numbers)]
    lines += ["", words["plan.needed"]]
    lines += [f"{GAP}- {line}" for line in _tell_needed(sides, words)]
    return lines


def _tell_shown(
    outlook: Outlook,
    sides: list[tuple[str, Side, Needed]],
    words: Mapping[str, str],
    numbers: Numbers,
) -> list[str]:
    lines = [words[f"plan.layout.{outlook.layout}"].format(k=outlook.k)]
    lines.append(words["plan.insiders"].format(c=outlook.c))
    for name, side, _ in sides:
        if outlook.layout != "departments":
            break
        width = words["plan.coarse"]
        if side.released is not None:
            width = words["plan.width"].format(
                step=numbers.plain(side.step, "0.0#"),
                exact=numbers.plain(side.half_width, "0.0#"),
                width=numbers.plain(side.released, "0.0#"),
            )
        lines.append(words["plan.side"].format(department=name, words=side.words, width=width))
    silent = ", ".join(
        words["plan.silent"].format(department=name, width=numbers.plain(side.worst_case, "0.0"))
        for name, side, _ in sides
    )
    return [*lines, words["plan.worst"].format(silent=silent)]


def _tell_found(outlook: Outlook, words: Mapping[str, str], numbers: Numbers) -> list[str]:
    chance = outlook.chance
    if not outlook.ranks:
        return [words["plan.no_ranks"]]
    if chance is None:
        return [words["plan.unmeasured"]]
    lines = [words["plan.first"].format(chance=numbers.chance(chance.first), n=chance.n)]
    if outlook.capped:
        lines.append(words["plan.capped"])
    else:
        lines.append(words["plan.supported"].format(chance=numbers.chance(chance.supported)))
    lines.append(words["plan.false"].format(chance=numbers.chance(chance.false_naming)))
    margin = find_margin(chance.worlds)
    return [*lines, words["plan.model"].format(worlds=chance.worlds, margin=margin)]


def _tell_needed(sides: list[tuple[str, Side, Needed]], words: Mapping[str, str]) -> list[str]:
    lines = []
    for kind in ("results", "ranks", "supported"):
        told = ", ".join(
            words["plan.need" if n is not None else "plan.need_never"].format(department=name, n=n)
            for name, _, needed in sides
            for n in [getattr(needed, kind)]
        )
        lines.append(words[f"plan.for_{kind}"].format(needed=told))
    return lines


def _refuse(words: Mapping[str, str], code: str, **facts: object) -> click.exceptions.Exit:
    click.echo(words[f"plan.wrong.{code}"].format(**facts), err=True)
    return click.exceptions.Exit(USAGE)
