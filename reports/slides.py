"""Keep what stands on each slide for the meeting: the report's findings, ten minutes long.

The titles are the report's own headlines and the numbers its own values; notes say how to tell it.
"""

from collections.abc import Sequence

from reports import advice
from reports.compose import Page, find_voice
from reports.deck import BODY, FOOT, LEFT, QUIET, WIDE, Deck
from reports.document import Card, Change, Report
from reports.headlines import (
    first_page_causes,
    is_ranked,
    shared_strengths,
    shared_wishes,
    shared_worries,
)
from reports.progress import SAME, shown_changes
from reports.scales import draw_scales
from reports.strokes import Box

FULL = Box(left=LEFT, top=BODY, width=WIDE - 2 * LEFT, height=FOOT - BODY - 0.1)
HALF = (WIDE - 2 * LEFT - 0.6) / 2
MOST_LISTED, MOST_ASKED, MOST_CHANGED = 6, 5, 12
# Whose lead is that of the staff's pages: no dots and no page "below" there.
PLAIN = ("insufficient", "unranked")


def render_slides(report: Report, language: str) -> bytes:
    """Make the slides as one editable presentation, the same bytes every time."""
    talk = _Talk(report, language)
    title = str(talk.say("slides.title", organisation=report.organisation))
    deck = Deck(title, language, report.closed, f"{report.organisation} · {talk.wave()}")
    talk.open(deck)
    if report.verdict == "too_few":
        told = ("participation.rule_once", "staff.too_few_needed", "staff.too_few_again")
        talk.tell(deck, "rules", [talk.say(key) for key in told])
        talk.decide(deck)
        return deck.save()
    talk.tell(deck, "reading", [talk.say(f"reading.cannot_{what}") for what in talk.limits()])
    talk.relate(deck)
    talk.compare(deck)
    talk.share_ground(deck)
    talk.rank(deck)
    talk.detail(deck)
    talk.wish(deck)
    talk.advise(deck)
    talk.plan(deck)
    talk.decide(deck)
    talk.tell(deck, "next", [talk.say(f"next.{what}") for what in ("better", "worse", "same")])
    return deck.save()


class _Talk:
    """The slides of one report in one language."""

    def __init__(self, report: Report, language: str) -> None:
        self.report = report
        self.voice = find_voice(report, language)
        self.page = Page(report, self.voice)

    def say(self, key: str, **facts: object) -> str:
        """Say a sentence as plain text: a presentation needs no markup."""
        return self.voice.say(key, **facts).unescape()

    def head(self, name: str) -> str:
        """Say the report's headline of a section."""
        return self.page.headline(name).unescape()

    def note(self, name: str) -> str:
        """Say what the presenter should keep in mind."""
        return self.say(f"slides.note_{name}")

    def limits(self) -> tuple[str, ...]:
        """List what the survey cannot say."""
        return ("guilt", "direction", "exact", "future")

    def wave(self) -> str:
        """Name the wave."""
        return self.say("slides.wave", wave=self.report.wave)

    def open(self, deck: Deck) -> None:
        """Begin with the answer."""
        report = self.report
        slide = deck.add(self.head("verdict"), self.note("answer"), cover=True)
        place = Box(left=LEFT, top=3.0, width=FULL.width, height=0.5)
        slide.text([f"{report.organisation} · {self.wave()}"], place, sizes=(18,), colour=QUIET)
        lead = Box(left=LEFT, top=3.7, width=FULL.width - 1.5, height=2.1)
        slide.text([self._lead()], lead)
        if report.verdict != "too_few":
            below = Box(left=LEFT, top=6.0, width=FULL.width, height=0.5)
            slide.text([f"{self.head('participation')}."], below, sizes=(18, 16), colour=QUIET)

    def tell(self, deck: Deck, name: str, lines: Sequence[str]) -> None:
        """Say a few sentences under a fixed headline."""
        slide = deck.add(self.say(f"slides.{name}"), self.note(name))
        slide.text([f"•  {line}" for line in lines], FULL)

    def relate(self, deck: Deck) -> None:
        """Show the state of the relationship."""
        report = self.report
        if report.conflict is None:
            return
        slide = deck.add(self.head("relationship"), self.note("relationship"))
        rows = [(self.say("relationship.total"), report.conflict)]
        rows += [(scale.title, scale) for scale in report.outcomes]
        draw_scales(slide, self.page, rows)

    def compare(self, deck: Deck) -> None:
        """Show what moved since the last wave, and what the survey is about in any case."""
        changes = shown_changes(self.report)
        if not changes or self.report.changes is None:
            return
        title = self.head("changes")
        slide = deck.add(title, self.note("changes"))
        moved = sorted(changes, key=lambda change: change.word == SAME)[:MOST_CHANGED]
        names = ("causes.theme", "slides.side", "slides.was", "slides.now", "changes.word")
        rows = [[self.say(name) for name in names], *map(self._compare, moved)]
        widths = [4.3, 2.2, 1.4, 1.4]
        slide.table(rows, [*widths, FULL.width - sum(widths)], BODY, title)
        then = self.report.changes
        below = Box(left=LEFT, top=FOOT - 0.5, width=FULL.width, height=0.45)
        told = self.say("slides.compared", day=self.voice.day(then.closed))
        slide.text([told], below, sizes=(12, 11), colour=QUIET)

    def share_ground(self, deck: Deck) -> None:
        """Show what is common, before what is not."""
        groups = (
            ("worries", [scale.title for scale in shared_worries(self.report)]),
            ("fine", [scale.title for scale in shared_strengths(self.report)]),
            ("wishes", [proposal.title for proposal in shared_wishes(self.report)]),
        )
        more = self.say("slides.more")
        told = [
            (name, [*titles[:MOST_LISTED], *[more][: len(titles) > MOST_LISTED]])
            for name, titles in groups
            if titles
        ]
        if self.report.layout != "departments" or not told:
            return
        slide = deck.add(self.head("ground"), self.note("ground"))
        width = FULL.width / len(told)
        slide.columns(
            [[self.say(f"ground.{name}"), *titles] for name, titles in told],
            [
                Box(left=LEFT + place * width, top=BODY, width=width - 0.4, height=FULL.height)
                for place in range(len(told))
            ],
        )

    def rank(self, deck: Deck) -> None:
        """Show the first topics in their order."""
        if not is_ranked(self.report):
            return
        slide = deck.add(self.head("causes"), self.note("causes"))
        rows = [
            (f"{cause.title} ({self.say(f'grade_short.{cause.level}')})", cause.severity)
            for cause in self.report.causes
            if cause.level != "not_supported"
        ]
        draw_scales(slide, self.page, rows or [(c.title, c.severity) for c in self.report.causes])

    def detail(self, deck: Deck) -> None:
        """Say of each of the first topics what either side can do."""
        top = Box(left=LEFT, top=BODY, width=FULL.width, height=1.1)
        left = Box(left=LEFT, top=BODY + 1.3, width=HALF, height=3.7)
        right = Box(left=LEFT + HALF + 0.6, top=BODY + 1.3, width=HALF, height=3.7)
        for cause in first_page_causes(self.report) if is_ranked(self.report) else ():
            title = self.say(f"slides.cause_{cause.level}", title=cause.title)
            slide = deck.add(title, self.note("cause"))
            slide.text([cause.about], top)
            slide.columns(
                [
                    [self.say("cause.both"), cause.both],
                    [self.say("cause.rival"), cause.rival],
                ],
                [left, right],
                sizes=(22, 20, 18, 16, 14),
            )

    def wish(self, deck: Deck) -> None:
        """Show what employees asked for."""
        wanted = self.page.wanted()[:MOST_LISTED]
        if not wanted:
            return
        title = self.head("proposals")
        slide = deck.add(title, self.note("proposals"))
        names = [self.page.side(side) for side in self.page.sides()]
        rows = [[self.say("proposals.measure"), *names]]
        rows += [
            [each.title, *(self.say(f"band.{band}") for band in each.bands)] for each in wanted
        ]
        rest = (FULL.width - 6.5) / len(names)
        slide.table(rows, [6.5, *(rest for _ in names)], BODY, title)

    def advise(self, deck: Deck) -> None:
        """Show the measures and for what each stands."""
        cards = self.report.cards
        if not cards:
            return
        title = self.head("measures")
        slide = deck.add(title, self.note("measures"))
        rows = [["measure", "goal", "topics"], *([c.title, c.goal, ""] for c in cards)]
        rows[0] = [self.say(f"slides.{key}") for key in rows[0]]
        for row, card in zip(rows[1:], cards, strict=True):
            row[0], row[2] = self._name(card), "; ".join(card.causes) or "—"
        if any(card.causes for card in cards):
            slide.table(rows, [4.0, 4.6, FULL.width - 8.6], BODY, title)
        else:
            slide.table([row[:2] for row in rows], [4.6, FULL.width - 4.6], BODY, title)

    def plan(self, deck: Deck) -> None:
        """Show who begins what and when; what is disputed has no day before it is decided."""
        agenda = self.report.agenda
        if agenda is None:
            return
        title = self.head("plan")
        slide = deck.add(title, self.note("plan"))
        first, second = (department.name for department in self.report.departments)
        cards = {card.code: card for card in self.report.cards}
        rows = [[self.say(f"slides.{key}") for key in ("measure", "owner", "day", "rhythm")]]
        for bar in agenda.bars:
            card = cards[bar.code]
            roles = [
                self.say(f"role.{role}", first=first, second=second) for role in advice.who(card)
            ]
            day = self.say("slides.undecided") if card.disputed else self.voice.day(bar.day)
            rows.append([bar.title, "; ".join(roles), day, bar.cadence])
        widths = [4.2, 3.6, 2.3]
        slide.table(rows, [*widths, FULL.width - sum(widths)], BODY, title)

    def decide(self, deck: Deck) -> None:
        """End with what is asked of the company's head."""
        lines = advice.choose_decisions(self.report)[:MOST_ASKED]
        elsewhere = self.say("slides.elsewhere")
        told = [self.page.tell(line).unescape().replace(elsewhere, "") for line in lines]
        slide = deck.add(self.say("slides.decide", count=len(told)), self.note("decisions"))
        slide.text([f"{place}.  {line}" for place, line in enumerate(told, start=1)], FULL)

    def _lead(self) -> str:
        verdict = self.report.verdict
        if verdict == "insufficient" and not is_ranked(self.report):
            verdict = "unranked"
        own = f"staff.meaning_{verdict}" if verdict in PLAIN else f"slides.lead_{verdict}"
        return self.say(own if self.voice.knows(own) else f"lead.{verdict}")

    def _compare(self, change: Change) -> list[str]:
        name = change.title or self.say("relationship.total")
        values = [self.page.short(each).unescape() for each in (change.earlier, change.later)]
        return [name, self.page.side(change.side), *values, self.say(f"changes.{change.word}")]

    def _name(self, card: Card) -> str:
        return f"{card.title} ({self.say('measures.disputed')})" if card.disputed else card.title
