"""Keep the invented employees of the demonstration: what each would answer; know no server.

The company is made up: three causes are planted (PLANTED), everything else is ordinary. The
model is the one of the benchmark in docs/measurements, with a mood that all answers share.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from survey.ballots.ballot import Ballot, BallotComment
from survey.catalogue.kit import Item, Kit

PLANTED = ("goals", "handoff", "leadership")
THRESHOLDS = (-1.5, -0.5, 0.5, 1.5)
QUIET, LOUD = -0.7, 0.95
MOOD, LINK, TRAIT, NOISE = 0.4, 0.75, 0.7, 0.55
WANTED = ("shared_kpi", "lead_definition", "heads_weekly", "joint_planning", "ceo_mediation")
UNSURE, OPEN_HEARTED = 0.02, 0.9
# How much each outcome is felt above the middle: procedure most, people least.
FELT = {"conflict_work": 0.45, "conflict_process": 0.75, "conflict_people": -0.15}
USUAL = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What somebody would write, by question, and how much more strain their department feels."""

    comments: tuple[tuple[str, str], ...]
    strain: float = 0.0


def fill_ballot(kit: Kit, *, voice: Voice, rng: Generator) -> Ballot:
    """Fill one ballot as an invented employee would."""
    mood = rng.normal(0, MOOD)
    burden = _burden(kit, mood, rng)
    codes = [cause.code for cause in kit.causes]
    planted = np.array([code in PLANTED for code in codes])
    strife = LINK * float(burden[planted].mean() - LOUD) + rng.normal(0, 0.3)
    answers: dict[str, int | str] = {}
    for cause, weight in zip(kit.causes, burden, strict=True):
        for item in cause.items:
            answers[item.id] = _rate(item, float(weight), rng)
    for outcome in kit.outcomes:
        for item in outcome.items:
            answers[item.id] = _rate(
                item, FELT.get(outcome.code, USUAL) + voice.strain + mood + strife, rng
            )
    for topic in kit.mirror:
        for item, leaning in ((topic.own, 0.8), (topic.other, -0.4), (topic.guess, -0.1)):
            answers[item.id] = _grade(leaning - mood + rng.normal(0, 0.8))
    for item_id in list(answers):
        if rng.random() < UNSURE:
            answers[item_id] = "unsure"
    return Ballot(
        v=1,
        withdrawn=False,
        kit=kit.hash,
        answers=answers,
        nominations=_nominate(codes, burden, planted, rng),
        votes=_vote(kit, rng),
        comments=_comment(voice, rng),
    )


def _burden(kit: Kit, mood: float, rng: Generator) -> NDArray[np.float64]:
    """Draw how heavy each cause weighs on this person, about N(0, 1) in the department."""
    means = np.array([LOUD if cause.code in PLANTED else QUIET for cause in kit.causes])
    shared = rng.normal(0, TRAIT)
    own = rng.normal(0, TRAIT, len(means))
    planted = means == LOUD
    return means + mood + np.where(planted, 0.6 * shared + 0.8 * own, own)


def _rate(item: Item, weight: float, rng: Generator) -> int:
    code = _grade(weight + rng.normal(0, NOISE))
    return 6 - code if item.reversed else code


def _grade(latent: float) -> int:
    return 1 + sum(latent > threshold for threshold in THRESHOLDS)


def _nominate(
    codes: list[str], burden: NDArray[np.float64], planted: NDArray[np.bool_], rng: Generator
) -> list[str]:
    felt = burden + 0.9 * planted + rng.gumbel(0, 1, len(codes))
    return [codes[place] for place in np.argsort(-felt)[:3]]


def _vote(kit: Kit, rng: Generator) -> list[str]:
    wish = np.array([1.6 if code in WANTED else 0.0 for code in kit.votable])
    wish += rng.gumbel(0, 1, len(wish))
    return [kit.votable[place] for place in np.argsort(-wish)[: kit.most_votes]]


def _comment(voice: Voice, rng: Generator) -> list[BallotComment]:
    return [
        BallotComment(
            question=question,
            text=text,
            consent="verbatim" if rng.random() < OPEN_HEARTED else "count",
        )
        for question, text in voice.comments
    ]
