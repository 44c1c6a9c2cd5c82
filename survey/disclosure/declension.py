"""Keep how a Russian name is declined, known to the dictionary or not; never know whose it is."""

import re

from survey.disclosure.letters import is_cyrillic, key
from survey.disclosure.lexicon import lexemes

_SHORT, _FLEETS = 2, 3
# Endings over the six cases, both sexes, both numbers: for names that the dictionary lacks.
_ENDINGS = (
    *("", "а", "я", "у", "ю", "е", "и", "ы", "о", "ь", "й", "ой", "ою", "ей", "ею", "ем", "ом"),
    *("ым", "им", "ий", "ый", "ая", "яя", "ую", "юю", "ого", "его", "ому", "ему", "ых", "их"),
    *("ыми", "ими", "ие", "ые", "ами", "ями", "ам", "ям", "ах", "ях", "ов", "ев", "ью", "ья"),
    *("ье", "ьи", "ию", "ия", "ии", "ией", "иею", "ием", "иям", "иями", "иях", "иев"),
)
_HARD = ("а", "у", "ом", "ем", "е", "ы", "и", "ов", "ев", "ам", "ами", "ах")
_CONSONANTS = frozenset("бвгджзклмнпрстфхцчшщ")
_STRIPPED = re.compile(r"(?:ий|ый|ой|ая|яя|ия|ья|[аяоеьй])$")
_FLEETING = re.compile(r"^(.*[^аеиоуыэюя])[ео]([^аеиоуыэюя])$")
_FAMILY = re.compile(r"(?:ов|ев|ин|ын)а?$")
# «петровская схема», «Машин отчёт»
_STYLED = ("ий", "ая", "ое", "ие", "ого", "ой", "ому", "ую", "им", "ом", "их", "ими", "и")
_BELONGING = ("ин", "ина", "ину", "иным", "ине", "иной", "ины", "иных", "иными", "ино")


def decline(name: str) -> frozenset[str]:
    """Give a name's forms over the cases, both sexes and both numbers, as `key` writes them.

    Parameters
    ----------
    name
        One part of a name, in the nominative; a Latin one gets the plural that is also "John's".
    """
    plain = key(name)
    if not is_cyrillic(plain):
        return frozenset({plain, f"{plain}s"})
    forms, known = lexemes(plain)
    # The dictionary says «Кравцем», people write «Кравцом».
    endings = _ENDINGS if not known else _HARD if plain[-1] in _CONSONANTS else ()
    forms |= {stem + ending for stem in _stems(plain) for ending in endings}
    if _FAMILY.search(plain):
        forms |= {plain.removesuffix("а") + "ск" + ending for ending in _STYLED}
    return forms | {plain}


def belonging(name: str) -> frozenset[str]:
    """Give the adjectives of what belongs to somebody: Маша, Машин, Машины."""
    return frozenset(name[:-1] + ending for ending in _BELONGING if name[-1] in "ая")


def _stems(plain: str) -> set[str]:
    stem = _STRIPPED.sub("", plain)
    stems = {stem if len(stem) >= _SHORT else plain}
    # «Кот» has no form that is «Кто».
    fleeting = _FLEETING.match(stem) if len(stem) > _FLEETS else None
    if fleeting:
        stems |= {fleeting[1] + fleeting[2], f"{fleeting[1]}ь{fleeting[2]}"}
    return stems
