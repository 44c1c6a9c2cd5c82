"""Keep which comments may be shown, and in what order; never know who wrote one.

An author allows one of three things. verbatim: the words may be shown, beside enough others;
paraphrase and count: nobody reads the words, they count for themes (`themes.py`) as all do.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from survey.diagnosis.responses import Response
from survey.disclosure import policy
from survey.disclosure.names import People
from survey.disclosure.release import ReleasedComments
from survey.disclosure.scrub import is_empty, scrub

VERBATIM = "verbatim"


def release_comments(
    question: str, responses: Sequence[Response], *, people: People, seed: str
) -> ReleasedComments:
    """Show a question's comments if enough authors of both departments allow it [12].

    Only authors who allow their words to be shown count, each once, and only if the scrub leaves
    something of them: marks alone hide nobody. Below the threshold nothing is said but that it
    was not met.

    Parameters
    ----------
    people
        Whom the comments must not show.
    seed
        Makes each question's order its own, and a retried release the same.
    """
    allowed = [_allowed(response, question, people) for response in responses]
    authors = sum(bool(texts) for texts in allowed)
    if authors < policy.VERBATIM_AUTHORS:
        return ReleasedComments(question=question, met=False, texts=())
    texts = [text for own in allowed for text in own]
    return ReleasedComments(
        question=question, met=True, texts=tuple(shuffled(texts, f"{seed}:{question}"))
    )


def shuffled(texts: Iterable[str], seed: str) -> list[str]:
    """Order texts by a hash of the seed and themselves, so that the order they came in is gone."""
    return sorted(texts, key=lambda text: sha256(f"{seed}\0{text}".encode()).digest())


def _allowed(response: Response, question: str, people: People) -> list[str]:
    scrubbed = (
        scrub(comment.text, people)
        for comment in response.comments
        if comment.question == question and comment.consent == VERBATIM
    )
    return [text for text in scrubbed if not is_empty(text)]
