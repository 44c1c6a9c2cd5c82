"""Keep the attacks on the release by numbers: A28, too few ballots; A30, extreme answers."""

from collections.abc import Iterator

import msgspec
from numpy.random import Generator, default_rng

from survey.catalogue.kit import Cause, Item, Kit
from survey.diagnosis.responses import Response
from survey.diagnosis.twin import diagnose_for_release
from survey.disclosure.encoding import encode_release
from survey.disclosure.gate import release
from survey.disclosure.policy import policy_for
from survey.disclosure.release import Release
from tests.disclosure.builders import frame_of
from tests.redteam.case import ACCORD
from tests.redteam.findings import Found
from tests.redteam.places import Place
from tests.redteam.stage import close, make_archive
from tests.town import Town, found_town, load_real_kit

# Eight and eight people: c = 1, k = 5.
PEOPLE, K = (8, 8), 5
LAYOUTS = {K - 1: "combined", K: "departments", K + 1: "departments"}
N = 12
# So many worlds are tried before unanimity counts as proven.
MOST_TWINS = 1000

Answers = list[dict[str, int]]


def a28_around_k(place: Place, answered: int, rng: Generator) -> Found:
    """A28: let this many of each department answer, close, and look at what is released."""
    with found_town(place.home, PEOPLE, database=place.url) as town:
        town.answer(_choose(town, answered), seed=int(rng.integers(2**31)))
        close(town, make_archive(place))
        told = msgspec.json.decode(
            town.director.download(f"{town.page}/release.json"), type=Release
        )
    faults = []
    if told.layout != LAYOUTS[answered]:
        faults.append(f"{answered} ballots each give the layout {told.layout}")
    if told.layout == "combined" and any(
        scale.departments for scale in (*told.outcomes, *(cause.severity for cause in told.causes))
    ):
        faults.append("a combined release shows a department")
    if any(count % (told.c + 2) for count in told.participation.at_least):
        faults.append(f"participation is exact: {told.participation.at_least}")
    return Found(
        number="A28",
        title="k - 1, k, k + 1 ballots in each department",
        build=ACCORD,
        database=place.kind,
        faults=tuple(faults),
    )


def a30_extremes() -> list[str]:
    """A30: unanimity must not be provable, and polarised answers must not say who is who.

    Two colleagues who know of each other see a release of twelve who all agree on an item. If some
    world in which one of the others does not agree gives the same bytes, they have proven nothing.
    """
    kit = load_real_kit()
    found = []
    for cause in kit.causes:
        for item in cause.items:
            unanimous = _release(kit, _answer_alike(kit, item.id, [5] * N))
            if all(_release(kit, twin) != unanimous for twin in _make_twins(kit, cause, item)):
                found.append(f"that all agree on {item.id} is proven")
    item_id = kit.causes[0].items[0].id
    halves = [_answer_alike(kit, item_id, codes) for codes in ([5, 1] * 6, [1, 5] * 6)]
    shown = {_release(kit, half) for half in halves}
    return found + ([] if len(shown) == 1 else ["who says yes and who no shows"])


def _answer_alike(kit: Kit, item: str, codes: list[int]) -> Answers:
    usual = dict.fromkeys(kit.items, 3)
    return [{**usual, item: code} for code in codes]


def _make_twins(kit: Kit, cause: Cause, item: Item) -> Iterator[Answers]:
    """Let one of the others not agree: alone, or saying as much more elsewhere, or others do."""
    for code in (3, 2, 1):
        yield _answer_alike(kit, item.id, [5] * (N - 1) + [code])
    others = [other for other in cause.items if other.id != item.id]
    for strong in (2, 1):
        for changed in (others[:1], others[1:], others):
            more = {o.id: 3 + strong * (1 if o.reversed == item.reversed else -1) for o in changed}
            for who in (-1, 0):
                twin = _answer_alike(kit, item.id, [5] * (N - 1) + [3])
                twin[who] = {**twin[who], **more}
                yield twin
    yield from _draw_twins(kit, item, others)


def _draw_twins(kit: Kit, item: Item, others: list[Item]) -> Iterator[Answers]:
    """Let one not agree and somebody else answer anything else a little otherwise, by lot."""
    rng = default_rng(1)
    scales = (*kit.causes, *(outcome for outcome in kit.outcomes if len(outcome.items) > 1))
    rated = [other for scale in scales for other in scale.items if other.id != item.id]
    for _ in range(MOST_TWINS):
        twin = _answer_alike(kit, item.id, [5] * (N - 1) + [3])
        for other in others:
            more = int(rng.integers(3)) * (1 if other.reversed == item.reversed else -1)
            twin[-1] = {**twin[-1], other.id: 3 + more}
        for who in rng.integers(N, size=rng.integers(1, 3)):
            changed = rated[rng.integers(len(rated))]
            twin[who] = {**twin[who], changed.id: int(rng.choice([2, 4]))}
        yield twin


def _release(kit: Kit, answers: Answers) -> bytes:
    first, second = kit.departments
    usual = dict.fromkeys(kit.items, 3)
    people = [Response(department=first, answers=own) for own in answers]
    people += [Response(department=second, answers=usual) for _ in range(N)]
    # In the order in which the tally lays them out, which says nothing of who is who.
    people.sort(key=lambda each: msgspec.json.encode(each, order="deterministic"))
    frame = frame_of(kit, (N, N), campaign="a30")
    found = diagnose_for_release(people, kit, dict.fromkeys(kit.departments, N), seed=1)
    return encode_release(release(people, found, frame, policy_for(frame.rosters)))


def _choose(town: Town, count: int) -> tuple[str, ...]:
    chosen: list[str] = []
    for code in ("marketing", "sales"):
        own = [link for link in town.links if f".{code}." in link]
        chosen += own[:count]
    return tuple(chosen)
