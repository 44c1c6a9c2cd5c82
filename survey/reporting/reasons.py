"""Keep the reasons of plans that were asked for lately: seconds of work, the same each time.

The key is the release's hash, the kit's and HR's choices; of people nothing comes near here.
"""

import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor

from survey.catalogue.kit import Kit
from survey.planning.choices import Choices, encode_choices
from survey.planning.explain import explain
from survey.planning.plan import Explanation
from survey.reporting.printed import Printed

# A plan with its reasons takes some kilobytes.
MOST_KEPT = 64

_Key = tuple[str, str, str]


class Reasons:
    """Explanations by what they follow from, made one after the other beside all other work."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_Key, Future[Explanation]] = OrderedDict()
        self._lock = threading.Lock()
        # One at a time: two would only take each other's processor.
        self._work = ThreadPoolExecutor(1, thread_name_prefix="reasons")

    def ask(self, printed: Printed, kit: Kit, choices: Choices) -> Future[Explanation]:
        """Begin to explain, or give what was begun before; what failed is tried again."""
        key = (printed.hash, kit.hash, encode_choices(choices))
        with self._lock:
            asked = self._kept.get(key)
            if asked is None or (asked.done() and asked.exception() is not None):
                asked = self._work.submit(explain, printed.release, kit, choices)
                self._kept[key] = asked
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return asked


REASONS = Reasons()


def explain_release(printed: Printed, kit: Kit, choices: Choices) -> Explanation:
    """Say why the plan of a release is as it is; at once where it was asked before.

    Raises
    ------
    BadInput
        As `recommend` does.
    """
    return REASONS.ask(printed, kit, choices).result()
