"""Keep how a plan's codes become words of a language; compute nothing, know no answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from survey import wording
from survey.catalogue.kit import Kit
from survey.disclosure.release import Release
from survey.planning.estimates import CORE, NEAR_TIE
from survey.planning.plan import Explanation, Recommendation, Why, WhyNot
from survey.planning.schedule import Schedule
from survey.wording import Say

MOST_RUNNERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Words of one language for one release: departments' names, titles of the kit.

    together: everybody is shown as one unit, so a wish is that of those who answered.
    """

    say: Say
    words: Mapping[str, str]
    first: str
    second: str
    together: bool

    @classmethod
    def of(cls, release: Release, kit: Kit, language: str) -> Self:
        """Speak about this release in this language."""
        first, second = release.department_names
        return cls(
            say=load_say(language),
            words=kit.words[language],
            first=first,
            second=second,
            together=release.layout == "combined",
        )

    def title(self, measure: str) -> str:
        """Name a measure."""
        return self.words[f"intervention.{measure}.title"]

    def positions(self, measure: str) -> tuple[str, str]:
        """Say what speaks for a disputed measure, and what against it."""
        key = f"intervention.{measure}.position"
        return self.words[f"{key}_for"], self.words[f"{key}_against"]

    def cause(self, code: str) -> str:
        """Name a theme."""
        return self.words[f"cause.{code}.title"]

    def role(self, role: str) -> str:
        """Name a role: by its department where it has one."""
        return self._say(f"role.{role}", first=self.first, second=self.second)

    def roles(self, roles: Iterable[str]) -> str:
        """Name several roles."""
        return ", ".join(self.role(role) for role in roles)

    def word(self, kind: str, code: str) -> str:
        """Say a cadence, a cost class, a budget or a moment."""
        return self._say(f"{kind}.{code}")

    def reasons(self, chosen: Recommendation) -> tuple[str, ...]:
        """Say why a measure is in the plan, reason by reason."""
        other = {"wanted_by_both": "wanted_together"} if self.together else {}
        # What eases a theme beside its main purpose is not aimed at it.
        indirect = "indirect" in chosen.reason_codes
        codes = [c for c in chosen.reason_codes if not (indirect and c.startswith("addresses_"))]
        return tuple(self._say(f"why.{other.get(code, code)}") for code in codes)

    def support(self, why: Why) -> tuple[str, ...]:
        """Say what the plan would be without a measure, and how firmly it stands."""
        told = []
        # What comes on top of the best choice, or by HR's word, is not measured by its loss.
        if why.loss or why.instead:
            told.append(self._without(why))
        if why.frequency is not None:
            told.append(self._say(f"firm.{_firm_word(why.frequency)}"))
        return tuple(told)

    def against(self, reason: WhyNot) -> str:
        """Say why a measure is not in the plan."""
        key = reason.code
        if key == "weaker" and not reason.causes:
            key = "weaker_none"
        return self._say(
            f"not.{key}",
            instead=self.titles(reason.instead_of),
            causes=self._quote(self.cause(code) for code in reason.causes),
            role=self.role(reason.role) if reason.role else "",
        )

    def runners(self, explanation: Explanation) -> tuple[WhyNot, ...]:
        """Choose whom people will ask about: the closest behind the plan, and what is disputed."""
        near = [each for each in explanation.why_not if each.code in ("near_tie", "weaker")]
        near.sort(key=lambda each: each.loss or 0.0)
        disputed = [each for each in explanation.why_not if each.code == "disputed"]
        return (*near[:MOST_RUNNERS], *disputed)

    def firmness(self, explanation: Explanation, method: str) -> tuple[str, ...]:
        """Say how firmly the plan as a whole stands."""
        told = [self._say("firmness.greedy")] if method == "greedy" else []
        if robustness := explanation.robustness:
            told.append(self._say(f"firmness.{'settled' if robustness.settled else 'open'}"))
            if robustness.core and not robustness.settled:
                told.append(self._say("firmness.core", titles=self.titles(robustness.core)))
        return tuple(told)

    def total(self, schedule: Schedule) -> str:
        """Say what the whole plan asks: hours of all roles, and measures by cost class."""
        costs = ", ".join(
            self._say("total.cost", cost=self.word("cost", cost), measures=count)
            for cost, count in schedule.costs.items()
        )
        hours = schedule.hours
        return self._say("total.all", low=hours.low, high=hours.high, costs=costs)

    def titles(self, measures: Iterable[str]) -> str:
        """Name measures in quotation marks."""
        return self._quote(self.title(code) for code in measures)

    def _without(self, why: Why) -> str:
        if not why.instead:
            return self._say("without.nothing")
        key = "tie" if why.loss < 1 - NEAR_TIE else "replaced"
        return self._say(f"without.{key}", instead=self.titles(why.instead))

    def _quote(self, titles: Iterable[str]) -> str:
        return ", ".join(self._say("title", title=title) for title in titles)

    def _say(self, key: str, **facts: str | int) -> str:
        # Plain text: what prints or shows it escapes it once.
        return self.say(key, **facts).unescape()


def load_say(language: str) -> Say:
    """Return `say` for the words about plans in this language."""
    return wording.speak(language, wording.load_words(wording.ROOT / f"planning.{language}.toml"))


def _firm_word(frequency: float) -> str:
    marks = ((1.0, "always"), (CORE, "core"), (1 / 2, "often"), (0.0, "sometimes"))
    return next(word for mark, word in marks if frequency >= mark)
