"""Keep what a screen shows of the report's first page: the same sentences, values and order."""

from dataclasses import dataclass

from reports import advice, headlines
from reports.compose import Page, find_voice
from reports.document import Cause, Report
from survey.catalogue.kit import Kit
from survey.planning.choices import Choices
from survey.reporting.printed import Printed
from survey.reporting.report import lay_out

_HELD_DOWN = ("department_too_small", "low_response")


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefCause:
    """A cause of the first page. values: what was released of it, (side, in words)."""

    title: str
    about: str
    grade: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """The first page of the report as sentences.

    named: causes are established, and lead speaks of the dots that the printed page has.
    causes_title: "" where no order was released. decisions: what is asked of the company's head.
    sure: how reliable all that is.
    """

    verdict: str
    named: bool
    facts: tuple[str, ...]
    lead: str
    causes_title: str
    causes: tuple[BriefCause, ...]
    no_causes: str
    decisions: tuple[str, ...]
    sure_title: str
    sure: tuple[str, ...]


def tell_brief(
    printed: Printed, kit: Kit, language: str, choices: Choices, earlier: Printed | None
) -> Brief:
    """Say what the report's first page says.

    Raises
    ------
    BadInput
        No plan can be made as HR decided.
    """
    report = lay_out(printed, kit, language, choices, earlier)
    page = Page(report, find_voice(report, language))
    say = page.voice.say
    ranked = headlines.is_ranked(report)
    unranked = report.verdict == "insufficient" and not ranked
    nothing = "to_watch" if report.verdict == "no_conflict" else "established"
    return Brief(
        verdict=page.headline("verdict").unescape(),
        named=report.verdict == "named",
        facts=_tell_facts(report, page),
        lead=say(f"lead.{'unranked' if unranked else report.verdict}").unescape(),
        causes_title=say(f"answer.causes_{report.verdict}").unescape() if ranked else "",
        causes=tuple(_tell_cause(cause, page) for cause in headlines.first_page_causes(report))
        if ranked
        else (),
        no_causes=say(f"answer.nothing_{nothing}").unescape(),
        decisions=tuple(page.tell(line).unescape() for line in advice.choose_decisions(report)),
        sure_title=say("answer.sure").unescape(),
        sure=_tell_sure(report, page),
    )


def _tell_facts(report: Report, page: Page) -> tuple[str, ...]:
    if not report.conflict:
        return ()
    names = ("relationship", "changes") if report.changes else ("relationship",)
    return tuple(page.headline(name).unescape() for name in names)


def _tell_cause(cause: Cause, page: Page) -> BriefCause:
    values = cause.severity.values
    sides = page.sides()
    return BriefCause(
        title=cause.title,
        about=cause.about,
        grade=page.voice.say(f"grade.{cause.level}").unescape(),
        values=tuple(
            (page.side(side), page.voice.value(value).unescape())
            for side, value in zip(sides, values, strict=True)
        ),
    )


def _tell_sure(report: Report, page: Page) -> tuple[str, ...]:
    if report.verdict == "too_few":
        return ()
    stable = "calm" if report.verdict == "no_conflict" else report.stable or "unknown"
    told = [page.voice.say(f"answer.sure_{stable}"), page.headline("participation") + "."]
    told += [page.reason(reason) for reason in _HELD_DOWN if reason in report.reasons]
    return tuple(sentence.unescape() for sentence in told)
