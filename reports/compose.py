"""Keep the way from a document to one page of HTML; know no file but its own templates."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from reports import advice, charts, guide, headlines, mirrors, progress, staff
from reports.document import Card, Proposal, Report, Runner, Scale, Value
from reports.headlines import Line
from reports.plots import Plots
from reports.wording import Voice, count_decimals, keep_last_word, typeset

TEMPLATES = Path(__file__).resolve().parent / "templates"
# The pages that a report becomes. Slides are made elsewhere, from the same document.
LEADERSHIP = "leadership"
PAGES = {LEADERSHIP: "report.html", "staff": "staff.html", "interviews": "guide.html"}
# How many of the three dots of evidence a level fills; half a dot is one side's view.
DOTS = {"supported": 3, "likely": 2, "widespread": 1}
# Those of the facts a kit may mark as estimated that a card prints.
SHOWN_FACTS = ("cost", "owners", "start_days", "cadence")
# Where the rule of a section's headline is, if not in `headlines`.
RULES = {
    "measures": advice,
    "lead": advice,
    "plan": advice,
    "coverage": advice,
    "next": advice,
    "changes": progress,
}


class Page:
    """Tell one document in one language: what templates call."""

    def __init__(self, report: Report, voice: Voice) -> None:
        self.report = report
        self.voice = voice

    def tell(self, line: Line) -> Markup:
        """Say a line that a rule chose, and whatever fills it."""
        facts = {name: self._fact(fact) for name, fact in line.facts.items()}
        return self.voice.say(line.key, **facts)

    def headline(self, name: str) -> Markup:
        """Say the headline of a section by its rule."""
        rules = RULES.get(name, headlines)
        return keep_last_word(self.tell(getattr(rules, f"tell_{name}")(self.report)))

    def short(self, value: Value) -> Markup:
        """Tell a value in the narrow column beside its mark."""
        told = "" if value.value is None else self.voice.number(value.value)
        return self.voice.say(f"short.{value.tail or 'plain'}", value=told)

    def chart(self, scale: Scale) -> Markup:
        """Draw a scale; the alternative text holds every value and interval that is drawn."""
        return charts.draw_values(scale.values, f"{scale.title}. {self.alternative(scale)}")

    def sign(self, side: int | None) -> Markup:
        """Draw the sign of a side."""
        return charts.draw_sign(side, self.voice.say("alt.sign", name=self.side(side)))

    def side(self, side: int | None) -> str:
        """Name a side, or both together."""
        if side is None:
            return self.voice.say("common.both")
        return self.report.departments[side].name

    def sides(self) -> tuple[int | None, ...]:
        """Return the sides that the layout shows: both apart, or one for both together."""
        return (0, 1) if self.report.layout == "departments" else (None,)

    def note(self, name: str) -> Markup:
        """Explain bars and arrows, or half bars where only the middle of the scale is told."""
        values = [value for cause in self.report.causes for value in cause.severity.values]
        kind = "half" if any(value.value is None for value in values) else "bar"
        return self.voice.say(f"note.{name}_{kind}")

    def grade(self, level: str) -> Markup:
        """Draw the dots of a level."""
        title = self.voice.say("alt.grade", grade=self.voice.say(f"grade.{level}"))
        return charts.draw_grade(DOTS.get(level, 0), title, half=level == "one_sided")

    def band(self, band: str, unit: int) -> Markup:
        """Draw where a band stands on the ladder of words that its unit has."""
        ladder = self.report.bands[unit]
        side = unit if len(self.report.bands) > 1 else None
        told = self.voice.say("alt.band", name=self.side(side), band=self.voice.say(f"band.{band}"))
        return charts.draw_band(ladder.index(band) + 1, len(ladder), told, side)

    def moments(self) -> tuple[str, ...]:
        """Return the days of the plan until which something begins."""
        return tuple(day for day in advice.MOMENTS if any(c.when == day for c in self.report.cards))

    def plan(self) -> tuple[tuple[str, tuple[tuple[Card, ...], ...]], ...]:
        """Lay the measures out by their first owner and the day until which each has begun."""
        owners = dict.fromkeys(card.owners[0] for card in self.report.cards)
        return tuple(
            (owner, tuple(self._due(owner, day) for day in self.moments())) for owner in owners
        )

    def reasons(self, card: Card) -> Markup:
        """Say why a measure is in the plan."""
        told = [self.tell(line) for line in advice.tell_reasons(self.report, card)]
        return Markup("; ").join(told)

    def joined(self, card: Card) -> Markup:
        """Name the owners of a measure beside its first."""
        first, second = (department.name for department in self.report.departments)
        told = [self.voice.say(f"who.{o}", first=first, second=second) for o in card.owners[1:]]
        return self.voice.say("plan.with", owners=self.voice.listing(told))

    def begins(self, card: Card) -> bool:
        """Tell whether a measure is one of the first steps."""
        return card in advice.first_steps(self.report)

    def estimates(self, card: Card) -> Markup:
        """Say which of the facts that a card shows are our estimate."""
        shown = [name for name in SHOWN_FACTS if name in card.estimated]
        told = [self.voice.say(f"field.{name}") for name in shown]
        fields = self.voice.listing(told)
        return self.voice.say("measures.estimated", fields=fields) if told else Markup("")

    def sources(self) -> tuple[str, ...]:
        """List the sources of all measures once, so that cards can cite them by place."""
        return tuple(dict.fromkeys(s for card in self.report.cards for s in card.sources))

    def ladders(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """List the ladders of band words, with the name of their side where they differ."""
        different = tuple(dict.fromkeys(self.report.bands))
        if len(different) < 2:
            return tuple(("", ladder) for ladder in different)
        return tuple((self.side(side), ladder) for side, ladder in enumerate(self.report.bands))

    def wanted(self) -> tuple[Proposal, ...]:
        """Return the measures that anybody above the lowest band asked for, most wanted first."""
        told = [proposal for proposal in self.report.proposals if self._height(proposal)]
        return tuple(sorted(told, key=self._height, reverse=True))

    def unwanted(self) -> tuple[str, ...]:
        """Return the titles of the measures in the lowest band on every side."""
        return tuple(p.title for p in self.report.proposals if not self._height(p))

    def lowest(self) -> Markup:
        """Tell the lowest band, side by side: how many picked each of the unwanted."""
        told = [self.voice.say(f"band.{ladder[0]}") for ladder in self.report.bands]
        if len(told) == 1:
            return told[0]
        return Markup(", ").join(
            self.voice.say("cause.nominated_side", name=self.side(side), band=band)
            for side, band in enumerate(told)
        )

    def runners(self) -> tuple[tuple[tuple[str, ...], Markup, Runner], ...]:
        """Gather the measures that are not in the plan for the same reason."""
        groups: dict[tuple[str, str], list[Runner]] = {}
        for runner in self.report.runners:
            groups.setdefault((runner.reason, runner.position_for), []).append(runner)
        return tuple(
            (
                tuple(runner.title for runner in group),
                self.voice.say("measures.each", reason=reason) if group[1:] else escape(reason),
                group[0],
            )
            for (reason, _), group in groups.items()
        )

    def reason(self, code: str) -> Markup:
        """Tell what held conclusions down; a code that we do not know is told as a code."""
        key = f"reason.{code}"
        return (
            self.voice.say(key)
            if self.voice.knows(key)
            else self.voice.say("reason.unknown", code=code)
        )

    def checkup(self, code: str) -> str:
        """Name what the doctor looked at."""
        key = f"checkup.{code}"
        return self.voice.say(key) if self.voice.knows(key) else code

    def _fact(self, fact: object) -> object:
        match fact:
            case Value():
                return self.voice.value(fact)
            case Line():
                return self.tell(fact)
            case (Line(), *_):
                return self.voice.listing(
                    [self.tell(line) for line in fact if isinstance(line, Line)]
                )
            case (str(), *_):
                return self.voice.titles([str(title) for title in fact])
        return fact

    def _due(self, owner: str, day: str) -> tuple[Card, ...]:
        return tuple(c for c in self.report.cards if c.when == day and owner == c.owners[0])

    def _height(self, proposal: Proposal) -> int:
        ladders = zip(self.report.bands, proposal.bands, strict=True)
        return sum(ladder.index(band) for ladder, band in ladders)

    def alternative(self, scale: Scale) -> str:
        """Tell every value and interval of a scale."""
        names = [self.side(side) for side in range(len(scale.departments))] or [""]
        return "; ".join(
            self._alt_value(name, value) for name, value in zip(names, scale.values, strict=True)
        )

    def _alt_value(self, name: str, value: Value) -> str:
        who = "side" if name else "together"
        if interval := self.voice.interval(value):
            return self.voice.say(
                f"alt.{who}_interval", name=name, value=self.voice.value(value), interval=interval
            )
        return self.voice.say(f"alt.{who}", name=name, value=self.voice.value(value))


def compose(report: Report, language: str, edition: str = LEADERSHIP) -> str:
    """Return an edition of the report as one page of HTML.

    Raises
    ------
    KeyError
        The language has no sentence for something that the document says.
    """
    voice = find_voice(report, language)
    return (
        _environment(language)
        .get_template(PAGES[edition])
        .render(
            report=report,
            page=Page(report, voice),
            voice=voice,
            say=voice.say,
            rules=headlines,
            advice=advice,
            guide=guide,
            mirrors=mirrors,
            progress=progress,
            staff=staff,
            plots=Plots(report, voice),
            language=language,
        )
    )


def find_voice(report: Report, language: str) -> Voice:
    """Return the language's voice, with as many decimals as the release's grid needs."""
    scales: Sequence[Scale | None] = (
        report.conflict,
        *report.outcomes,
        *(cause.severity for cause in report.causes),
    )
    return Voice(language, count_decimals(scales))


@cache
def _environment(language: str) -> Environment:
    def finish(text: object) -> object:
        return typeset(text, language) if type(text) is str else text

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finish,
        trim_blocks=True,
        lstrip_blocks=True,
    )
