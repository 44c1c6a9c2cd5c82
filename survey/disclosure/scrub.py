"""Keep how people are taken out of a comment: addresses, numbers, names; never know the author.

First form: patterns, and the roster's names with the endings that Russian cases add. It rather
takes out a word too many: `марка` goes where somebody is called Марк.
"""

import re
from collections.abc import Iterable

GAP = "[…]"

_ADDRESSES = (
    re.compile(r"\S+@\S+\.\w{2,}"),
    re.compile(r"(?:https?://|www\.|t\.me/|vk\.com/)\S+", re.IGNORECASE),
    re.compile(r"(?<![\w@])@\w{2,}"),
    re.compile(r"(?<!\w)\+?\d(?:[\s().-]{0,2}\d){9,14}(?!\w)"),
    re.compile(r"(?<!\w)\d{2,3}-\d{2}-\d{2}(?!\w)"),
    re.compile(r"\d{7,}"),
)
_LETTERS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SHORTEST = 3
# Endings of names and adjectival surnames over the six cases, both sexes, both numbers.
_ENDINGS = (
    "а|я|у|ю|е|и|ы|о|ь|й|ой|ою|ей|ею|ем|ом|ём|ым|им|ий|ый|ая|яя|ую|юю|ого|его|ому|ему|ых|их|ыми|ими|"
    "ие|ые|ами|ями|ам|ям|ах|ях|ов|ев|ью|ья|ье|ьи|ию|ия|ии|ией|иею|ием"
)
_STRIPPED = re.compile(r"(?:ий|ый|ой|ая|яя|ия|ья|[аяоеьй])$")
_FLEETING = re.compile(r"^(.*[^аеёиоуыэюя])[еёо]([^аеёиоуыэюя])$")


def scrub(text: str, people: Iterable[str]) -> str:
    """Replace addresses, phone numbers, handles and people's names by a gap [12].

    Parameters
    ----------
    people
        Names ("Анна Петрова") and addresses as the roster has them.
    """
    for pattern in _ADDRESSES:
        text = pattern.sub(GAP, text)
    name = _pattern(frozenset(people))
    return name.sub(GAP, text) if name else text


def _pattern(people: frozenset[str]) -> re.Pattern[str] | None:
    forms = {form for person in people for form in _forms(person)}
    if not forms:
        return None
    # The longest first, so that a double surname is not left half standing.
    either = "|".join(sorted(forms, key=lambda form: (-len(form), form)))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


def _forms(person: str) -> set[str]:
    """Give patterns for everything in a name or address that could point at the person."""
    if "@" in person:
        account = person.split("@", maxsplit=1)[0]
        return {re.escape(account)} if len(account) >= _SHORTEST else set()
    words = [word.casefold() for word in _LETTERS.findall(person)]
    parts = {part for word in words for part in (word, *word.split("-"))}
    return {form for part in parts if len(part) >= _SHORTEST for form in _cases(part)}


def _cases(name: str) -> set[str]:
    """Give patterns that match a name in any case; ё and е are one letter in what people type."""
    stem = _STRIPPED.sub("", name)
    stems = {stem if len(stem) >= _SHORTEST - 1 else name}
    fleeting = _FLEETING.match(stem)
    if fleeting:
        stems.add(fleeting.group(1) + fleeting.group(2))
        stems.add(fleeting.group(1) + "ь" + fleeting.group(2))
    return {f"{_either_e(one)}(?:{_ENDINGS})?" for one in stems} | {_either_e(name) + "s?"}


def _either_e(letters: str) -> str:
    return "".join("[её]" if letter in "её" else re.escape(letter) for letter in letters)
