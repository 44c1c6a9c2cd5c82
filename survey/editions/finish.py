"""Keep what a report says beside its results: themes, days of the plan, the last wave."""

from dataclasses import replace

from reports import document as page
from survey.catalogue.kit import Kit
from survey.disclosure.release import Release
from survey.editions.changes import compare_waves
from survey.editions.plan import build_agenda
from survey.planning.choices import Choices
from survey.planning.plan import Plan


def add_course(
    document: page.Report, release: Release, kit: Kit, plan: Plan, choices: Choices, language: str
) -> page.Report:
    """Add the plan's days, what each measure is made for, and what people write about."""
    words = kit.words[language]
    mains = {
        card.code: tuple(words[f"cause.{cause}.title"] for cause in card.primary)
        for card in kit.interventions
    }
    shown = release.layout != "nothing" and bool(plan.recommendations)
    return replace(
        document,
        themes=tuple(
            page.Theme(
                code=theme.code,
                title=words[f"cause.{theme.code}.title"],
                people=theme.people,
                both=theme.both,
            )
            for theme in release.themes
        ),
        cards=tuple(replace(card, mains=mains[card.code]) for card in document.cards),
        agenda=build_agenda(release, kit, plan, choices, language) if shown else None,
    )


def add_changes(
    document: page.Report,
    earlier: Release,
    earlier_hash: str,
    release: Release,
    kit: Kit,
    language: str,
) -> page.Report:
    """Add what changed since an earlier wave.

    Raises
    ------
    BadInput
        The two waves cannot be compared.
    """
    changes = compare_waves(earlier, earlier_hash, release, kit.words[language])
    return replace(document, changes=changes)
