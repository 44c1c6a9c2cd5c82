"""Builders with defaults: a small kit, answers, a diagnosis and a frame. No test lives here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from random import Random

from survey.catalogue.kit import Cause, Format, Intervention, Item, Kit, MirrorTopic, Part, Scale
from survey.diagnosis.diagnosis import CauseFinding, Diagnosis, Estimate
from survey.diagnosis.responses import Comment, Response
from survey.disclosure.frame import Frame
from survey.disclosure.gate import release
from survey.disclosure.policy import Policy
from survey.disclosure.release import Release

FIRST, SECOND = "marketing", "sales"
CAUSES = ("goals", "roles", "data", "respect")
SCALES = ("conflict_work", "conflict_process", "conflict_people", "collaboration")
COSTS = {"hours_lost": "hours", "deals_lost": "deals"}
OPEN = ("open_works", "open_proposals")
MEASURES = ("shared_plan", "weekly_meeting")


def make_kit() -> Kit:
    """Give a kit of four causes, four scales, two costs, one mirror topic and two measures."""
    causes = tuple(Cause(code=code, items=_items(code), sources=("wei",)) for code in CAUSES)
    scales = tuple(Scale(code=code, items=_items(code)) for code in SCALES)
    costs = tuple(
        Scale(code=code, items=(Item(id=f"{code}_1", format=form, reversed=False),))
        for code, form in COSTS.items()
    )
    views = [
        Item(id=f"mirror_help_{view}", format="mirror", reversed=True)
        for view in ("own", "other", "guess")
    ]
    rated = [item.id for scale in (*causes, *scales, *costs) for item in scale.items]
    return Kit(
        code="small",
        version="1.0.0",
        hash="0" * 64,
        languages=("ru", "en"),
        departments=(FIRST, SECOND),
        formats={
            code: Format(code=code, low=1, high=5)
            for code in ("frequency", "hours", "deals", "mirror")
        },
        causes=causes,
        outcomes=(*scales, *costs),
        mirror=(MirrorTopic(code="help", own=views[0], other=views[1], guess=views[2]),),
        open_questions=OPEN,
        most_nominations=3,
        most_votes=3,
        parts=(
            Part(code="core", questions=(*rated, "nominations", "votes"), optional=False),
            Part(code="views", questions=(*(v.id for v in views), *OPEN), optional=True),
        ),
        core_minutes=5.0,
        interventions=tuple(_measure(code) for code in MEASURES),
        sources=("wei",),
        words={},
    )


def _items(code: str) -> tuple[Item, ...]:
    return tuple(
        Item(id=f"{code}_{number}", format="frequency", reversed=number == 2)
        for number in (1, 2, 3)
    )


def _measure(code: str) -> Intervention:
    return Intervention(
        code=code,
        primary=(CAUSES[0],),
        secondary=(),
        sources=("wei",),
        against=(),
        cost="free",
        owners=("hr",),
        side="both",
        start_days=1,
        cadence="once",
        owner_hours=1.0,
        evidence="expert",
        intensity=("low", "medium", "high"),
        prerequisites=(),
        excludes=(),
        disputed=False,
        votable=True,
        low_regret=True,
        estimated=(),
    )


KIT = make_kit()


def make_response(
    department: str = FIRST,
    code: int = 3,
    *,
    answers: Mapping[str, int] | None = None,
    nominations: tuple[str, ...] = (),
    votes: tuple[str, ...] = (),
    comments: tuple[Comment, ...] = (),
) -> Response:
    """Give a response with one code for every item, but for those in `answers`."""
    return Response(
        department=department,
        answers=dict.fromkeys(KIT.items, code) | dict(answers or {}),
        nominations=nominations,
        votes=votes,
        comments=comments,
    )


def make_side(department: str, n: int, seed: int = 1) -> list[Response]:
    """Give n people of a department who answer at random, some with gaps."""
    rng = Random(f"{department}{seed}")
    return [_somebody(department, rng) for _ in range(n)]


def _somebody(department: str, rng: Random) -> Response:
    mood = rng.choice((1, 2, 3, 4, 5))
    answers = {item: min(5, max(1, mood + rng.choice((-1, 0, 0, 1)))) for item in KIT.items}
    for item in rng.sample(sorted(answers), rng.randrange(4)):
        del answers[item]
    return Response(
        department=department,
        answers=answers,
        nominations=tuple(rng.sample(CAUSES, rng.randrange(4))),
        votes=tuple(rng.sample(MEASURES, rng.randrange(3))),
    )


def make_answers(first: int = 12, second: int = 16, seed: int = 1) -> list[Response]:
    """Give random answers of both departments."""
    return [*make_side(FIRST, first, seed), *make_side(SECOND, second, seed)]


def make_comments(
    texts: Iterable[str], question: str = OPEN[0], consent: str = "verbatim"
) -> list[Response]:
    """Give a response per text, in the departments by turns; each is written by one author."""
    return [
        make_response(
            (FIRST, SECOND)[place % 2],
            comments=(Comment(question=question, text=text, consent=consent),),
        )
        for place, text in zip(count(), texts, strict=False)
    ]


def make_diagnosis(
    order: Sequence[str] = CAUSES,
    *,
    verdict: str = "named",
    first: float | None = 0.6,
    top3: float | None = 0.9,
    level: str = "supported",
    stable: bool | None = True,
    reasons: tuple[str, ...] = (),
) -> Diagnosis:
    """Give a diagnosis with causes in the order given."""
    nothing = Estimate(estimate=None, low=None, high=None, bound_low=None, bound_high=None)
    causes = tuple(
        CauseFinding(
            code=code,
            score=100 / len(order),
            p_top1=first,
            p_top3=top3,
            level=level,
            severity=nothing,
            severity_by_department={},
            nominated_share=None,
            alpha=None,
            reasons=(),
        )
        for code in order
    )
    return Diagnosis(
        roster={},
        n={},
        verdict=verdict,
        causes=causes,
        outcomes=(),
        conflict=nothing,
        conflict_by_department={},
        nominations_track_ratings=None,
        flagged=0,
        stable_without_flagged=stable,
        reasons=reasons,
    )


def frame_of(kit: Kit, rosters: tuple[int, int], *, campaign: str = "k3x9") -> Frame:
    """Give the frame of a campaign of the kit's departments."""
    return Frame(
        campaign=campaign,
        wave=1,
        organisation="Ромашка",
        kit=kit,
        manifest="m" * 43,
        opened="2026-03-02",
        closed="2026-03-13",
        departments=kit.departments,
        names=("Маркетинг", "Продажи"),
        rosters=rosters,
    )


def make_frame(
    rosters: tuple[int, int] = (20, 24), *, optional: bool = True, to_scrub: tuple[str, ...] = ()
) -> Frame:
    """Give the frame of a campaign of the small kit, looked at by doctor."""
    return replace(
        frame_of(KIT, rosters),
        names=("Отдел маркетинга", "Отдел продаж"),
        optional_asked=optional,
        to_scrub=to_scrub,
        checkups=(("opening", "keys_apart", "green"),),
        versions=(("survey", "0.1.0"),),
    )


def make_released(
    responses: Sequence[Response] | None = None,
    *,
    c: int = 2,
    diagnosis: Diagnosis | None = None,
    frame: Frame | None = None,
) -> Release:
    """Release answers (random ones unless given) through the gate."""
    return release(
        make_answers() if responses is None else responses,
        diagnosis or make_diagnosis(),
        frame or make_frame(),
        Policy(c=c),
    )
