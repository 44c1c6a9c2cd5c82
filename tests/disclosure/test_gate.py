from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.diagnosis.responses import Response
from survey.disclosure.encoding import encode_release
from survey.disclosure.gate import release
from survey.disclosure.policy import Policy
from survey.errors import BadInput, NotEstimable
from tests.disclosure.builders import (
    FIRST,
    KIT,
    OPEN,
    SECOND,
    make_answers,
    make_comments,
    make_diagnosis,
    make_frame,
    make_released,
    make_response,
    make_side,
)
from tests.disclosure.checker import breaches, numbers, shape

# Seconds for the suite, not minutes; the generator is seeded so that a failure comes again.
QUICK = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SIZES = st.integers(min_value=3, max_value=34)
WORLDS = st.integers(min_value=0, max_value=10_000)


@pytest.mark.parametrize(
    "first, second, layout, spans",
    [
        (6, 6, "combined", 1),
        (6, 7, "combined", 1),
        (7, 6, "combined", 1),
        (7, 7, "departments", 2),
        (8, 7, "departments", 2),
        (8, 8, "departments", 2),
        (4, 30, "nothing", 0),
        (5, 30, "combined", 1),
        (30, 4, "nothing", 0),
        (30, 5, "combined", 1),
        (30, 6, "combined", 1),
        (30, 7, "departments", 2),
    ],
)
def test_what_is_released_on_either_side_of_k(
    first: int, second: int, layout: str, spans: int
) -> None:
    told = make_released(make_answers(first, second))

    assert told.layout == layout
    assert len(told.items) == len(told.bands) == len(told.participation.at_least) == spans


def test_too_few_answers_leave_nothing_but_the_frame() -> None:
    told = release(make_answers(4, 30), None, make_frame(), Policy(c=2))

    assert told.verdict == "too_few"
    assert told.conflict is None
    assert not any(
        (told.bands, told.outcomes, told.causes, told.items, told.mirror, told.costs, told.votes)
    )
    assert not any((told.comments, told.reasons, told.stable, told.participation.at_least))
    assert told.participation.roster == (20, 24)


def test_a_combined_release_says_nothing_of_either_department() -> None:
    told = make_released(make_answers(6, 30))

    scales = [*told.outcomes, *(cause.severity for cause in told.causes)]
    assert all(scale.combined and not scale.departments for scale in scales)
    assert all(scale.contrast == "" for scale in scales)
    assert told.mirror == ()


def test_departments_never_stand_beside_a_total() -> None:
    told = make_released(make_answers(12, 16))

    scales = [*told.outcomes, *(cause.severity for cause in told.causes)]
    assert all(scale.combined is None and len(scale.departments) == 2 for scale in scales)


@pytest.mark.parametrize("first, ranked", [(7, False), (8, True), (9, True)])
def test_grades_and_chances_need_eight_in_both(first: int, ranked: bool) -> None:
    told = make_released(make_answers(first, 20))

    assert all(bool(cause.level) is ranked for cause in told.causes)
    assert all(bool(cause.first) is ranked for cause in told.causes)
    assert told.verdict == ("named" if ranked else "insufficient")
    assert bool(told.stable) is ranked


def test_enough_answers_need_a_diagnosis() -> None:
    with pytest.raises(NotEstimable, match="no_diagnosis"):
        release(make_answers(), None, make_frame(), Policy(c=2))


def test_a_policy_below_what_the_rosters_demand_is_refused() -> None:
    with pytest.raises(BadInput, match="c_too_low"):
        release(make_answers(), make_diagnosis(), make_frame((20, 24)), Policy(c=1))


def test_an_answer_from_a_third_department_is_refused() -> None:
    strangers = [*make_answers(), make_response("logistics")]

    with pytest.raises(BadInput, match="unknown_department"):
        make_released(strangers)


def test_an_empty_ballot_is_not_one_of_the_k() -> None:
    empty = [Response(department=FIRST, answers={}) for _ in range(5)]

    told = make_released([*make_side(FIRST, 6), *empty, *make_side(SECOND, 12)])

    assert told.layout == "combined"


def test_an_optional_part_that_was_not_asked_leaves_no_cell() -> None:
    told = make_released(frame=make_frame(optional=False))

    assert told.mirror == ()
    assert told.comments == ()
    assert told.costs
    assert told.votes


def test_each_open_question_tells_whether_enough_allow_it() -> None:
    people = [*make_answers(), *make_comments("абвгдежз")]

    told = make_released(people)

    assert [(q.question, q.met) for q in told.comments] == [(OPEN[0], True), (OPEN[1], False)]


def test_a_mirror_topic_tells_who_thinks_better_of_whom() -> None:
    proud = dict.fromkeys(("mirror_help_own", "mirror_help_guess"), 5) | {"mirror_help_other": 2}
    people = [make_response(side, answers=proud) for side in (FIRST, SECOND) for _ in range(15)]

    topic = make_released(people).mirror[0]

    assert topic.self_serving == ("self_higher", "self_higher")
    assert topic.blind_spot == ("self_higher", "self_higher")
    assert topic.felt_gap == ("no_clear_difference", "no_clear_difference")


def test_each_department_is_held_against_what_the_other_says_of_it() -> None:
    praised = dict.fromkeys(("mirror_help_own", "mirror_help_guess", "mirror_help_other"), 4)
    modest = {"mirror_help_own": 2, "mirror_help_guess": 2, "mirror_help_other": 2}
    people = [
        *[make_response(FIRST, answers=praised) for _ in range(15)],
        *[make_response(SECOND, answers=modest) for _ in range(15)],
    ]

    topic = make_released(people).mirror[0]

    assert topic.self_serving == topic.blind_spot == ("self_higher", "self_lower")


def test_what_the_conflict_costs_is_told_in_band_words() -> None:
    people = [
        *[make_response(FIRST, answers={"hours_lost_1": 5}) for _ in range(15)],
        *[make_response(SECOND, answers={"hours_lost_1": 1}) for _ in range(15)],
    ]

    hours = make_released(people).costs[0]

    assert (hours.code, hours.high, hours.low) == ("hours_lost", ("most", "few"), ("few", "most"))


@QUICK
@given(first=SIZES, second=SIZES, seed=WORLDS)
def test_no_rule_is_broken_by_any_answers(first: int, second: int, seed: int) -> None:
    people = make_answers(first, second, seed)
    frame = make_frame((40, 40), to_scrub=("Анна Петрова",))

    told = make_released(people, frame=frame)

    assert breaches(told, people, frame) == set()


@QUICK
@given(first=SIZES, second=SIZES, seed=WORLDS)
def test_what_cells_there_are_does_not_depend_on_answers(
    first: int, second: int, seed: int
) -> None:
    at_random = make_released(make_answers(first, second, seed))
    sides = [make_response(FIRST, 5)] * first + [make_response(SECOND, 1)] * second
    unanimous = make_released(sides, diagnosis=make_diagnosis(first=None, top3=None, stable=None))

    assert shape(at_random) == shape(unanimous)


@QUICK
@given(seed=WORLDS)
def test_the_order_of_ballots_does_not_matter(seed: int) -> None:
    people = [*make_answers(9, 11, seed), *make_comments("абвгдежз")]
    shuffled = Random(seed).sample(people, len(people))

    assert encode_release(make_released(people)) == encode_release(make_released(shuffled))


@QUICK
@given(
    n=st.integers(min_value=7, max_value=40),
    item=st.sampled_from(sorted(KIT.items)),
    seed=WORLDS,
    agreeing=st.booleans(),
)
def test_others_who_all_agree_have_a_twin_with_a_dissenter_and_the_same_release(
    n: int, item: str, seed: int, agreeing: bool
) -> None:
    # The whole release, not one cell: what is laid side by side proves no unanimity (A29, A30).
    c = 2
    people = make_side(FIRST, n, seed)
    others = [Random(seed + place).choice((4, 5)) for place in range(n - c)]
    unanimous = others if agreeing else [6 - code for code in others]
    twin = _with_dissenter(others) if agreeing else [6 - code for code in _with_dissenter(others)]
    rest = make_side(SECOND, 12, seed)

    def released(codes: list[int]) -> bytes:
        changed = [
            _answering(person, item, code) for person, code in zip(people, codes, strict=False)
        ]
        return encode_release(make_released([*changed, *people[len(codes) :], *rest]))

    assert released(unanimous) == released(twin)


def _with_dissenter(codes: list[int]) -> list[int]:
    """Let one disagree (2); others make up for it where their sum shows (proof.py, facts)."""
    fours = [place for place, code in enumerate(codes) if code == 4]
    changed = list(codes)
    if len(fours) < 3:
        changed = [5] * len(codes)
        changed[0] = 2
        return changed
    changed[fours[0]], changed[fours[1]], changed[fours[2]] = 2, 5, 5
    return changed


def _answering(person: Response, item: str, code: int) -> Response:
    return Response(
        department=person.department,
        answers={**person.answers, item: code},
        nominations=person.nominations,
        votes=person.votes,
    )


def test_every_number_of_a_release_is_a_size_a_version_or_a_rounded_score() -> None:
    paths = {path.split(".")[0] for path, _ in numbers(make_released())}

    assert paths == {
        "version",
        "wave",
        "c",
        "k",
        "participation",
        "conflict",
        "outcomes",
        "causes",
    }
