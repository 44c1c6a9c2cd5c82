"""Where to begin: said of released causes and links of the kit, as a hypothesis, or not at all."""

from dataclasses import replace

import msgspec
import pytest

from reports.compose import compose
from survey.catalogue.kit import Upstream
from survey.diagnosis import structure
from survey.planning.recommend import recommend
from survey.reporting import beginning
from survey.reporting.beginning import build_beginning
from survey.reporting.document import build_document
from tests.outputs.reading import flat
from tests.reports.editions import make_edition
from tests.reports.pieces import kit

LINKS = (
    Upstream(cause="leadership", effect="goals", sources=("soglasovano",)),
    Upstream(cause="goals", effect="handoff", sources=()),
    Upstream(cause="handoff", effect="respect", sources=("war",)),
)


def compose_with(name: str, language: str, links: tuple[Upstream, ...]) -> str:
    release, linked = make_edition(name, language), replace(kit(), upstream=links)
    document = build_document(release, "ab" * 32, recommend(release, linked), linked, language)
    return flat(compose(document, language))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_leadership_reads_where_to_begin_as_a_hypothesis_with_its_sources(
    language: str,
) -> None:
    words = kit().words[language]

    html = compose_with("named", language, LINKS)

    told = html[html.index('id="begin"') : html.index("</section>", html.index('id="begin"'))]
    assert {"ru": "гипотеза", "en": "a hypothesis"}[language] in told
    titles = [told.index(flat(words[f"cause.{c}.title"])) for c in ("leadership", "handoff")]
    assert titles == sorted(titles)
    assert {"ru": "частью это наша оценка", "en": "in part it is our estimate"}[language] in told
    assert flat(words["source.soglasovano"].split(".")[0]) in told
    # A link to a cause that was not found is none.
    assert flat(words["source.war"].split(".")[0]) not in told
    assert flat(words["cause.respect.title"]) not in told


@pytest.mark.parametrize(
    ("name", "links"), [("named", LINKS[2:]), ("named", ()), ("insufficient", LINKS)]
)
def test_without_two_linked_causes_the_page_is_silent(
    name: str, links: tuple[Upstream, ...]
) -> None:
    assert 'id="begin"' not in compose_with(name, "ru", links)


def test_it_follows_from_levels_and_the_kit_alone() -> None:
    release = make_edition("named")
    bare = tuple(
        msgspec.structs.replace(cause, first="unlikely", top3="unlikely", nominated=())
        for cause in release.causes
    )
    other = msgspec.structs.replace(release, causes=bare, items=((), ()), votes=(), comments=())

    assert build_beginning(release, kit(), "ru") is not None
    assert build_beginning(other, kit(), "ru") == build_beginning(release, kit(), "ru")
    assert beginning.FOUND == structure.FOUND
