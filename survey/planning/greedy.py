"""Keep the greedy choice: the order of a plan, and the spare where the solver gave up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from survey.planning.estimates import NEAR_TIE
from survey.planning.field import Field, bundle, ease, find_breach, value

Bundle = tuple[str, ...]


def choose_greedily(
    field: Field,
    worth: Mapping[str, float],
    *,
    forced: Collection[str] = (),
    forbidden: Collection[str] = (),
) -> frozenset[str] | None:
    """Add, while anything helps, what adds most for each place; forced cards come first.

    At least 1 - 1/e of the best where places are the only limit (Nemhauser, Wolsey & Fisher 1978).
    None where the forced cards alone break a limit.
    """
    chosen: Bundle = ()
    for code in sorted(forced, key=lambda code: ease(field.cards[code])):
        chosen = (*chosen, *bundle(field, code, chosen))
    if find_breach(field, chosen):
        return None
    while bundles := _list_bundles(field, worth, chosen, set(forbidden)):
        chosen = (*chosen, *_best(field, worth, chosen, bundles))
    return frozenset(chosen)


def put_in_order(field: Field, codes: Collection[str], worth: Mapping[str, float]) -> Bundle:
    """Order a choice by what each adds to those before it, a prerequisite before what needs it.

    Of what adds nearly the same the easier comes first; disputed cards come last.
    """
    # Floors decide what is chosen, not what matters most.
    field = replace(field, floors=())
    chosen: Bundle = ()
    while waiting := [code for code in field.cards if code in codes and code not in chosen]:
        calm = [code for code in waiting if not field.cards[code].disputed]
        bundles = [bundle(field, code, chosen) for code in calm or waiting]
        chosen = (*chosen, *_best(field, worth, chosen, bundles))
    return chosen


def _list_bundles(
    field: Field, worth: Mapping[str, float], chosen: Bundle, forbidden: Collection[str]
) -> list[Bundle]:
    before = value(field, chosen, worth)
    found = []
    for code in sorted(field.helping, key=lambda code: ease(field.cards[code])):
        added = bundle(field, code, chosen)
        whole = (*chosen, *added)
        fits = added and not find_breach(field, whole) and not set(forbidden) & set(added)
        if fits and value(field, whole, worth) > before:
            found.append(added)
    return found


def _best(
    field: Field, worth: Mapping[str, float], chosen: Bundle, bundles: Sequence[Bundle]
) -> Bundle:
    before = value(field, chosen, worth)
    gains = {
        added: (value(field, (*chosen, *added), worth) - before) / len(added) for added in bundles
    }
    most = max(gains.values())
    slack = (1 - NEAR_TIE) * abs(most)
    near = [added for added, gain in gains.items() if gain >= most - slack]
    return min(near, key=lambda added: ease(field.cards[added[-1]]))
