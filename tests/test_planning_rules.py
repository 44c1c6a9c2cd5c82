"""Rules of a plan that hold whatever the release says."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from survey.disclosure.release import Release
from survey.planning.choices import Choices
from survey.planning.estimates import LAST_MOMENT, MOMENTS
from survey.planning.recommend import recommend
from survey.planning.weights import conflict_level
from tests.plans import CARDS, CAUSES, KIT, codes_of, make_kit
from tests.releases import LADDER, make_causes, make_release, make_scale, make_votes

LEVELS = ("supported", "likely", "widespread", "one_sided", "sensitive", "not_supported")


@st.composite
def releases(draw: st.DrawFn) -> Release:
    order = draw(st.permutations(CAUSES))
    levels = draw(st.lists(st.sampled_from(LEVELS), min_size=len(order), max_size=len(order)))
    marks = st.sampled_from([2.0, 2.5, 3.0, 3.5, 4.0])
    words = st.sampled_from(LADDER)
    votes = {code: (draw(words), draw(words)) for code in KIT.votable}
    return make_release(
        verdict=draw(st.sampled_from(["named", "likely", "insufficient", "no_conflict"])),
        causes=make_causes(dict(zip(order, levels, strict=True))),
        conflict=make_scale(first=draw(marks), second=draw(marks)),
        votes=make_votes(votes),
    )


@settings(max_examples=60, deadline=None)
@given(releases(), st.integers(1, 8))
def test_every_plan_keeps_the_rules(release: Release, most: int) -> None:
    plan = recommend(release, KIT, Choices(most=most))

    codes = codes_of(plan)
    level = conflict_level(release.conflict)
    moments = [*(word for _, word in MOMENTS), LAST_MOMENT]
    assert 0 < len(codes) <= most
    assert len(set(codes)) == len(codes)
    assert codes.count("pulse") == (most > 1)
    for place, recommendation in enumerate(plan.recommendations):
        card = CARDS[recommendation.intervention]
        assert level in card.intensity
        assert not set(card.excludes) & set(codes)
        assert set(card.prerequisites) <= set(codes[:place])
        assert (
            recommendation.disputed == card.disputed == ("disputed" in recommendation.reason_codes)
        )
        for needed in plan.recommendations[:place]:
            if needed.intervention in card.prerequisites:
                assert moments.index(needed.when) <= moments.index(recommendation.when)
    # One seat beside the check goes to what matters most; interviews are nobody's part.
    if most > (1 if plan.basis != "low_regret" else 2):
        sides = {CARDS[code].side for code in codes}
        assert "both" in sides or {"first", "second"} <= sides
    if plan.basis == "low_regret":
        assert all(CARDS[code].low_regret for code in codes)


@settings(max_examples=20, deadline=None)
@given(releases(), st.randoms(use_true_random=False))
def test_the_plan_does_not_depend_on_the_order_of_the_cards(
    release: Release, shuffler: random.Random
) -> None:
    cards = list(KIT.interventions)
    shuffler.shuffle(cards)

    assert recommend(release, make_kit(*cards)) == recommend(release, KIT)
