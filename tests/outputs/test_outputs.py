"""No output holds a number in a result's place that its Release does not hold (rulings 18).

The releases are real: answers of generated people went through the diagnosis and the gate. They
are composed and printed by the product, read back, and held against what belongs there.
"""

import re
from functools import cache

import pytest

from survey.diagnosis.diagnose import diagnose
from survey.disclosure.encoding import decode_release, encode_release
from survey.disclosure.gate import release
from survey.disclosure.policy import policy_for
from survey.reporting.printed import decode
from survey.reporting.report import render_report
from tests.benchmarks.families import STD
from tests.benchmarks.worlds import draw_world
from tests.disclosure.builders import frame_of
from tests.disclosure.checker import shape
from tests.outputs.printed import check_page, check_pdf, compose_page
from tests.outputs.reading import Block, read_page
from tests.town import load_real_kit

KIT = load_real_kit()
# Sections whose cells follow from (n, c); others are chosen by the words of the Release.
FIXED_SECTIONS = ("participation", "relationship", "mirror", "cost", "items")


@cache
def make_release(n: int, seed: int = 3, roster: int = 0) -> bytes:
    """Let n invented people of each department answer and release what may be told."""
    world = draw_world(STD, KIT, n, null=False, seed=seed, index=n)
    first, second = (roster or max(size, 9) for size in world.roster.values())
    frame = frame_of(KIT, (first, second))
    found = diagnose(world.responses, KIT, world.roster, seed=1)
    return encode_release(release(world.responses, found, frame, policy_for(frame.rosters)))


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("n", [3, 5, 7, 12, 16, 40])
def test_every_number_and_mark_of_a_page_is_where_its_release_has_it(n: int, language: str) -> None:
    told = make_release(n)

    assert check_page(compose_page(told, KIT, language), told, KIT, language) == []


def test_the_printed_report_adds_page_and_list_numbers_and_nothing_else() -> None:
    told = make_release(12)

    pdf = render_report(decode(told), KIT, "ru")

    page = compose_page(told, KIT, "ru")
    assert check_pdf(pdf, page) == []
    # One that stood on the page, and is in the PDF alone, is free.
    assert check_pdf(pdf, page.replace('<span class="lane">3,5</span>', "", 1)) != []


@pytest.mark.parametrize(
    ("place", "planted"),
    [
        (r'(<span class="lane">)3,5', r"\g<1>3,6"),
        (r'(<td class="band">.*?<span class="word">)', r"\g<1>7 "),
        (r'(id="items".*?<td>)', r"\g<1>58 % "),
        (r'(id="participation".*?<h2[^>]*>\D*)\d+', r"\g<1>11"),
        (r'(<circle cx=")(\d)', r"\g<1>1\g<2>"),
        (r'(cy="\S+" r=")5.6', r"\g<1>5.8"),
        (r"(class=\"chart\">.*?<rect x=\"\d+)", r"\g<1>.5"),
        (r"(интервал от\s)2", r"\g<1>1"),
        (r'(class="lead">)', r"\g<1>11 человек. "),
        (r'(<td class="note">)', r"\g<1>0,83 "),
    ],
)
def test_a_number_that_was_planted_is_seen(place: str, planted: str) -> None:
    told = make_release(12)
    page = compose_page(told, KIT, "ru")

    spoilt = re.sub(place, planted, page, count=1, flags=re.DOTALL)

    assert spoilt != page
    assert check_page(spoilt, told, KIT, "ru") != []


def test_which_cells_a_report_has_follows_from_sizes_alone() -> None:
    # The same people on the roster, other answers: rule 2 as a reader of the report sees it.
    releases = [make_release(12, seed, 20) for seed in (3, 4, 5)]
    pages = [read_page(compose_page(told, KIT, "ru")) for told in releases]

    assert len({repr(shape(decode_release(told))) for told in releases}) == 1
    assert len({_outline(page.blocks) for page in pages}) == 1
    assert len(set(releases)) == 3


def _outline(blocks: list[Block]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (block.section, block.tag, block.kind)
        for block in blocks
        if block.section in FIXED_SECTIONS
    )
