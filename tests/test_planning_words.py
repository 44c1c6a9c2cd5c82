"""Every code of a plan has its words in both languages."""

import re
from pathlib import Path

import pytest

from survey import planning
from survey.planning.choices import Choices
from survey.planning.explain import explain
from survey.planning.plan import WhyNot
from survey.planning.planned import prepare
from survey.planning.tell import load_say
from survey.wording import LANGUAGES
from tests.plans import CAUSES, KIT
from tests.releases import make_causes, make_release, make_scale, make_votes

ROOM = Path(planning.__path__[0])


def _codes(of: type) -> set[str]:
    told = (of.__doc__ or "").partition("code: ")[2].partition("instead_of")[0]
    return set(re.findall(r"\b[a-z]+(?:_[a-z]+)*(?= \(|,|:| ·|\.\n)", told)) - {"changed", "binds"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plan_can_be_told(language: str) -> None:
    acute = make_scale(first=3.8, second=3.8)
    votes = make_votes(dict.fromkeys(KIT.votable, ("majority", "most")))
    releases = [
        make_release(causes=make_causes(dict.fromkeys(CAUSES, "supported")), votes=votes),
        make_release(causes=make_causes({"safety": "likely", "goals": "likely"}), conflict=acute),
        make_release(verdict="insufficient"),
        make_release(verdict="no_conflict", conflict=make_scale(first=2.0, second=2.0)),
    ]
    for release in releases:
        choices = Choices(pinned=("heads_weekly",), dropped=("shared_kpi",))
        planned, told = prepare(release, KIT, language, choices), explain(release, KIT, choices)
        teller = planned.teller
        lines = [line for each in planned.plan.recommendations for line in teller.reasons(each)]
        lines += [line for each in told.why for line in teller.support(each)]
        lines += [teller.against(each) for each in told.why_not]
        lines += teller.firmness(told, "greedy")

        assert all(lines)
        assert not any("{" in line or "&" in line for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_against_a_measure_has_its_sentence(language: str) -> None:
    say = load_say(language)
    codes = _codes(WhyNot)

    assert {"near_tie", "weaker", "drastic", "hours", "several"} <= codes
    for code in codes:
        assert say(f"not.{code}", instead="x", causes="y", role="z")
