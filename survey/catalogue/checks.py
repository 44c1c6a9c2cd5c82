"""Keep the rules that span several keys of a kit; know no word of it.

Each rule raises BrokenKit with the file, the key that breaks it and the rule's code.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from survey.catalogue.files import (
    ESTIMATE,
    INTERVENTIONS,
    QUESTIONNAIRE,
    THEMES,
    InterventionsFile,
    InterventionTable,
    QuestionnaireFile,
    ScaleTable,
    ThemesFile,
)
from survey.errors import BrokenKit

# The engine knows these by name (rulings of the statistics): the conflict is the mean of the first
# three scales, and bands stay outside the means.
CONFLICT = ("conflict_work", "conflict_process", "conflict_people")
BANDED = ("hours_lost", "deals_lost")
OUTCOMES = (*CONFLICT, "collaboration", *BANDED)
CHOICES = ("nominations", "votes")
LEAST_ITEMS = 3
LEAST_PARTS, MOST_PARTS = 5, 7
LOW, HIGH = 1, 5


def check_questionnaire(questionnaire: QuestionnaireFile) -> None:
    """Refuse a questionnaire that breaks a rule."""
    _check_repeats(questionnaire)
    _check_formats(questionnaire)
    _check_outcomes(questionnaire)
    for code, cause in questionnaire.causes.items():
        _check_cause(code, cause)
        _check_known(
            QUESTIONNAIRE, f"causes.{code}.sources", cause.sources, questionnaire.sources, "source"
        )
    for key, scale in _scales(questionnaire):
        _check_scale(key, scale)
    _check_mirror(questionnaire)
    _check_parts(questionnaire)
    _check_upstream(questionnaire)


def check_interventions(questionnaire: QuestionnaireFile, interventions: InterventionsFile) -> None:
    """Refuse method cards that break a rule, or that leave a cause without a remedy."""
    cards = interventions.interventions
    for code, card in cards.items():
        key = f"interventions.{code}"
        causes = (*card.primary, *card.secondary)
        _check_known(INTERVENTIONS, key, causes, questionnaire.causes, "cause")
        _check_known(
            INTERVENTIONS, key, (*card.sources, *card.against), questionnaire.sources, "source"
        )
        _check_known(
            INTERVENTIONS, key, (*card.prerequisites, *card.excludes), cards, "intervention"
        )
        _check_card(code, card)
    _check_order(cards)
    _check_remedies(questionnaire, cards)


def check_themes(questionnaire: QuestionnaireFile, themes: ThemesFile) -> None:
    """Refuse themes that are not one per cause and language, or that share a phrase."""
    _check_known(THEMES, "themes", themes.themes, questionnaire.causes, "cause")
    for cause in questionnaire.causes:
        if cause not in themes.themes:
            _refuse("themes", f"missing_theme: {cause}", THEMES)
    said: dict[str, str] = {}
    for code, languages in themes.themes.items():
        key = f"themes.{code}"
        _check_known(THEMES, key, languages, questionnaire.languages, "language")
        for language in questionnaire.languages:
            if language not in languages:
                _refuse(key, f"missing_language: {language}", THEMES)
        for language, phrases in languages.items():
            for phrase in phrases:
                if phrase != phrase.lower():
                    _refuse(f"{key}.{language}", f"capital_letter: {phrase}", THEMES)
                # A phrase of two causes would make two themes of one remark.
                if phrase in said:
                    _refuse(f"{key}.{language}", f"phrase_twice: {phrase}, {said[phrase]}", THEMES)
                said[phrase] = code


def _refuse(key: str, reason: str, file: str = QUESTIONNAIRE) -> None:
    raise BrokenKit(file=file, key=key, reason=reason)


def _check_known(
    file: str, key: str, named: Iterable[str], known: Iterable[str], kind: str
) -> None:
    there = set(known)
    for name in named:
        if name not in there:
            _refuse(key, f"unknown_{kind}: {name}", file)


def _scales(questionnaire: QuestionnaireFile) -> Iterator[tuple[str, ScaleTable]]:
    yield from ((f"causes.{code}", scale) for code, scale in questionnaire.causes.items())
    yield from ((f"outcomes.{code}", scale) for code, scale in questionnaire.outcomes.items())


def _items(questionnaire: QuestionnaireFile) -> tuple[str, ...]:
    rated = [item for _, scale in _scales(questionnaire) for item in scale.items]
    topics = questionnaire.mirror.values()
    seen = [item for topic in topics for item in (topic.own, topic.other, topic.guess)]
    return (*rated, *seen)


def _check_repeats(questionnaire: QuestionnaireFile) -> None:
    # Items and questions share one space of names (columns, fields, word keys); scales another.
    scales = (*questionnaire.causes, *questionnaire.outcomes)
    asked = (*_items(questionnaire), *questionnaire.open_questions, *CHOICES, "department")
    spaces = {
        "items": asked,
        "scales": scales,
        "departments": questionnaire.departments,
        "languages": questionnaire.languages,
        "sources": questionnaire.sources,
        "parts": tuple(part.code for part in questionnaire.parts),
    }
    for space, names in spaces.items():
        for name, times in Counter(names).items():
            if times > 1:
                _refuse(space, f"duplicate_id: {name}")


def _check_formats(questionnaire: QuestionnaireFile) -> None:
    # Keying is 6 - raw and every threshold is a point of 1..5.
    for code, bounds in questionnaire.formats.items():
        if (bounds.low, bounds.high) != (LOW, HIGH):
            _refuse(f"formats.{code}", "bounds_not_1_to_5")
    used = [(key, scale.format) for key, scale in _scales(questionnaire)]
    used += [(f"mirror.{code}", topic.format) for code, topic in questionnaire.mirror.items()]
    for key, code in used:
        _check_known(QUESTIONNAIRE, f"{key}.format", (code,), questionnaire.formats, "format")
    # One format for all causes and the conflict, so that 3 is the same middle everywhere.
    asked = [(f"causes.{code}", scale.format) for code, scale in questionnaire.causes.items()]
    asked += [
        (f"outcomes.{code}", questionnaire.outcomes[code].format)
        for code in CONFLICT
        if code in questionnaire.outcomes
    ]
    for key, code in asked:
        if code != asked[0][1]:
            _refuse(f"{key}.format", "mixed_formats")


def _check_outcomes(questionnaire: QuestionnaireFile) -> None:
    for code in OUTCOMES:
        if code not in questionnaire.outcomes:
            _refuse(f"outcomes.{code}", "missing_outcome")
    _check_known(QUESTIONNAIRE, "outcomes", questionnaire.outcomes, OUTCOMES, "outcome")


def _check_cause(code: str, cause: ScaleTable) -> None:
    # An item alone in its direction is what keeps yes-saying from looking like a cause.
    if not 0 < len(set(cause.reversed)) < len(cause.items):
        _refuse(f"causes.{code}.reversed", "one_way_scale")


def _check_scale(key: str, scale: ScaleTable) -> None:
    code = key.partition(".")[2]
    least = 1 if code in BANDED else LEAST_ITEMS
    if len(scale.items) < least:
        _refuse(f"{key}.items", f"too_few_items: {len(scale.items)}, at least {least}")
    for item in scale.items:
        if not item.startswith(f"{code}_"):
            _refuse(f"{key}.items", f"foreign_item: {item}")
    _check_known(QUESTIONNAIRE, f"{key}.reversed", scale.reversed, scale.items, "item")


def _check_mirror(questionnaire: QuestionnaireFile) -> None:
    for code, topic in questionnaire.mirror.items():
        for view, item in (("own", topic.own), ("other", topic.other), ("guess", topic.guess)):
            if item != f"mirror_{code}_{view}":
                _refuse(f"mirror.{code}.{view}", f"foreign_item: {item}")


def _check_parts(questionnaire: QuestionnaireFile) -> None:
    parts = questionnaire.parts
    if not LEAST_PARTS <= len(parts) <= MOST_PARTS:
        _refuse("parts", f"not_5_to_7_parts: {len(parts)}")
    mirror = {item for item in _items(questionnaire) if item.startswith("mirror_")}
    may_be_left_out = mirror | set(questionnaire.open_questions)
    known = (*_items(questionnaire), *questionnaire.open_questions, *CHOICES)
    for part in parts:
        key = f"parts.{part.code}.questions"
        _check_known(QUESTIONNAIRE, key, part.questions, known, "question")
        for question in part.questions:
            # The core is the same in every campaign, or waves and kits could not be compared.
            if part.optional != (question in may_be_left_out):
                kind = "core_in_optional_part" if part.optional else "optional_in_core_part"
                _refuse(key, f"{kind}: {question}")
    asked = Counter(question for part in parts for question in part.questions)
    for question in known:
        if asked[question] == 0:
            _refuse("parts", f"in_no_part: {question}")
        if asked[question] > 1:
            _refuse("parts", f"in_two_parts: {question}")


def _check_upstream(questionnaire: QuestionnaireFile) -> None:
    for cause, effects in questionnaire.upstream.items():
        key = f"upstream.{cause}"
        _check_known(QUESTIONNAIRE, key, (cause, *effects), questionnaire.causes, "cause")
        for effect, sources in effects.items():
            if not sources:
                _refuse(f"{key}.{effect}", "no_source")
            cited = () if sources == (ESTIMATE,) else sources
            known = questionnaire.sources
            _check_known(QUESTIONNAIRE, f"{key}.{effect}", cited, known, "source")
    try:
        TopologicalSorter(questionnaire.upstream).prepare()
    except CycleError as error:
        # It walks from effect to cause; told the way the links are written.
        ring = error.args[1][::-1]
        _refuse(f"upstream.{ring[0]}", f"circular: {', '.join(ring)}")


def _check_card(code: str, card: InterventionTable) -> None:
    key = f"interventions.{code}"
    causes = (*card.primary, *card.secondary)
    if not causes:
        _refuse(key, "no_cause", INTERVENTIONS)
    for name, times in Counter(causes).items():
        if times > 1:
            _refuse(key, f"cause_twice: {name}", INTERVENTIONS)
    if code in (*card.prerequisites, *card.excludes):
        _refuse(key, "names_itself", INTERVENTIONS)
    for name in card.prerequisites:
        if name in card.excludes:
            _refuse(key, f"needed_and_excluded: {name}", INTERVENTIONS)
    if card.disputed != bool(card.against):
        _refuse(f"{key}.against", "disputed_without_both_sides", INTERVENTIONS)
    _check_known(INTERVENTIONS, f"{key}.estimated", card.estimated, card.__struct_fields__, "field")


def _check_order(cards: Mapping[str, InterventionTable]) -> None:
    # A plan puts prerequisites first; a ring of them has no first.
    done: set[str] = set()
    left = dict(cards)
    while left:
        ready = [code for code, card in left.items() if done.issuperset(card.prerequisites)]
        if not ready:
            _refuse(f"interventions.{min(left)}.prerequisites", "circular", INTERVENTIONS)
        done.update(ready)
        left = {code: card for code, card in left.items() if code not in done}


def _check_remedies(
    questionnaire: QuestionnaireFile, cards: Mapping[str, InterventionTable]
) -> None:
    # A card for every cause (a repeated survey) is a remedy for none.
    addressed = [{*card.primary, *card.secondary} for card in cards.values()]
    remedied = {
        cause for causes in addressed if len(causes) < len(questionnaire.causes) for cause in causes
    }
    for cause in questionnaire.causes:
        if cause not in remedied:
            _refuse(f"causes.{cause}", "cause_without_intervention", INTERVENTIONS)
