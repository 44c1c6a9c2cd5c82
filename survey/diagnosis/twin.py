"""Keep the diagnosis that may be released: flat chances must not prove that all answered alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from survey.catalogue.kit import Item, Kit, Scale
from survey.diagnosis.diagnose import diagnose
from survey.diagnosis.diagnosis import Diagnosis
from survey.diagnosis.responses import Response
from survey.diagnosis.rules import CONFLICT, LEAST_FOR_LINKS
from survey.errors import NotEstimable


def diagnose_for_release(
    responses: Sequence[Response], kit: Kit, roster: Mapping[str, int], *, seed: int
) -> Diagnosis | None:
    """Diagnose a wave, or its twin where nothing varies; None where too few answered.

    Without a conflict and causes that vary no link can be studied, and every cause would be as
    likely as any other: whoever reads that would know that all answered alike. In the twin one
    person dissents by one step in one conflict item, in one item of a cause, or in both; the
    result is then that of a wave in which somebody does.

    Parameters
    ----------
    responses
        In canonical order: the same answers must have the same twin.
    """
    try:
        found = diagnose(responses, kit, roster, seed=seed)
    except NotEstimable:
        # The gate needs no diagnosis where too few answered, and says so where it does.
        return None
    if min(found.n.values()) < LEAST_FOR_LINKS or _is_studied(found):
        return found
    for twin in _find_twins(responses, kit):
        dissenting = diagnose(twin, kit, roster, seed=seed)
        if _is_studied(dissenting):
            return dissenting
    return found


def _is_studied(found: Diagnosis) -> bool:
    return any(cause.p_top1 is not None for cause in found.causes)


def _find_twins(responses: Sequence[Response], kit: Kit) -> Iterator[list[Response]]:
    scales = [scale for scale in kit.outcomes if scale.code.startswith(CONFLICT)]
    conflict = _items(scales)
    core = [*_items(kit.causes), *_items(s for s in kit.outcomes if len(s.items) > 1)]
    for place, response in enumerate(responses):
        # Who skipped more than this counts neither in the conflict nor at all.
        causes = [cause.items for cause in kit.causes if _answers_half(response, cause.items)]
        if causes and _answers_half(response, conflict) and _answers_half(response, core):
            for moved in ([conflict], causes[:1], [conflict, causes[0]]):
                yield [
                    *responses[:place],
                    _dissent(response, moved, kit),
                    *responses[place + 1 :],
                ]
            return


def _items(scales: Iterable[Scale]) -> list[Item]:
    return [item for scale in scales for item in scale.items]


def _answers_half(response: Response, items: Sequence[Item]) -> bool:
    return 2 * sum(item.id in response.answers for item in items) >= len(items)


def _dissent(response: Response, moved: Sequence[Sequence[Item]], kit: Kit) -> Response:
    """Move the first answered item of each by a step to the middle; from the middle upwards."""
    answers = dict(response.answers)
    for items in moved:
        item = next(item for item in items if item.id in answers)
        form = kit.formats[item.format]
        answers[item.id] += -1 if 2 * answers[item.id] > form.low + form.high else 1
    return replace(response, answers=answers)
