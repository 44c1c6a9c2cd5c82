"""Keep how the people of a roster may be called in a text; never know what anybody wrote.

Every part of a name is declined (`declension.py`), said short, and spelt in the other alphabet.
A form that is also a small word («Нам», «Ли», «Тому», "Will") counts only with a capital letter.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import msgspec

from survey.disclosure.declension import belonging, decline
from survey.disclosure.letters import is_cyrillic, key, skeleton
from survey.disclosure.lexicon import Lexicon

WORD = re.compile(r"[^\W\d_]+(?:['’ʼ‐‑-][^\W\d_]+)*")
_PIECES = re.compile(r"[^\W\d_]+")
_TABLE = Path(__file__).with_name("names.toml")
_SHORT = 2
_LEAST_ACCOUNT = 5
# A short name of the table that is so seldom a name counts with a capital only.
_RARE = 0.25
# A Latin form this long is no English word by accident ("very" is «Веры»).
_LONG = 5


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`names.toml`."""

    groups: tuple[str, ...]
    patronymics: tuple[str, ...]
    accounts: str
    small: str


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """How the roster's people may be called.

    anywhere, capital: forms that count always, or only with a capital letter (Cyrillic ones, and
    small English words);
    sounds, capital_sounds: the same as skeletons, for words in Latin letters;
    bases: skeletons of the names themselves, for a Cyrillic word's dictionary form.
    """

    lexicon: Lexicon
    anywhere: frozenset[str] = frozenset()
    capital: frozenset[str] = frozenset()
    sounds: frozenset[str] = frozenset()
    capital_sounds: frozenset[str] = frozenset()
    bases: frozenset[str] = frozenset()

    def include(self, word: str) -> bool:
        """Tell whether a word, or a piece of it, is somebody's name in any form."""
        pieces = _PIECES.findall(word)
        return any(self._is_name(piece) for piece in {"".join(pieces), *pieces, *_humps(word)})

    def _is_name(self, word: str) -> bool:
        raised = word[:1].isupper()
        if is_cyrillic(word):
            form = key(word)
            if form in self.anywhere or (raised and form in self.capital):
                return True
            return self._sounds_alike(word, raised=raised)
        sound = skeleton(word)
        if word.lower() in _small():
            # "Where" is not «Вере», nor "An" Ann: only the very word will do.
            return raised and word.lower() in self.capital
        return sound in self.sounds or (raised and sound in self.capital_sounds)

    def _sounds_alike(self, word: str, *, raised: bool) -> bool:
        """Meet a name spelt otherwise: Наталия for Наталья, Петрову for Petrov."""
        reading = self.lexicon.read(word)
        if reading.small or self.lexicon.is_jargon(word):
            return False
        # A form that the dictionary knows is compared as its lemma: «верха» is no Вера.
        forms = {*reading.names, *reading.lemmas} | (set() if reading.known else {key(word)})
        sounds = {skeleton(form) for form in forms}
        return any(sound in self.bases for sound in sounds if raised or len(sound) >= _LONG - 1)


@dataclass(slots=True, kw_only=True)
class _Forms:
    """What `know_people` gathers."""

    lexicon: Lexicon
    anywhere: set[str] = field(default_factory=set)
    capital: set[str] = field(default_factory=set)
    sounds: set[str] = field(default_factory=set)
    capital_sounds: set[str] = field(default_factory=set)
    bases: set[str] = field(default_factory=set)

    def add(self, form: str, *, shy: bool = False) -> None:
        """Add a form; `shy` ones count with a capital only, as do those that are small words."""
        plain = key(form)
        cyrillic = is_cyrillic(plain)
        small = (
            len(plain) <= _LONG and self.lexicon.read(plain).small
            if cyrillic
            else plain in _small()
        )
        shy = shy or small or len(plain) <= _SHORT
        if cyrillic or small:
            (self.capital if shy else self.anywhere).add(plain)
        sound = skeleton(plain)
        if sound:
            (self.capital_sounds if shy or len(sound) < _LONG else self.sounds).add(sound)

    def add_base(self, name: str, *, shy: bool) -> None:
        """Add a name as it stands in the nominative, for other spellings of it too."""
        sound = skeleton(name)
        if shy or len(sound) <= 1:
            return
        plain = key(name)
        if len(plain) > _SHORT and plain not in _small():
            self.sounds |= {sound, f"{sound}s"}
        else:
            self.capital_sounds.add(sound)
        if len(sound) > _SHORT:
            self.bases.add(sound)


def know_people(names: Iterable[str], lexicon: Lexicon) -> People:
    """Work out every form that names and addresses of a roster may take in a text.

    Parameters
    ----------
    names
        Names ("Анна Петрова", "Ivan Petrov", in any order) and addresses, as the roster has them.
    lexicon
        Also tells small words and jargon: short names give way to it («лиды» is no Лида, unless
        somebody is called so in the roster itself).
    """
    forms = _Forms(lexicon=lexicon)
    for name in sorted(set(names)):
        if "@" in name:
            _add_address(forms, name.split("@", maxsplit=1)[0])
            continue
        words = [word for word in WORD.findall(name) if len(word) > 1]
        pieces = [piece for word in words for piece in _PIECES.findall(word) if len(piece) > 1]
        for part in sorted({*pieces, *("".join(_PIECES.findall(word)) for word in words)}):
            _add_part(forms, key(part))
        for account in _accounts([key(piece) for piece in pieces]):
            forms.sounds.add(account)
            forms.bases.add(account)
    return People(
        lexicon=lexicon,
        anywhere=frozenset(forms.anywhere),
        capital=frozenset(forms.capital - forms.anywhere),
        sounds=frozenset(forms.sounds),
        capital_sounds=frozenset(forms.capital_sounds),
        bases=frozenset(forms.bases),
    )


def _add_part(forms: _Forms, part: str) -> None:
    for form in decline(part):
        forms.add(form)
    forms.add_base(part, shy=False)
    for short in _other_names().get(part, frozenset()):
        for form in decline(short):
            forms.add(form, shy=_is_common(forms.lexicon, form))
        forms.add_base(short, shy=_is_common(forms.lexicon, short))
    for name in {part, *_other_names().get(part, frozenset())}:
        for form in belonging(name):
            # «машина» is also a car.
            forms.add(form, shy=True)


def _is_common(lexicon: Lexicon, form: str) -> bool:
    """Tell whether a short name is rather another word: «поля», «лиды», «света»."""
    if not is_cyrillic(form):
        return False
    if lexicon.is_jargon(form):
        return True
    reading = lexicon.read(form)
    return bool(reading.lemmas) and reading.share < _RARE


def _add_address(forms: _Forms, account: str) -> None:
    words = [word for word in _PIECES.findall(account) if word.lower() not in _functions()]
    kept = [word for word in words if not forms.lexicon.is_jargon(word) and len(word) > _SHORT]
    whole = skeleton(account)
    if len(words) == len(_PIECES.findall(account)) and len(whole) > _SHORT:
        forms.sounds.add(whole)
    for word in kept:
        forms.add_base(word, shy=False)


def _accounts(parts: list[str]) -> Iterator[str]:
    """Give what people make account names of: ivanpetrov, ipetrov, petrovi."""
    for one in parts:
        for other in parts:
            if one != other and min(len(one), len(other)) > _SHORT:
                latin = skeleton(one)
                for glued in (one + other, one[0] + other, other + one[0]):
                    yield from _long_enough(skeleton(glued))
                yield from _long_enough(latin[:1] + skeleton(other))


def _long_enough(account: str) -> Iterator[str]:
    if len(account) >= _LEAST_ACCOUNT:
        yield account


def _humps(word: str) -> list[str]:
    """Part a word where a capital follows a small letter: ИванПетров."""
    parts = re.findall(r"[^\W\d_](?:(?![A-ZА-ЯЁ])[^\W\d_])+", word)
    return parts if len(parts) > 1 else []


@cache
def _table() -> Table:
    return msgspec.convert(tomllib.loads(_TABLE.read_text(encoding="utf-8")), Table)


@cache
def _small() -> frozenset[str]:
    return frozenset(_table().small.split())


@cache
def _functions() -> frozenset[str]:
    return frozenset(_table().accounts.split())


@cache
def _other_names() -> dict[str, frozenset[str]]:
    """Give, for each name, the others of its groups."""
    found: dict[str, set[str]] = {}
    for group in (*_table().groups, *_table().patronymics):
        names = {key(name) for name in group.split()}
        for name in names:
            found.setdefault(name, set()).update(names - {name})
    return {name: frozenset(others) for name, others in found.items()}
