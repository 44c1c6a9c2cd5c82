"""Links between causes: refused where they are broken, and what they say of where to begin."""

from pathlib import Path
from typing import Any

import pytest

from survey.catalogue.beginning import find_beginning
from survey.catalogue.kit import Upstream
from survey.catalogue.load import load_kit
from survey.errors import BrokenKit
from survey.settings import REPOSITORY
from tests.catalogue.small_kit import Draft, write_kit

Q = "questionnaire.toml"
CIRCLE = {
    "data": {"goals": ["book"]},
    "goals": {"roles": ["film"]},
    "roles": {"goals": ["estimate"]},
}
BROKEN: dict[str, tuple[object, str, str]] = {
    "unknown first": ({"greed": {"goals": ["book"]}}, "upstream.greed", "unknown_cause: greed"),
    "unknown later": ({"goals": {"greed": ["book"]}}, "upstream.goals", "unknown_cause: greed"),
    "a source beside an estimate": (
        {"goals": {"roles": ["book", "estimate"]}},
        "upstream.goals.roles",
        "unknown_source: estimate",
    ),
    "no source": ({"goals": {"roles": []}}, "upstream.goals.roles", "no_source"),
    "a circle": (CIRCLE, "upstream.goals", "circular: goals, roles, goals"),
}


def write(root: Path, upstream: Any) -> Path:
    """Write the small kit with these links."""

    def change(draft: Draft) -> None:
        draft[Q]["upstream"] = upstream

    return write_kit(root, change)


def chain(*pairs: str) -> tuple[Upstream, ...]:
    """Build links from pairs of letters."""
    return tuple(Upstream(cause=pair[0], effect=pair[1], sources=()) for pair in pairs)


@pytest.mark.parametrize("name", BROKEN)
def test_broken_links_are_refused_with_file_key_and_reason(name: str, tmp_path: Path) -> None:
    upstream, key, reason = BROKEN[name]

    with pytest.raises(BrokenKit) as refusal:
        load_kit(write(tmp_path, upstream))

    facts = refusal.value.facts
    assert (facts["file"], facts["key"]) == (Q, key)
    assert str(facts["reason"]).startswith(reason)


def test_a_link_knows_its_sources_or_that_it_is_an_estimate(tmp_path: Path) -> None:
    kit = load_kit(write(tmp_path, {"data": {"roles": ["book"], "goals": ["estimate"]}}))

    assert kit.upstream == (
        Upstream(cause="data", effect="roles", sources=("book",)),
        Upstream(cause="data", effect="goals", sources=()),
    )
    assert [link.estimated for link in kit.upstream] == [False, True]


def test_every_link_of_the_kit_is_of_a_source_of_one_of_its_ends_or_marked() -> None:
    kit = load_kit(REPOSITORY / "questionnaires" / "marketing-sales")
    sources = {cause.code: set(cause.sources) for cause in kit.causes}

    assert len(kit.upstream) > 20
    for link in kit.upstream:
        assert set(link.sources) <= sources[link.cause] | sources[link.effect], link


def test_the_beginning_is_what_nothing_found_stands_before() -> None:
    beginning = find_beginning(chain("ab", "bc", "dc", "xa", "cy"), "cbad")

    assert beginning is not None
    assert dict(beginning.starts) == {"a": ("c", "b"), "d": ("c",)}
    assert [link.cause + link.effect for link in beginning.links] == ["bc", "ab", "dc"]


@pytest.mark.parametrize("found", ["", "a", "ac"])
def test_without_a_link_among_what_was_found_there_is_no_beginning(found: str) -> None:
    assert find_beginning(chain("ab", "bc"), found) is None
