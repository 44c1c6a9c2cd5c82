"""Keep the rules that sort topics of the mirror by what their gaps say; know no wording."""

from collections.abc import Iterable

from reports.document import Mirror

HIGHER, LOWER, SAME = "self_higher", "self_lower", "no_clear_difference"


def classify(topic: Mirror) -> str:
    """Sort a topic: mutual, one_way, modest, unseen, imagined or shared.

    mutual: either side rates itself above the other's rating of it; one_way: one side does;
    modest: the other rates a side above its own rating; unseen: ratings agree, but a side expects
    another rating than it gets; imagined: a side only feels a gap; shared: no clear gap at all.
    """
    own = topic.self_serving
    if own and all(gap == HIGHER for gap in own):
        return "mutual"
    if HIGHER in own:
        return "one_way"
    if LOWER in own:
        return "modest"
    if set(topic.blind_spot) - {SAME}:
        return "unseen"
    return "imagined" if set(topic.felt_gap) - {SAME} else "shared"


def kinder(topic: Mirror) -> int:
    """Tell which side alone rates itself above, or is rated above its own rating."""
    wanted = HIGHER if HIGHER in topic.self_serving else LOWER
    return topic.self_serving.index(wanted)


def is_shared(topics: Iterable[Mirror]) -> bool:
    """Whether no topic shows any clear gap: there is nothing to lay side by side."""
    return all(classify(topic) == "shared" for topic in topics)
