"""Keep the estimate of how long the core takes; know no answer and time nobody.

Nothing is measured while people answer (no response times anywhere), so the minutes shown to them
are computed from the words they read and the choices they make; docs/kits.md tells how.

References
----------
.. [1] Trauzettel-Klosinski S, Dietz K, the IReST Study Group (2012). Standardized assessment of
   reading performance: the new International Reading Speed Texts IReST. Invest Ophthalmol Vis Sci
   53(9):5452-5461. Mean over 17 languages, Russian among them: 184 words a minute, aloud.
.. [2] Lamoureux D, Yeo S, Bhambhwani V (2023). Reading speed using the International Reading Speed
   Texts in a normal Canadian cohort. Cureus 15(4). English, aged 14 to 75: 211 words, aloud.
.. [3] Brysbaert M (2019). How many words do we read per minute? A review and meta-analysis of
   reading rate. J Mem Lang 109:104047. English, silent, non-fiction: 238; most adults 175 to 300.
"""

from collections.abc import Iterable, Mapping

from survey.catalogue.files import InterventionsFile, PartTable, QuestionnaireFile
from survey.catalogue.wordings import count_words

MOST_CORE_MINUTES = 13.0

# Speeds of reading aloud, though people read in silence, which is faster [3]_: a slow reader shall
# not be told a time meant for a fast one. A language that is not here has the mean of [1]_.
WORDS_A_MINUTE = {"ru": 184.0, "en": 211.0}
WORDS_A_MINUTE_ELSEWHERE = 184.0

# Ours: to think, find the radio button, tap it and reach the next item. With reading this makes
# about eight seconds an item, against "10 seconds or so" for a stand-alone question of a general
# survey with longer texts (Pew Research Center, Decoded, 8 December 2022).
SECONDS_TO_ANSWER = 4.0

# Ours: to weigh the list once it is read, for each choice that may be made.
SECONDS_TO_PICK = 10.0

# Ours: what is on the way and not in the kit: the introduction and the review before sending.
SECONDS_BEFORE_AND_AFTER = 60.0


def core_minutes(
    questionnaire: QuestionnaireFile,
    interventions: InterventionsFile,
    words: Mapping[str, Mapping[str, str]],
) -> float:
    """Estimate the minutes of all parts that are not optional, in the slowest language."""
    return max(
        _minutes(
            questionnaire,
            interventions,
            texts,
            WORDS_A_MINUTE.get(language, WORDS_A_MINUTE_ELSEWHERE),
        )
        for language, texts in words.items()
    )


def _minutes(
    questionnaire: QuestionnaireFile,
    interventions: InterventionsFile,
    texts: Mapping[str, str],
    words_a_minute: float,
) -> float:
    core = [part for part in questionnaire.parts if not part.optional]
    asked = [question for part in core for question in part.questions]
    lists = {
        "nominations": [f"cause.{code}.pick" for code in questionnaire.causes],
        "votes": [
            f"intervention.{code}.pick"
            for code, card in interventions.interventions.items()
            if card.votable
        ],
    }
    picks = {
        "nominations": questionnaire.limits.nominations,
        "votes": questionnaire.limits.votes,
    }
    chosen = [question for question in asked if question in lists]
    rated = [question for question in asked if question not in lists]

    read = _count(texts, _headings(core))
    read += _count(texts, (f"item.{item}" for item in rated))
    read += _count(texts, (f"question.{question}" for question in chosen))
    read += sum(_count(texts, lists[question]) for question in chosen)
    seconds = (
        SECONDS_BEFORE_AND_AFTER
        + read / words_a_minute * 60
        + len(rated) * SECONDS_TO_ANSWER
        + sum(picks[question] for question in chosen) * SECONDS_TO_PICK
    )
    return seconds / 60


def _headings(parts: Iterable[PartTable]) -> Iterable[str]:
    return [f"part.{part.code}.{word}" for part in parts for word in ("title", "lead")]


def _count(texts: Mapping[str, str], keys: Iterable[str]) -> int:
    return sum(count_words(texts[key]) for key in keys)
