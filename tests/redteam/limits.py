"""Keep attack A41, a limit that is said and shown: a roster padded with invented people."""

from numpy.random import Generator

from survey.diagnosis.responses import Response
from survey.diagnosis.twin import diagnose_for_release
from survey.disclosure.bands import word
from survey.disclosure.gate import release
from survey.disclosure.policy import policy_for
from survey.disclosure.release import Release
from tests.disclosure.builders import frame_of
from tests.town import load_real_kit

N = 12
AGREE, NEITHER = 5, 3


def a41_padding(rng: Generator) -> tuple[int, int]:
    """A41: one real person among invented ones; count the items on which they are found out.

    Whoever answers for all others sets their number on the edge of a band: whether the one real
    person agrees then decides the word. Returns items found out, and items in all.
    """
    kit = load_real_kit()
    items = [item.id for cause in kit.causes for item in cause.items]
    views = {item: bool(rng.integers(2)) for item in items}
    all_, none = (_release(items, dict.fromkeys(items, view)) for view in (True, False))
    told = _release(items, views)
    found = 0
    for item in items:
        words = {yes: _word(each, item) for yes, each in ((True, all_), (False, none))}
        found += words[True] != words[False] and _word(told, item) == words[views[item]]
    return found, len(items)


def _word(told: Release, item: str) -> str:
    return next(each.agree for each in told.items[0] if each.id == item)


def _release(items: list[str], views: dict[str, bool]) -> Release:
    kit = load_real_kit()
    usual = dict.fromkeys(kit.items, NEITHER)
    edge = _find_edge()
    target = {**usual, **{item: AGREE if views[item] else NEITHER for item in items}}
    padding = [
        {**usual, **dict.fromkeys(items, AGREE if place < edge else NEITHER)}
        for place in range(N - 1)
    ]
    first, second = kit.departments
    people = [Response(department=first, answers=own) for own in (target, *padding)]
    people += [Response(department=second, answers=usual) for _ in range(N)]
    frame = frame_of(kit, (N, N), campaign="a41")
    found = diagnose_for_release(people, kit, dict.fromkeys(kit.departments, N), seed=1)
    return release(people, found, frame, policy_for(frame.rosters))


def _find_edge() -> int:
    """Find how many must agree so that one more changes the word."""
    c = policy_for((N, N)).c
    return next(count for count in range(N) if word(count, N, c) != word(count + 1, N, c))
