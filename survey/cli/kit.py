"""Keep the commands about kits: list, check, show; print codes and numbers.

`kit show CODE --json` is a contract for other tools: keys may be added, none may change.
"""

import os
from pathlib import Path

import click
import msgspec

from survey.catalogue.files import QUESTIONNAIRE
from survey.catalogue.kit import Format, Intervention, Item, Kit, MirrorTopic, Part, Scale, Upstream
from survey.catalogue.load import load_kit, load_kits
from survey.cli.wording import choose_language, load_words
from survey.errors import BrokenKit
from survey.settings import load_settings

# As in `accord diagnose`: 2 is for how the command was called, 3 for what it was given.
BAD_INPUT = 3
HELP = load_words(choose_language(None, os.environ))


class ShownScale(msgspec.Struct, frozen=True, kw_only=True):
    """A cause or an outcome; after keying, high = bad."""

    code: str
    items: tuple[str, ...]
    reversed: tuple[str, ...]
    format: str


class ShownFormat(msgspec.Struct, frozen=True, kw_only=True):
    """Declared bounds."""

    low: int
    high: int


class ShownMirror(msgspec.Struct, frozen=True, kw_only=True):
    """One topic's three items."""

    code: str
    own: str
    other: str
    guess: str


class ShownPart(msgspec.Struct, frozen=True, kw_only=True):
    """A part in the order it is asked."""

    code: str
    questions: tuple[str, ...]
    optional: bool


class ShownUpstream(msgspec.Struct, frozen=True, kw_only=True):
    """A cause that tends to stand before another, as a hypothesis."""

    cause: str
    effect: str
    sources: tuple[str, ...]
    estimated: bool


class ShownCauses(msgspec.Struct, frozen=True, kw_only=True):
    """What an intervention addresses."""

    primary: tuple[str, ...]
    secondary: tuple[str, ...]


class ShownIntervention(msgspec.Struct, frozen=True, kw_only=True):
    """A method card's codes."""

    code: str
    causes: ShownCauses
    sources: tuple[str, ...]
    disputed: bool
    votable: bool


class ShownKit(msgspec.Struct, frozen=True, kw_only=True):
    """What `kit show --json` prints."""

    code: str
    version: str
    hash: str
    languages: tuple[str, ...]
    departments: tuple[str, str]
    core_minutes: float
    formats: dict[str, ShownFormat]
    causes: tuple[ShownScale, ...]
    outcomes: tuple[ShownScale, ...]
    mirror: tuple[ShownMirror, ...]
    open_questions: tuple[str, ...]
    nominations: int
    votes: int
    parts: tuple[ShownPart, ...]
    interventions: tuple[ShownIntervention, ...]
    sources: tuple[str, ...]
    upstream: tuple[ShownUpstream, ...]


@click.group("kit", help=HELP["kit.help.group"])
def kit_group() -> None:
    """Read the kits."""


@kit_group.command("list", help=HELP["kit.help.list"])
def list_kits() -> None:
    """Print code, version, languages, core minutes and hash of every kit."""
    for kit in _load_or_exit_all(load_settings(os.environ).questionnaires):
        click.echo(_summary(kit))


@kit_group.command("check", help=HELP["kit.help.check"])
@click.argument("kit", required=False)
def check_kit(kit: str | None) -> None:
    """Print the same of one kit (code or path), or file, key and reason where it is broken."""
    root = load_settings(os.environ).questionnaires
    kits = _load_or_exit_all(root) if kit is None else (_load_or_exit(_folder(root, kit)),)
    for checked in kits:
        click.echo(_summary(checked))


@kit_group.command("show", help=HELP["kit.help.show"])
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help=HELP["kit.help.json"])
def show_kit(code: str, as_json: bool) -> None:
    """Print what a kit is made of; an item keyed the other way is marked with a minus."""
    kit = _load_or_exit(_folder(load_settings(os.environ).questionnaires, code))
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(_show(kit))).decode())
        return
    click.echo(_summary(kit))
    for scale in (*kit.causes, *kit.outcomes):
        click.echo("\t".join((scale.code, *(_mark(item) for item in scale.items))))
    for card in kit.interventions:
        click.echo("\t".join((card.code, *card.primary, *card.secondary)))


def _folder(root: Path, named: str) -> Path:
    # A code is a bare name under the installed kits; anything with a slash or a dot is a path.
    is_path = Path(named).name != named or named.startswith(".")
    return Path(named).resolve() if is_path else root / named


def _load_or_exit(folder: Path) -> Kit:
    try:
        return load_kit(folder)
    except BrokenKit as error:
        failed = _report(error)
        if not (folder / QUESTIONNAIRE).exists():
            _tell_places(folder)
        raise failed from error


def _tell_places(folder: Path) -> None:
    root = load_settings(os.environ).questionnaires
    kits = sorted(file.parent.name for file in root.glob(f"*/{QUESTIONNAIRE}"))
    told = ", ".join(kits) or HELP["kit.none"]
    click.echo(HELP["kit.missing"].format(folder=folder, root=root, kits=told), err=True)


def _load_or_exit_all(root: Path) -> tuple[Kit, ...]:
    try:
        return load_kits(root)
    except BrokenKit as error:
        raise _report(error) from error


def _report(error: BrokenKit) -> click.exceptions.Exit:
    click.echo("\t".join(str(error.facts[fact]) for fact in ("file", "key", "reason")), err=True)
    return click.exceptions.Exit(BAD_INPUT)


def _summary(kit: Kit) -> str:
    languages = ",".join(kit.languages)
    return "\t".join((kit.code, kit.version, languages, f"{kit.core_minutes:.1f}", kit.hash))


def _mark(item: Item) -> str:
    return f"-{item.id}" if item.reversed else item.id


def _show(kit: Kit) -> ShownKit:
    return ShownKit(
        code=kit.code,
        version=kit.version,
        hash=kit.hash,
        languages=kit.languages,
        departments=kit.departments,
        core_minutes=round(kit.core_minutes, 1),
        formats={code: _show_format(bounds) for code, bounds in kit.formats.items()},
        causes=tuple(_show_scale(cause) for cause in kit.causes),
        outcomes=tuple(_show_scale(outcome) for outcome in kit.outcomes),
        mirror=tuple(_show_mirror(topic) for topic in kit.mirror),
        open_questions=kit.open_questions,
        nominations=kit.most_nominations,
        votes=kit.most_votes,
        parts=tuple(_show_part(part) for part in kit.parts),
        interventions=tuple(_show_intervention(card) for card in kit.interventions),
        sources=kit.sources,
        upstream=tuple(_show_upstream(link) for link in kit.upstream),
    )


def _show_format(bounds: Format) -> ShownFormat:
    return ShownFormat(low=bounds.low, high=bounds.high)


def _show_scale(scale: Scale) -> ShownScale:
    return ShownScale(
        code=scale.code,
        items=tuple(item.id for item in scale.items),
        reversed=tuple(item.id for item in scale.items if item.reversed),
        format=scale.items[0].format,
    )


def _show_mirror(topic: MirrorTopic) -> ShownMirror:
    return ShownMirror(
        code=topic.code, own=topic.own.id, other=topic.other.id, guess=topic.guess.id
    )


def _show_part(part: Part) -> ShownPart:
    return ShownPart(code=part.code, questions=part.questions, optional=part.optional)


def _show_upstream(link: Upstream) -> ShownUpstream:
    return ShownUpstream(
        cause=link.cause, effect=link.effect, sources=link.sources, estimated=link.estimated
    )


def _show_intervention(card: Intervention) -> ShownIntervention:
    return ShownIntervention(
        code=card.code,
        causes=ShownCauses(primary=card.primary, secondary=card.secondary),
        sources=card.sources,
        disputed=card.disputed,
        votable=card.votable,
    )
