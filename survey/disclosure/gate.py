"""Keep the one way from answers to a Release; never know a person, a time or a ballot's place."""

from collections.abc import Sequence

from survey.diagnosis.diagnosis import Diagnosis
from survey.diagnosis.responses import Response
from survey.disclosure import bands, facts, order, results
from survey.disclosure import policy as rules
from survey.disclosure.comments import release_comments
from survey.disclosure.facts import Unit
from survey.disclosure.frame import Frame
from survey.disclosure.lexicon import Lexicon
from survey.disclosure.names import know_people
from survey.disclosure.policy import Policy
from survey.disclosure.release import (
    VERSION,
    Participation,
    Release,
    ReleasedCause,
    ReleasedComments,
    ReleasedTheme,
)
from survey.disclosure.results import Shown
from survey.disclosure.themes import release_themes
from survey.errors import BadInput, NotEstimable


def release(
    responses: Sequence[Response], diagnosis: Diagnosis | None, frame: Frame, policy: Policy
) -> Release:
    """Turn the answers of one wave into all that may ever be said about it.

    Every figure is made anew from the answers, as a function of the facts of single items
    (`facts.py`); the diagnosis gives the order of causes, their grades and the verdict. The same
    answers in any order give the same release.

    Parameters
    ----------
    responses
        All opened ballots that were not withdrawn. One with less than half of the core answered
        is no answer: it counts nowhere but among the authors of comments.
    diagnosis
        Of the same answers; None is enough where too few answered.
    frame
        The campaign's facts.
    policy
        The campaign's c.

    Raises
    ------
    BadInput
        c is lower than the rosters demand, or a response names a department of another campaign.
    NotEstimable
        Enough answered, and there is no diagnosis.

    References
    ----------
    docs/disclosure.md gives every rule with its number and its test.
    """
    rules.policy_for(frame.rosters, policy.c)
    sides = _sides(responses, frame, policy)
    sizes = [side.n for side in sides]
    layout = rules.layout_of(sizes, policy)
    if layout != rules.NOTHING and diagnosis is None:
        raise NotEstimable("no_diagnosis", sizes=sizes)
    units = _units(sides, layout, policy)
    shown = Shown(kit=frame.kit, asked=frame.asked if units else frozenset(), units=units)
    told = diagnosis if units else None
    ranked = rules.may_rank(sizes)
    lexicon = Lexicon(frame.kit.jargon)
    return Release(
        version=VERSION,
        campaign=frame.campaign,
        wave=frame.wave,
        organisation=frame.organisation,
        kit=frame.kit.code,
        kit_version=frame.kit.version,
        kit_hash=frame.kit.hash,
        manifest=frame.manifest,
        opened=frame.opened,
        closed=frame.closed,
        c=policy.c,
        k=policy.k,
        departments=frame.departments,
        department_names=frame.names,
        layout=layout,
        verdict=order.verdict_of(told, ranked=ranked),
        participation=Participation(
            roster=frame.rosters, at_least=tuple(rules.at_least(unit.n, policy) for unit in units)
        ),
        bands=tuple(bands.ladder(unit.n, unit.c) for unit in units),
        conflict=results.conflict(shown),
        outcomes=tuple(results.scale(shown, scored) for scored in shown.scores),
        causes=_causes(shown, told, ranked),
        items=results.items(shown),
        mirror=results.mirror(shown),
        costs=results.costs(shown),
        votes=results.votes(shown),
        comments=_comments(shown, responses, frame, lexicon),
        themes=_themes(shown, sides, lexicon),
        stable=order.stability_of(told, ranked=ranked),
        reasons=order.reasons_of(sizes, frame.rosters) if units else (),
        checkups=frame.checkups,
        versions=frame.versions,
    )


def _sides(responses: Sequence[Response], frame: Frame, policy: Policy) -> tuple[Unit, ...]:
    strangers = {response.department for response in responses} - set(frame.departments)
    if strangers:
        raise BadInput("unknown_department", department=min(strangers))
    return tuple(
        Unit(
            responses=tuple(
                response
                for response in responses
                if response.department == department and facts.usable(response, frame.kit)
            ),
            roster=roster,
            c=policy.c,
        )
        for department, roster in zip(frame.departments, frame.rosters, strict=True)
    )


def _units(sides: tuple[Unit, ...], layout: str, policy: Policy) -> tuple[Unit, ...]:
    if layout == rules.DEPARTMENTS:
        return sides
    if layout == rules.NOTHING:
        return ()
    everybody = tuple(response for side in sides for response in side.responses)
    roster = sum(side.roster for side in sides)
    return (Unit(responses=everybody, roster=roster, c=policy.c),)


def _causes(shown: Shown, diagnosis: Diagnosis | None, ranked: bool) -> tuple[ReleasedCause, ...]:
    if diagnosis is None:
        return ()
    scales = {cause.code: cause for cause in shown.kit.causes}
    causes = order.order_causes(diagnosis, shown.kit, ranked=ranked)
    released = []
    for cause in causes:
        first, top3 = order.chances(cause, len(causes), ranked=ranked)
        released.append(
            ReleasedCause(
                code=cause.code,
                level=cause.level if ranked else "",
                first=first,
                top3=top3,
                severity=results.scale(shown, scales[cause.code]),
                nominated=results.nominated(shown, cause.code),
            )
        )
    return tuple(released)


def _comments(
    shown: Shown, responses: Sequence[Response], frame: Frame, lexicon: Lexicon
) -> tuple[ReleasedComments, ...]:
    asked = [question for question in shown.kit.open_questions if question in shown.asked]
    people = know_people(frame.to_scrub if asked else (), lexicon)
    return tuple(
        release_comments(question, responses, people=people, seed=frame.manifest)
        for question in asked
    )


def _themes(shown: Shown, sides: tuple[Unit, ...], lexicon: Lexicon) -> tuple[ReleasedTheme, ...]:
    if shown.asked.isdisjoint(shown.kit.open_questions):
        return ()
    return release_themes(
        shown.kit.themes,
        [side.responses for side in sides],
        lexicon,
        c=sides[0].c,
        apart=len(shown.units) > 1,
    )
