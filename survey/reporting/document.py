"""Keep how a Release and its plan become a document; never know an answer.

Names and sentences of the kit are looked up here; the printing room's own sentences are in
reports/locales. Nothing is computed: every figure is copied from the Release.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports import document as page
from survey.catalogue.kit import Intervention, Kit, Scale
from survey.disclosure.release import (
    Release,
    ReleasedCause,
    ReleasedItem,
    ReleasedScale,
    Span,
)
from survey.planning.estimates import QUICK_DAYS
from survey.planning.plan import Plan, Recommendation
from survey.planning.tell import Teller
from survey.reporting.beginning import build_beginning

_CARD_WORDS = (
    "title",
    "goal",
    "cost",
    "term",
    "essence",
    "how",
    "important",
    "tricks",
    "prerequisites",
    "contraindications",
    "success",
)


def build_document(
    release: Release, release_hash: str, plan: Plan, kit: Kit, language: str
) -> page.Report:
    """Lay out what a release and a plan say, with the kit's words in one language.

    Raises
    ------
    KeyError
        The kit has no word for something that the release names.
    """
    teller = Teller.of(release, kit, language)
    desk = _Desk(kit=kit, words=kit.words[language], teller=teller)
    cards = tuple(desk.card(each) for each in plan.recommendations)
    return page.Report(
        release=release_hash,
        manifest=release.manifest,
        campaign=release.campaign,
        organisation=release.organisation,
        kit_title=desk.words["kit.title"],
        kit_version=release.kit_version,
        reworded=release.kit_hash != kit.hash,
        wave=release.wave,
        opened=release.opened,
        closed=release.closed,
        c=release.c,
        k=release.k,
        departments=_departments(release),
        layout=release.layout,
        verdict=release.verdict,
        participation=_shares(release),
        bands=release.bands,
        conflict=desk.scale(release.conflict, "") if release.conflict else None,
        outcomes=tuple(
            desk.scale(scale, desk.words[f"outcome.{scale.code}.title"])
            for scale in release.outcomes
        ),
        causes=tuple(
            desk.cause(cause, place, plan.recommendations)
            for place, cause in enumerate(release.causes, start=1)
        ),
        mirror=tuple(
            page.Mirror(
                code=topic.code,
                title=desk.words[f"mirror.{topic.code}.title"],
                self_serving=topic.self_serving,
                blind_spot=topic.blind_spot,
                felt_gap=topic.felt_gap,
            )
            for topic in release.mirror
        ),
        costs=desk.costs(release),
        proposals=tuple(
            page.Proposal(
                code=vote.code,
                title=desk.words[f"intervention.{vote.code}.title"],
                bands=vote.votes,
            )
            for vote in release.votes
        ),
        comments=tuple(
            page.Comments(
                question=desk.words[f"question.{told.question}"], met=told.met, texts=told.texts
            )
            for told in release.comments
        ),
        cards=cards,
        basis=plan.basis,
        statements=desk.statements(release.items),
        stable=release.stable,
        reasons=release.reasons,
        checkups=tuple(
            page.Checkup(moment=moment, code=code, state=state)
            for moment, code, state in release.checkups
        ),
        versions=release.versions,
        beginning=build_beginning(release, kit, language),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """A kit and its words in one language."""

    kit: Kit
    words: Mapping[str, str]
    teller: Teller

    def scale(self, scale: ReleasedScale, title: str) -> page.Scale:
        return page.Scale(
            code=scale.code,
            title=title,
            combined=None if scale.combined is None else _value(scale.combined),
            departments=tuple(_value(span) for span in scale.departments),
            contrast=scale.contrast,
        )

    def cause(self, cause: ReleasedCause, place: int, plan: Sequence[Recommendation]) -> page.Cause:
        about = {
            word: self.words[f"cause.{cause.code}.{word}"]
            for word in ("title", "about", "both", "rival")
        }
        return page.Cause(
            code=cause.code,
            place=place,
            **about,
            level=cause.level,
            first=cause.first,
            top3=cause.top3,
            severity=self.scale(cause.severity, about["title"]),
            nominated=cause.nominated,
            measures=tuple(
                self.words[f"intervention.{each.intervention}.title"]
                for each in plan
                if cause.code in each.causes
            ),
        )

    def card(self, chosen: Recommendation) -> page.Card:
        facts = next(c for c in self.kit.interventions if c.code == chosen.intervention)
        key = f"intervention.{chosen.intervention}"
        positions = self.teller.positions(chosen.intervention) if chosen.disputed else ("", "")
        # A week stands for tomorrow too.
        soon = chosen.starts <= QUICK_DAYS
        return page.Card(
            code=chosen.intervention,
            **{word: self.words[f"{key}.{word}"] for word in _CARD_WORDS},
            owner=self.owner(chosen, facts),
            causes=tuple(self.words[f"cause.{cause}.title"] for cause in chosen.causes),
            owners=chosen.owners,
            when="week" if soon else chosen.when,
            reasons=chosen.reason_codes,
            disputed=chosen.disputed,
            position_for=positions[0],
            position_against=positions[1],
            sources=tuple(self.words[f"source.{source}"] for source in facts.sources),
            estimated=facts.estimated,
            mains=tuple(
                self.words[f"cause.{c}.title"] for c in chosen.causes if c in facts.primary
            ),
            support=(),
        )

    def owner(self, chosen: Recommendation, card: Intervention) -> str:
        """Say who is in charge: in the kit's words, or HR's roles where they differ."""
        if chosen.owners == card.owners:
            return self.words[f"intervention.{card.code}.owner"]
        return f"{self.teller.roles(chosen.owners)}."

    def costs(self, release: Release) -> tuple[page.Cost, ...]:
        formats = {
            scale.code: self.kit.formats[scale.items[0].format] for scale in self.kit.outcomes
        }
        costs = []
        for cost in release.costs:
            form = formats[cost.code]
            told = [
                self.words[f"format.{form.code}.{code}"] for code in range(form.low, form.high + 1)
            ]
            costs.append(
                page.Cost(
                    code=cost.code,
                    title=self.words[f"outcome.{cost.code}.title"],
                    high_words=tuple(told[-2:]),
                    low_words=tuple(told[:2]),
                    high=cost.high,
                    low=cost.low,
                )
            )
        return tuple(costs)

    def statements(self, units: tuple[tuple[ReleasedItem, ...], ...]) -> tuple[page.Group, ...]:
        told: dict[str, list[ReleasedItem]] = {}
        for unit in units:
            for item in unit:
                told.setdefault(item.id, []).append(item)
        groups: list[tuple[str, Scale]] = []
        groups += [(f"cause.{cause.code}.title", cause) for cause in self.kit.causes]
        groups += [(f"outcome.{scale.code}.title", scale) for scale in self.kit.outcomes]
        return tuple(
            page.Group(
                title=self.words[key],
                statements=tuple(
                    page.Statement(
                        id=item.id,
                        text=self.words[f"item.{item.id}"],
                        often=tuple(each.agree for each in told[item.id]),
                        seldom=tuple(each.disagree for each in told[item.id]),
                    )
                    for item in scale.items
                    if item.id in told
                ),
            )
            for key, scale in groups
            if any(item.id in told for item in scale.items)
        )


def _value(span: Span) -> page.Value:
    return page.Value(value=span.value, tail=span.tail, low=span.low, high=span.high)


def _departments(release: Release) -> tuple[page.Department, page.Department]:
    first, second = (
        page.Department(code=code, name=name)
        for code, name in zip(release.departments, release.department_names, strict=True)
    )
    return first, second


def _shares(release: Release) -> tuple[page.Share, ...]:
    """Set rosters beside what answered: a line a unit, or rosters alone where nothing is told."""
    roster, at_least = release.participation.roster, release.participation.at_least
    if release.layout == "combined":
        return (page.Share(name="", roster=sum(roster), at_least=at_least[0]),)
    told: tuple[int | None, ...] = at_least or (None,) * len(roster)
    return tuple(
        page.Share(name=name, roster=size, at_least=least)
        for name, size, least in zip(release.department_names, roster, told, strict=True)
    )
