"""Keep what addresses, numbers and dates look like; never know a person.

It rather takes out a word too many: a price of ten digits goes as a telephone number would.
"""

import re

from phonenumbers import Leniency, PhoneNumberMatcher

GAP = "[…]"
_REGION = "RU"

_RUSSIAN = (
    "январ[яь]|феврал[яь]|марта|апрел[яь]|мая|июн[яь]|июл[яь]|августа|сентябр[яь]|октябр[яь]|"
    "ноябр[яь]|декабр[яь]"
)
_ENGLISH = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
_TH = r"(?:-?го|-?е|st|nd|rd|th)?"
_ENDS = "ru|рф|su|com|net|org|io|me|info|biz|by|kz|ua|am|uz|online|site|shop|dev|ai|app|pro|team"
_AT = r"@|\((?:at|собака)\)|\[(?:at|собака)\]|\sсобака\s"
_MESSENGERS = "tg|тг|telegram|телега|телеграмм?|skype|скайп|vk|вк|insta|instagram|инста|ник|nick"
_WORDY = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"[\w.+%'-]+\s*(?:{_AT})\s*[\w-]+(?:\s?(?:\.|\(dot\)|точка)\s?[\w-]+)+",
        r"\S+@\S+\.\w{2,}",
        r"(?:[a-z]{2,12}://|www\.|t\.me/|wa\.me/|vk\.com/)\S+",
        rf"(?<![\w.])(?:[\w-]+\.)+(?:{_ENDS})(?!\w)(?:/\S*)?",
        r"(?<!\w)@\w{2,}(?:\.\w+)*",
        rf"(?<!\w)(?:{_MESSENGERS})\s*:\s*\w[\w.]{{2,}}",
        rf"(?<!\w)(?:{_MESSENGERS})\s+(?=\w*[\d_])[a-z][\w.]{{3,}}",
    )
)
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\w.,])\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:\d{4}|\d{2})(?!\w)",
        r"(?<!\w)\d{4}[-./]\d{1,2}[-./]\d{1,2}(?!\w)",
        # Day and month alone: 12.03, but neither 1.5 hours nor 24/7.
        r"(?<![\w.,])(?:0[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])(?!\w|[.,]\d|\s?%)",
        rf"(?<!\w)\d{{1,2}}{_TH}\s+(?:of\s+)?(?:{_RUSSIAN}|{_ENGLISH})(?!\w)(?:,?\s+\d{{4}})?",
        rf"(?<!\w)(?-i:{_ENGLISH})\s+\d{{1,2}}{_TH}(?!\w)(?:,?\s+\d{{4}}(?!\w))?",
    )
)
_NUMBERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<!\w)\+?\d(?:[\s().-]{0,2}\d){9,14}(?!\w)",
        r"(?<!\w)\d{2,3}-\d{2}-\d{2}(?!\w)",
        r"\d{7,}",
        r"[№#]\s?\w*\d[\w/-]{2,}",
    )
)


def take_out(text: str) -> str:
    """Replace addresses, links, handles, dates, phones and long numbers by a gap [12]."""
    for pattern in (*_WORDY, *_DATES):
        text = pattern.sub(GAP, text)
    phones = PhoneNumberMatcher(text, _REGION, leniency=Leniency.VALID)
    for start, end in sorted(((match.start, match.end) for match in phones), reverse=True):
        text = text[:start] + GAP + text[end:]
    for pattern in _NUMBERS:
        text = pattern.sub(GAP, text)
    return text
