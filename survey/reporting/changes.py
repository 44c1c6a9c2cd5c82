"""Keep what a screen says of two waves: the report's own words and values, nothing beside them."""

from dataclasses import dataclass
from itertools import groupby

from reports import progress
from reports.compose import Page, find_voice
from reports.document import Change
from survey.catalogue.kit import Kit
from survey.planning.choices import Choices
from survey.reporting.printed import Printed
from survey.reporting.report import lay_out


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldChange:
    """One rating of one side, then and now; word: its code, told: the same in words."""

    side: str
    before: str
    now: str
    word: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTopic:
    """What changed in one topic, side by side."""

    title: str
    changes: tuple[ToldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldChanges:
    """What the report says of the change since the earlier wave.

    rest: the topics without a clear change that the report draws no row for.
    """

    headline: str
    topics: tuple[ToldTopic, ...]
    rest: str


def tell_changes(
    printed: Printed, earlier: Printed, kit: Kit, language: str, choices: Choices
) -> ToldChanges:
    """Say what changed, as the report will print it.

    Raises
    ------
    BadInput
        The two cannot be compared, or no plan can be made.
    """
    report = lay_out(printed, kit, language, choices, earlier)
    page = Page(report, find_voice(report, language))
    by_code = groupby(progress.shown_changes(report), key=lambda change: change.code)
    return ToldChanges(
        headline=page.headline("changes").unescape(),
        topics=tuple(_tell_topic(list(changes), page) for _, changes in by_code),
        rest=page.voice.titles(progress.unmoved(report)).unescape(),
    )


def _tell_topic(changes: list[Change], page: Page) -> ToldTopic:
    voice = page.voice
    return ToldTopic(
        title=changes[0].title or voice.say("relationship.total").unescape(),
        changes=tuple(
            ToldChange(
                side=page.side(change.side),
                before=voice.value(change.earlier).unescape(),
                now=voice.value(change.later).unescape(),
                word=change.word,
                told=voice.say(f"changes.{change.word}").unescape(),
            )
            for change in changes
        ),
    )
