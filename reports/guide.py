"""Keep the rules of the interview guide: what the survey left open, and whom to ask; no wording."""

from collections.abc import Iterator
from dataclasses import dataclass

from reports import mirrors
from reports.document import Cause, Report
from reports.headlines import Line, differing, first_page_causes, is_ranked

# Questions of one interview: more than this is an interrogation, not a talk.
MOST_QUESTIONS = 8
MOST_OF_A_KIND = 2
# With fewer for everybody, all questions stand on one page, and the summing up on the first.
MANY = 6
# Millimetres of a form's page for its rows, and the highest of them.
FORM, HIGHEST_ROW = 184.0, 30.0
KEY_PEOPLE, DIRECTORS = "key", "directors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, why it is asked, and what to listen for."""

    ask: Line
    why: Line
    listen: Line


def list_questions(report: Report) -> tuple[Question, ...]:
    """List what to ask everybody, the widest first: what the survey left open."""
    found = [_plain("begin")]
    if report.verdict == "too_few" or "low_response" in report.reasons:
        found.append(_plain("silent"))
    if not is_ranked(report):
        found.append(_plain("waits"))
    found += list(_open_causes(report))
    found += list(_gaps(report))
    found += list(_differences(report))
    found = found[: MOST_QUESTIONS - 2]
    return (*found, _plain("fear"), _plain("end"))


def list_for_directors(report: Report) -> tuple[Question, ...]:
    """List what only the two directors are asked."""
    keys = ("own_part", "ready", "above")
    disputed = [card.title for card in report.cards if card.disputed]
    disputed += [runner.title for runner in report.runners if runner.position_for]
    asked = [_about("disputed", title) for title in disputed[:1]]
    return (*(_plain(key) for key in keys), *asked)


def fit_rows(count: int) -> float:
    """Choose the height of a form's rows in millimetres, so that it fills one page."""
    return round(min(FORM / max(count, 1), HIGHEST_ROW), 1)


def _open_causes(report: Report) -> Iterator[Question]:
    first = first_page_causes(report)
    for cause in first:
        yield _cause("direction" if cause.level == "supported" else "unproven", cause)
    one_sided = [cause for cause in report.causes if cause.level == "one_sided"]
    for cause in one_sided[:MOST_OF_A_KIND]:
        yield _cause("one_sided", cause)


def _gaps(report: Report) -> Iterator[Question]:
    sorts = ("mutual", "one_way", "unseen")
    told = [topic for topic in report.mirror if mirrors.classify(topic) in sorts]
    for topic in told[:MOST_OF_A_KIND]:
        yield _about("mirror", topic.title)


def _differences(report: Report) -> Iterator[Question]:
    asked = {cause.code for cause in first_page_causes(report)}
    asked |= {cause.code for cause in report.causes if cause.level == "one_sided"}
    for scale in differing(report)[:1]:
        if scale.code not in asked:
            yield _about("differ", scale.title)


def _cause(kind: str, cause: Cause) -> Question:
    facts = {"title": cause.title, "rival": cause.rival}
    return Question(
        ask=Line(key=f"guide.ask_{kind}", facts=facts),
        why=Line(key=f"guide.why_{kind}", facts=facts),
        listen=Line(key=f"guide.listen_{kind}", facts=facts),
    )


def _about(kind: str, title: str) -> Question:
    facts = {"title": title}
    return Question(
        ask=Line(key=f"guide.ask_{kind}", facts=facts),
        why=Line(key=f"guide.why_{kind}", facts=facts),
        listen=Line(key=f"guide.listen_{kind}", facts=facts),
    )


def _plain(kind: str) -> Question:
    return Question(
        ask=Line(key=f"guide.ask_{kind}"),
        why=Line(key=f"guide.why_{kind}"),
        listen=Line(key=f"guide.listen_{kind}"),
    )
