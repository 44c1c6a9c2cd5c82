"""Keep who is asked in two open campaigns at once: two releases of the same people subtract.

It compares lists of people only. Whoever writes invented names or several addresses for a person
is not caught here; the sizes of the lists, which everybody is shown, are what speaks against them.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from survey.store.campaigns import Campaign
from survey.store.roster import Invitee
from survey.wording import fold_words

# Namesakes happen; of a small list, more than one in four is no chance.
_SMALLEST_PART = 4


def share_people(here: Sequence[Invitee], there: Sequence[Invitee], c: int) -> bool:
    """Tell whether two lists hold the same people: an address, or too many names."""
    if not {_fold_email(each.email) for each in here if each.email}.isdisjoint(
        _fold_email(each.email) for each in there if each.email
    ):
        return True
    first, second = _count_names(here), _count_names(there)
    same, smaller = (first & second).total(), min(first.total(), second.total())
    return same >= c + 2 or same * _SMALLEST_PART > smaller


def share_places(
    here: Campaign, people: Sequence[Invitee], there: Campaign, others: Sequence[Invitee]
) -> bool:
    """Tell whether codes without names go to a department that the other campaign asks, too."""
    if fold_words(here.organisation) != fold_words(there.organisation):
        return False
    asked = _name_departments(here, people), _name_departments(there, others)
    coded = (
        _name_departments(here, (each for each in people if not each.name)),
        _name_departments(there, (each for each in others if not each.name)),
    )
    return bool(asked[0] & asked[1] & (coded[0] | coded[1]))


def _fold_email(email: str) -> str:
    # What stands after a plus comes to the same mailbox.
    local, _, domain = unicodedata.normalize("NFKC", email).casefold().strip().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _count_names(people: Iterable[Invitee]) -> Counter[str]:
    return Counter(fold_words(each.name) for each in people if each.name)


def _name_departments(campaign: Campaign, people: Iterable[Invitee]) -> set[str]:
    codes = {each.department for each in people}
    return {fold_words(each.name) for each in campaign.departments if each.code in codes}
