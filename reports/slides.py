"""Keep what stands on each slide for the meeting: the report's findings, ten minutes long.

The titles are the report's own headlines and the numbers its own values; notes say how to tell it.
"""

from collections.abc import Sequence

from reports import advice
from reports.charts import FIRST, SECOND, TOGETHER, Look
from reports.compose import Page, find_voice
from reports.deck import BODY, HIGH, LEFT, WIDE, Box, Deck, Slide
from reports.deck import Scale as Drawing
from reports.document import Card, Report, Scale, Value
from reports.headlines import (
    MIDDLE,
    first_page_causes,
    is_ranked,
    shared_strengths,
    shared_wishes,
    shared_worries,
)

FULL = Box(left=LEFT, top=BODY, width=WIDE - 2 * LEFT, height=HIGH - BODY - 0.5)
HALF = (WIDE - 2 * LEFT - 0.6) / 2
ROW, LANE = 0.82, 0.26
MOST_ROWS, MOST_LISTED, MOST_ASKED = 6, 6, 5


def render_slides(report: Report, language: str) -> bytes:
    """Make the slides as one editable presentation, the same bytes every time."""
    talk = _Talk(report, language)
    title = str(talk.say("slides.title", organisation=report.organisation))
    deck = Deck(title, language, report.closed)
    talk.open(deck)
    if report.verdict == "too_few":
        talk.list(deck, "rules", [talk.say("participation.rule_once")])
        talk.decide(deck)
        return deck.save()
    talk.list(deck, "reading", [talk.say(f"reading.cannot_{what}") for what in talk.limits()])
    talk.relate(deck)
    talk.share_ground(deck)
    talk.rank(deck)
    talk.detail(deck)
    talk.wish(deck)
    talk.advise(deck)
    talk.plan(deck)
    talk.decide(deck)
    talk.list(deck, "next", [talk.say(f"next.{what}") for what in ("better", "worse", "same")])
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

    def open(self, deck: Deck) -> None:
        """Begin with the answer."""
        report = self.report
        slide = deck.add(self.head("verdict"), self.note("answer"))
        told = [report.organisation, self.say("slides.wave", wave=report.wave)]
        if report.verdict != "too_few":
            told.append(f"{self.head('participation')}.")
        told.append(self.say(f"lead.{self._lead()}"))
        slide.text(told, FULL)

    def list(self, deck: Deck, name: str, lines: Sequence[str]) -> None:
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
        self._draw(slide, rows)

    def share_ground(self, deck: Deck) -> None:
        """Show what is common, before what is not."""
        groups = (
            ("worries", [scale.title for scale in shared_worries(self.report)]),
            ("fine", [scale.title for scale in shared_strengths(self.report)]),
            ("wishes", [proposal.title for proposal in shared_wishes(self.report)]),
        )
        told = [(name, titles[:MOST_LISTED]) for name, titles in groups if titles]
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
        self._draw(slide, rows or [(c.title, c.severity) for c in self.report.causes])

    def detail(self, deck: Deck) -> None:
        """Say of each of the first topics what either side can do."""
        for cause in first_page_causes(self.report) if is_ranked(self.report) else ():
            slide = deck.add(cause.title, self.note("cause"))
            left = Box(left=LEFT, top=BODY + 1.5, width=HALF, height=3.2)
            right = Box(left=LEFT + HALF + 0.6, top=BODY + 1.5, width=HALF, height=3.2)
            top = Box(left=LEFT, top=BODY, width=FULL.width, height=1.4)
            grade = self.say(f"grade.{cause.level}")
            slide.text([cause.about, self.say("slides.grade", grade=grade)], top)
            slide.columns(
                [
                    [self.say("cause.both"), cause.both],
                    [self.say("cause.rival"), cause.rival],
                ],
                [left, right],
            )

    def wish(self, deck: Deck) -> None:
        """Show what employees asked for."""
        wanted = self.page.wanted()[:MOST_LISTED]
        if not wanted:
            return
        slide = deck.add(self.head("proposals"), self.note("proposals"))
        names = [self.page.side(side) for side in self.page.sides()]
        rows = [[self.say("proposals.measure"), *names]]
        rows += [
            [each.title, *(self.say(f"band.{band}") for band in each.bands)] for each in wanted
        ]
        rest = (FULL.width - 6.5) / len(names)
        slide.table(rows, [6.5, *(rest for _ in names)], BODY)

    def advise(self, deck: Deck) -> None:
        """Show the measures and for what each stands."""
        if not self.report.cards:
            return
        slide = deck.add(self.head("measures"), self.note("measures"))
        rows = [[self.say(f"slides.{key}") for key in ("measure", "goal", "topics")]]
        rows += [
            [self._name(card), card.goal, "; ".join(card.causes) or "—"]
            for card in self.report.cards
        ]
        slide.table(rows, [4.0, 4.6, FULL.width - 8.6], BODY)

    def plan(self, deck: Deck) -> None:
        """Show who begins what and when."""
        agenda = self.report.agenda
        if agenda is None:
            return
        slide = deck.add(self.head("plan"), self.note("plan"))
        first, second = (department.name for department in self.report.departments)
        rows = [[self.say(f"slides.{key}") for key in ("measure", "owner", "day", "rhythm")]]
        for bar in agenda.bars:
            roles = [self.say(f"role.{role}", first=first, second=second) for role in bar.roles]
            day = self.voice.day(bar.day)
            rows.append([bar.title, "; ".join(roles), day, bar.cadence])
        slide.table(rows, [4.4, 3.7, 1.9, FULL.width - 10.0], BODY)

    def decide(self, deck: Deck) -> None:
        """End with what is asked of the company's head."""
        slide = deck.add(self.say("answer.decisions"), self.note("decisions"))
        lines = advice.choose_decisions(self.report)[:MOST_ASKED]
        told = [self.page.tell(line).unescape() for line in lines]
        slide.text([f"{place}.  {line}" for place, line in enumerate(told, start=1)], FULL)

    def _lead(self) -> str:
        unranked = self.report.verdict == "insufficient" and not is_ranked(self.report)
        return "unranked" if unranked else self.report.verdict

    def _name(self, card: Card) -> str:
        return f"{card.title} ({self.say('measures.disputed')})" if card.disputed else card.title

    def _draw(self, slide: Slide, rows: Sequence[tuple[str, Scale]]) -> None:
        looks = (FIRST, SECOND) if len(self.page.sides()) > 1 else (TOGETHER,)
        for place, (title, scale) in enumerate(rows[:MOST_ROWS]):
            top = BODY + place * ROW
            slide.text([title], Box(left=LEFT, top=top, width=4.2, height=0.7), sizes=(16, 14, 12))
            told = f"{title}. {self.page.alternative(scale)}"
            drawn = slide.scale(Box(left=5.1, top=top, width=5.4, height=0.68), told)
            for lane, (value, look) in enumerate(zip(scale.values, looks, strict=True)):
                middle = top + 0.2 + lane * LANE
                _put(drawn, value, middle, look)
                said = f"{self._sign(look)} {self.page.short(value).unescape()}"
                box = Box(left=10.8, top=middle - 0.18, width=2.2, height=0.3)
                slide.text([said], box, sizes=(12,))
        names = [f"{self._sign(look)} {self._side(look)}" for look in looks]
        told = f"{'    '.join(names)}    {self.say('common.scale_short')}"
        slide.text([told], Box(left=LEFT, top=6.85, width=FULL.width, height=0.4), sizes=(12,))

    def _sign(self, look: Look) -> str:
        return {"circle": "●", "square": "■"}.get(look.marker, "◆")

    def _side(self, look: Look) -> str:
        side = {"circle": 0, "square": 1}.get(look.marker)
        return str(self.page.side(side))


def _put(drawn: Drawing, value: Value, middle: float, look: Look) -> None:
    """Draw a released value, as the report draws it."""
    if value.value is None:
        low, high = (1.0, MIDDLE) if value.tail == "below" else (MIDDLE, 5.0)
        drawn.bar(low, high, middle, look)
        return
    if value.tail:
        drawn.arrow(value.value, middle, look, left=value.tail == "low")
    elif value.low is not None and value.high is not None:
        drawn.bar(value.low, value.high, middle, look)
    drawn.marker(value.value, middle, look)
