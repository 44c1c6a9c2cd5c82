"""How the hypothesis of where to begin reads on a terminal."""

import pytest

from survey.cli.diagnose_numbers import Numbers
from survey.cli.diagnose_speech import Speech
from survey.cli.diagnose_structure import lay_out_structure
from survey.cli.wording import load_words
from survey.diagnosis.particulars import HintedLink, Structure
from tests.answers import marketing_sales

STATES = ("agrees", "not_contradicted", "contradicted", "silent")
KIT = marketing_sales()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_each_link_is_told_with_its_source_what_the_answers_add_and_that_it_is_a_hypothesis(
    language: str,
) -> None:
    words = load_words(language)
    speech = Speech(words=words, kit=KIT.words[language], numbers=Numbers(language, "—"))
    links = tuple(
        HintedLink(
            cause="goals",
            effect="handoff",
            sources=() if state == "silent" else ("wei",),
            estimated=state == "silent",
            data=state,
            partial=None,
        )
        for state in STATES
    )

    told = lay_out_structure(Structure(starts={"goals": ("handoff",)}, links=links), speech)

    assert told[1] == words["diagnose.details.begin"]
    assert speech.cause("goals") in told[2]
    assert speech.cause("handoff") in told[2]
    for state, line in zip(STATES, told[3:7], strict=True):
        assert words[f"diagnose.details.begin_{state}"] in line
        assert ("wei" in line) == (state != "silent")
    assert words["diagnose.details.begin_estimate"] in told[6]
    assert told[7].strip() == words["diagnose.details.begin_note"]


def test_without_a_hypothesis_nothing_is_printed() -> None:
    words = load_words("en")

    assert lay_out_structure(None, Speech(words=words, kit={}, numbers=Numbers("en", "—"))) == []
