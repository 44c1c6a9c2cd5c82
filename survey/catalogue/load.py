"""Read a kit from its folder and refuse a broken one; know no campaign, answer or person."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from survey.catalogue.checks import check_interventions, check_questionnaire, check_themes
from survey.catalogue.files import (
    ESTIMATE,
    INTERVENTIONS,
    QUESTIONNAIRE,
    THEMES,
    InterventionsFile,
    QuestionnaireFile,
    ScaleTable,
    ThemesFile,
    parse_toml,
    read_interventions,
    read_questionnaire,
    read_themes,
)
from survey.catalogue.kit import (
    Cause,
    Format,
    Intervention,
    Item,
    Kit,
    MirrorTopic,
    Part,
    Scale,
    Theme,
    Upstream,
)
from survey.catalogue.minutes import MOST_CORE_MINUTES, core_minutes
from survey.catalogue.wordings import (
    check_language,
    check_placeholders,
    expected_keys,
    flatten,
)
from survey.errors import BrokenKit


def load_kits(root: Path) -> tuple[Kit, ...]:
    """Read every kit under `root` by code; raise BrokenKit for the first broken one."""
    folders = sorted(file.parent for file in root.glob(f"*/{QUESTIONNAIRE}"))
    return tuple(load_kit(folder) for folder in folders)


def load_kit(folder: Path) -> Kit:
    """Read and check one kit.

    Parameters
    ----------
    folder
        `questionnaire.toml`, `interventions.toml`, perhaps `themes.toml` and, for each language,
        `<language>.toml` and `interventions.<language>.toml`; its name is the kit's code.

    Raises
    ------
    BrokenKit
        The kit breaks a rule; carries file, key and reason.
    """
    files = _read_files(folder)
    questionnaire = read_questionnaire(_require_file(files, QUESTIONNAIRE))
    interventions = read_interventions(_require_file(files, INTERVENTIONS))
    check_questionnaire(questionnaire)
    check_interventions(questionnaire, interventions)
    themes = _load_themes(files, questionnaire)
    words = _load_words(files, questionnaire, interventions)
    minutes = core_minutes(questionnaire, interventions, words)
    if minutes > MOST_CORE_MINUTES:
        reason = f"core_too_long: {minutes:.1f} minutes, at most {MOST_CORE_MINUTES:g}"
        raise BrokenKit(file=QUESTIONNAIRE, key="parts", reason=reason)
    kit = _build(folder.name, _hash(files), questionnaire, interventions, words, minutes)
    return replace(kit, themes=_themes(questionnaire, themes), jargon=themes.jargon)


def _read_files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.glob("*.toml"))}


def _require_file(files: Mapping[str, bytes], name: str) -> bytes:
    if name not in files:
        raise BrokenKit(file=name, key="", reason="missing_file")
    return files[name]


def _hash(files: Mapping[str, bytes]) -> str:
    # Each file's own digest beside its name: no byte can move from one file to another unseen.
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name} {hashlib.sha256(files[name]).hexdigest()}\n".encode())
    return digest.hexdigest()


def _load_themes(files: Mapping[str, bytes], questionnaire: QuestionnaireFile) -> ThemesFile:
    if THEMES not in files:
        return ThemesFile(themes={})
    themes = read_themes(files[THEMES])
    check_themes(questionnaire, themes)
    return themes


def _load_words(
    files: Mapping[str, bytes],
    questionnaire: QuestionnaireFile,
    interventions: InterventionsFile,
) -> dict[str, dict[str, str]]:
    homes = {
        language: (f"{language}.toml", f"interventions.{language}.toml")
        for language in questionnaire.languages
    }
    known = {QUESTIONNAIRE, INTERVENTIONS, THEMES}
    known |= {*(name for names in homes.values() for name in names)}
    for name in sorted(files.keys() - known):
        raise BrokenKit(file=name, key="", reason="unknown_file")
    expected = expected_keys(questionnaire, interventions)
    words = {}
    for language, (home, cards) in homes.items():
        _require_file(files, home)
        texts, origins = _merge([name for name in (home, cards) if name in files], files)
        check_language(language, texts, origins, expected)
        words[language] = texts
    check_placeholders(words)
    return words


def _merge(names: list[str], files: Mapping[str, bytes]) -> tuple[dict[str, str], dict[str, str]]:
    texts: dict[str, str] = {}
    origins: dict[str, str] = {}
    for name in names:
        for key, text in flatten(name, parse_toml(name, files[name])).items():
            if key in texts:
                raise BrokenKit(file=name, key=key, reason="duplicate_word")
            texts[key] = text
            origins[key] = name
    return texts, origins


def _build(
    code: str,
    digest: str,
    questionnaire: QuestionnaireFile,
    interventions: InterventionsFile,
    words: Mapping[str, Mapping[str, str]],
    minutes: float,
) -> Kit:
    return Kit(
        code=code,
        version=questionnaire.version,
        hash=digest,
        languages=questionnaire.languages,
        departments=questionnaire.departments,
        formats={
            name: Format(code=name, low=bounds.low, high=bounds.high)
            for name, bounds in questionnaire.formats.items()
        },
        causes=tuple(
            Cause(code=name, items=_items(scale), sources=scale.sources)
            for name, scale in questionnaire.causes.items()
        ),
        outcomes=tuple(
            Scale(code=name, items=_items(scale)) for name, scale in questionnaire.outcomes.items()
        ),
        mirror=_mirror(questionnaire),
        open_questions=questionnaire.open_questions,
        most_nominations=questionnaire.limits.nominations,
        most_votes=questionnaire.limits.votes,
        parts=tuple(
            Part(code=part.code, questions=part.questions, optional=part.optional)
            for part in questionnaire.parts
        ),
        core_minutes=minutes,
        interventions=_interventions(interventions),
        sources=questionnaire.sources,
        words=words,
        upstream=tuple(
            Upstream(cause=cause, effect=effect, sources=() if sources == (ESTIMATE,) else sources)
            for cause, effects in questionnaire.upstream.items()
            for effect, sources in effects.items()
        ),
    )


def _items(scale: ScaleTable) -> tuple[Item, ...]:
    return tuple(
        Item(id=item, format=scale.format, reversed=item in scale.reversed) for item in scale.items
    )


def _themes(questionnaire: QuestionnaireFile, themes: ThemesFile) -> tuple[Theme, ...]:
    return tuple(
        Theme(
            code=cause,
            phrases=tuple(
                phrase for phrases in themes.themes[cause].values() for phrase in phrases
            ),
        )
        for cause in questionnaire.causes
        if themes.themes
    )


def _mirror(questionnaire: QuestionnaireFile) -> tuple[MirrorTopic, ...]:
    return tuple(
        MirrorTopic(
            code=code,
            own=Item(id=topic.own, format=topic.format, reversed=True),
            other=Item(id=topic.other, format=topic.format, reversed=True),
            guess=Item(id=topic.guess, format=topic.format, reversed=True),
        )
        for code, topic in questionnaire.mirror.items()
    )


def _interventions(interventions: InterventionsFile) -> tuple[Intervention, ...]:
    return tuple(
        Intervention(
            code=code,
            primary=card.primary,
            secondary=card.secondary,
            sources=card.sources,
            against=card.against,
            cost=card.cost,
            owners=card.owners,
            side=card.side,
            start_days=card.start_days,
            cadence=card.cadence,
            owner_hours=card.owner_hours,
            evidence=card.evidence,
            intensity=card.intensity,
            prerequisites=card.prerequisites,
            excludes=card.excludes,
            disputed=card.disputed,
            votable=card.votable,
            low_regret=card.low_regret,
            estimated=card.estimated,
        )
        for code, card in interventions.interventions.items()
    )
