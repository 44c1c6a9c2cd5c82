"""Keep the way from a release to a printed report; know no answer and no wording of ours."""

from dataclasses import replace

from reports import document as page
from reports.render import render
from survey.catalogue.kit import Kit
from survey.planning.choices import Choices
from survey.planning.explain import explain
from survey.planning.plan import Explanation, Plan, WhyNot
from survey.planning.recommend import USUAL, recommend
from survey.planning.tell import Teller
from survey.reporting.document import build_document
from survey.reporting.printed import Printed


def render_report(printed: Printed, kit: Kit, language: str, choices: Choices = USUAL) -> bytes:
    """Plan from the release, as HR decided, and print the report in one language."""
    plan = recommend(printed.release, kit, choices)
    document = build_document(printed.release, printed.hash, plan, kit, language)
    told = explain(printed.release, kit, choices)
    teller = Teller.of(printed.release, kit, language)
    return render(add_reasons(document, plan, told, teller), language)


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
