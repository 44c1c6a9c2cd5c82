"""Keep the attacks on what the company gets to read: A29, differencing; A32, prints and drawings.

The attacker here is ourselves with the truth: every answer is known, and every output is held
against what the rules let be said of it.
"""

import msgspec

from survey.ballots.ballot import Ballot, decode_ballot
from survey.diagnosis.responses import Comment, Response
from survey.disclosure.frame import Frame
from survey.disclosure.release import Release
from survey.reporting.printed import decode
from survey.reporting.report import render_report
from tests.disclosure.checker import breaches
from tests.outputs.printed import check_page, check_pdf, compose_page
from tests.redteam.case import Actor, Case
from tests.town import load_real_kit

LANGUAGES = ("ru", "en")


def a29_differences(case: Case) -> list[str]:
    """A29: what all outputs together tell beyond the rules, with every answer known."""
    if case.release is None:
        return ["there is no release"]
    told = msgspec.json.decode(case.release, type=Release)
    responses = [_respond(actor) for actor in case.actors]
    found = [f"rule {rule} is broken" for rule in breaches(told, responses, _frame(told))]
    kit = load_real_kit()
    for language in LANGUAGES:
        page = compose_page(case.release, kit, language)
        found += check_page(page, case.release, kit, language)
    return found


def a32_prints(case: Case) -> list[str]:
    """A32: text, drawings, metadata and files of the PDFs; each is a print of its Release alone."""
    found, kit = [], load_real_kit()
    for language in LANGUAGES:
        pdf = case.papers.get(f"report/{language}")
        if pdf is None or case.release is None:
            continue
        page = compose_page(case.release, kit, language)
        found += [f"{language}: {fault}" for fault in check_pdf(pdf, page)]
        if render_report(decode(case.release), kit, language) != pdf:
            found.append(f"{language}: it is not the print of the Release alone")
    return found


def _respond(actor: Actor) -> Response:
    ballot: Ballot = decode_ballot(actor.secret)
    return Response(
        department=actor.department,
        answers={item: code for item, code in ballot.answers.items() if isinstance(code, int)},
        nominations=tuple(ballot.nominations),
        votes=tuple(ballot.votes),
        comments=tuple(
            Comment(question=each.question, text=each.text, consent=each.consent)
            for each in ballot.comments
        ),
    )


def _frame(told: Release) -> Frame:
    first, second = told.department_names
    return Frame(
        campaign=told.campaign,
        wave=told.wave,
        organisation=told.organisation,
        kit=load_real_kit(),
        manifest=told.manifest,
        opened=told.opened,
        closed=told.closed,
        departments=told.departments,
        names=(first, second),
        rosters=(told.participation.roster[0], told.participation.roster[1]),
    )
