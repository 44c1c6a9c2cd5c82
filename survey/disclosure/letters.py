"""Keep how letters are made comparable and carry nothing hidden; never know a name.

Two jobs: `tidy` takes out of a text what nobody sees and somebody could be known by, `key` and
`skeleton` write a word so that ё and е, Latin and Cyrillic, and the ways to spell one name meet.
"""

import re
import unicodedata

LONGEST = 1000
# NFKC turns these into other words ("No", "TM", "..."): they stay as they are.
_AS_THEY_ARE = frozenset("№™…½¼¾")
# Cc, Cf, Cs, Co, Cn: control, format (joiners, tags, bidi), surrogates, private, unassigned.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# Skin tones and the two signs of sex in emoji say who writes; selectors and loose accents can
# carry anything, and a stress mark would hide a name from its form.
_TELLING = re.compile("[\U0001f3fb-\U0001f3ff♀♂\ufe00-\ufe0f\U000e0100-\U000e01ef\u0300-\u036f]")
# Stressed vowels that have a letter of their own.
_STRESSED = str.maketrans("ѐЀѝЍ", "еЕиИ")
_BREAK = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_ALIKE = str.maketrans("aceopxyACEHKMOPTXYB", "асеорхуАСЕНКМОРТХУВ")
_TRANSLITERATED = str.maketrans(
    dict(zip("абвгдеёзийклмнопрстуфыэії", "abvgdeeziiklmnoprstufieii", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": ""}
    | {"ю": "iu", "я": "ia", "є": "e", "ґ": "g"}
)
# In this order: Shcherbakov and Scherbakov, Xenia and Ksenia, Tsvetkov and Cvetkov, Yulia, Julia
# and Iuliia, Semyon and Semen become one. A capital stands for one sound from there on.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("shch|sch|sh", "S"),
        ("tch|ch", "C"),
        ("zh", "Z"),
        ("dZ", "i"),
        ("ph", "f"),
        ("kh|h", ""),
        ("ts|tz|ck|cz|c|q", "k"),
        ("x", "ks"),
        ("w", "v"),
        ("ff$", "v"),
        ("[jy]", "i"),
        (r"(.)\1+", r"\1"),
        ("i[eo]", "e"),
    )
)


def tidy(text: str) -> str:
    """Take out what cannot be seen, and spaces that only one person would type.

    Emoji stay, without skin tone and sign of sex.
    """
    plain = "".join(
        letter if letter in _AS_THEY_ARE else unicodedata.normalize("NFKC", letter)
        for letter in unicodedata.normalize("NFC", _BREAK.sub("\n", text))
    )
    seen = "".join(
        letter
        for letter in unicodedata.normalize("NFC", plain.replace("\t", " "))
        if letter == "\n" or unicodedata.category(letter) not in _UNSEEN
    )
    lines = (
        " ".join(line.split()) for line in _TELLING.sub("", seen).translate(_STRESSED).split("\n")
    )
    return "\n".join(line for line in lines if line)


def cut(text: str) -> str:
    """Shorten a text to the longest that may be, after a whole word."""
    if len(text) <= LONGEST:
        return text
    return re.sub(r"\S*\Z", "", text[: LONGEST + 1]).rstrip() or text[:LONGEST]


def says_something(text: str) -> bool:
    """Tell whether a text holds a letter, a digit or a sign, not punctuation alone."""
    return any(letter.isalnum() or unicodedata.category(letter) == "So" for letter in text)


def is_cyrillic(word: str) -> bool:
    """Tell by its first Cyrillic letter; a Latin letter amid Cyrillic ones is a slip."""
    return any("а" <= letter <= "ї" or "А" <= letter <= "Я" or letter in "ёЁ" for letter in word)


def key(word: str) -> str:
    """Write a word small, without ё; Latin letters that slipped into Cyrillic become Cyrillic."""
    if is_cyrillic(word):
        word = word.translate(_ALIKE)
    return word.lower().replace("ё", "е")


def skeleton(word: str) -> str:
    """Write a name as it sounds, in Latin letters, however it was spelt or transliterated."""
    latin = key(word).translate(_TRANSLITERATED)
    plain = "".join(
        letter for letter in unicodedata.normalize("NFD", latin) if "a" <= letter <= "z"
    )
    for pattern, sound in _SOUNDS:
        plain = pattern.sub(sound, plain)
    return plain
