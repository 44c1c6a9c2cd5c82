"""Keep the way from a release to a printed report; know no answer and no wording of ours."""

from dataclasses import replace

from reports import document as page
from reports.compose import PAGES
from reports.render import render
from reports.slides import render_slides
from survey.catalogue.kit import Kit
from survey.editions.finish import add_changes, add_course
from survey.planning.choices import Choices
from survey.planning.plan import Explanation, Plan, WhyNot
from survey.planning.recommend import USUAL, recommend
from survey.planning.tell import Teller
from survey.reporting.document import build_document
from survey.reporting.printed import Printed
from survey.reporting.reasons import explain_release

SLIDES = "slides"
EDITIONS = (*PAGES, SLIDES)


def render_report(
    printed: Printed,
    kit: Kit,
    language: str,
    choices: Choices = USUAL,
    earlier: Printed | None = None,
) -> bytes:
    """Plan from the release, as HR decided, and print the report in one language."""
    return render(make_document(printed, kit, language, choices, earlier), language)


def render_edition(
    printed: Printed,
    kit: Kit,
    language: str,
    edition: str,
    choices: Choices = USUAL,
    earlier: Printed | None = None,
) -> bytes:
    """Make one of EDITIONS, each from the same document."""
    document = make_document(printed, kit, language, choices, earlier)
    if edition == SLIDES:
        return render_slides(document, language)
    return render(document, language, edition)


def make_document(
    printed: Printed,
    kit: Kit,
    language: str,
    choices: Choices = USUAL,
    earlier: Printed | None = None,
) -> page.Report:
    """Lay out everything that a release, its plan and an earlier wave allow to be said.

    Raises
    ------
    BadInput
        The plan is impossible, or the two waves cannot be compared.
    """
    document, plan = _lay_out(printed, kit, language, choices, earlier)
    if printed.silent:
        return document  # one page, without a measure
    told = explain_release(printed, kit, choices)
    return add_reasons(document, plan, told, Teller.of(printed.release, kit, language))


def lay_out(
    printed: Printed, kit: Kit, language: str, choices: Choices, earlier: Printed | None
) -> page.Report:
    """Lay out the same without the reasons of its plan, which take longer than all the rest."""
    return _lay_out(printed, kit, language, choices, earlier)[0]


def _lay_out(
    printed: Printed, kit: Kit, language: str, choices: Choices, earlier: Printed | None
) -> tuple[page.Report, Plan]:
    release = printed.release
    plan = recommend(release, kit, choices)
    document = build_document(release, printed.hash, plan, kit, language)
    document = add_course(document, release, kit, plan, choices, language)
    if earlier is not None:
        document = add_changes(document, earlier.release, earlier.hash, release, kit, language)
    return document, plan


def add_reasons(
    document: page.Report, plan: Plan, told: Explanation, teller: Teller
) -> page.Report:
    """Say why the plan is as it is: for each measure, and against those that came next."""
    support = {each.intervention: teller.support(each) for each in told.why}
    return replace(
        document,
        cards=tuple(replace(c, support=support.get(c.code, ())) for c in document.cards),
        firmness=teller.firmness(told, plan.method),
        runners=tuple(_build_runner(each, teller) for each in teller.runners(told)),
    )


def _build_runner(against: WhyNot, teller: Teller) -> page.Runner:
    disputed = against.code == "disputed"
    positions = teller.positions(against.intervention) if disputed else ("", "")
    return page.Runner(
        title=teller.title(against.intervention),
        reason=teller.against(against),
        position_for=positions[0],
        position_against=positions[1],
    )
