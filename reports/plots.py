"""Keep how a page draws a plan, its cover, gaps and waves, each with words that tell the same."""

from markupsafe import Markup

from reports import marks
from reports.agenda import Bar
from reports.document import Card, Cause, Change, Report, Value
from reports.wording import Voice


class Plots:
    """Draw for one document in one language: what templates call."""

    def __init__(self, report: Report, voice: Voice) -> None:
        self.report = report
        self.voice = voice

    def gap(self, kind: str, gap: str, side: int) -> Markup:
        """Draw a gap of a department."""
        told = self.voice.say(f"mirror.{kind}_word.{gap}")
        name = self.report.departments[side].name
        return marks.draw_gap(gap, side, self.voice.say("alt.band", name=name, band=told))

    def cover(self, cause: Cause, card: Card) -> Markup:
        """Draw what a measure does for a topic; nothing where it does nothing."""
        if cause.title not in card.causes:
            return Markup("")
        main = cause.title in card.mains
        key = f"alt.cover_{'main' if main else 'beside'}"
        return marks.draw_cover(
            main=main, title=self.voice.say(key, measure=card.title, topic=cause.title)
        )

    def sign(self, *, main: bool) -> Markup:
        """Draw a sign of the cover chart for its key."""
        return marks.draw_cover(main=main, title=self.voice.say("alt.cover_sign"))

    def days(self, bar: Bar) -> Markup:
        """Draw a measure on the days of the plan."""
        agenda = self.report.agenda
        if agenda is None:
            return Markup("")
        title = self.voice.say(
            "alt.days", title=bar.title, day=self.voice.day(bar.day), cadence=bar.cadence
        )
        return marks.draw_days(
            bar.start,
            bar.every,
            agenda.length,
            agenda.review_days,
            is_check=bar.is_check,
            title=title,
        )

    def change(self, change: Change) -> Markup:
        """Draw a scale then and now."""
        name = change.title or self.voice.say("relationship.total")
        told = self.voice.say(
            "alt.change", earlier=self._tell(change.earlier), later=self._tell(change.later)
        )
        return marks.draw_change(change.earlier, change.later, change.side, f"{name}. {told}")

    def _tell(self, value: Value) -> Markup:
        if interval := self.voice.interval(value):
            return self.voice.say(
                "alt.with_interval", value=self.voice.value(value), interval=interval
            )
        return self.voice.value(value)
