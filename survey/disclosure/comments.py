"""Keep which comments may be shown, and in what order; never know who wrote one."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from survey.diagnosis.responses import Response
from survey.disclosure import policy
from survey.disclosure.release import ReleasedComments
from survey.disclosure.scrub import scrub

VERBATIM = "verbatim"


def release_comments(
    question: str, responses: Sequence[Response], *, to_scrub: Iterable[str], seed: str
) -> ReleasedComments:
    """Show a question's comments if enough authors of both departments allow it [12].

    Only the authors who allow their words to be shown count, and each counts once. Below the
    threshold nothing is said but that it was not met.

    Parameters
    ----------
    seed
        Makes each question's order its own, and a retried release the same.
    """
    allowed = [_allowed(response, question) for response in responses]
    people = tuple(to_scrub)
    authors = sum(bool(texts) for texts in allowed)
    if authors < policy.VERBATIM_AUTHORS:
        return ReleasedComments(question=question, met=False, texts=())
    texts = [scrub(text, people) for own in allowed for text in own]
    return ReleasedComments(
        question=question, met=True, texts=tuple(shuffled(texts, f"{seed}:{question}"))
    )


def shuffled(texts: Iterable[str], seed: str) -> list[str]:
    """Order texts by a hash of the seed and themselves, so that the order they came in is gone."""
    return sorted(texts, key=lambda text: sha256(f"{seed}\0{text}".encode()).digest())


def _allowed(response: Response, question: str) -> list[str]:
    return [
        comment.text.strip()
        for comment in response.comments
        if comment.question == question and comment.consent == VERBATIM and comment.text.strip()
    ]
