"""Keep the time zones HR chooses from: the likely ones first, named by city and offset."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_timezone_location

# Where the questionnaire's two languages are spoken at work most often, from west to east.
LIKELY = (
    "Europe/Kaliningrad",
    "Europe/Minsk",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Novosibirsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka",
    "Asia/Almaty",
    "Asia/Tashkent",
    "Asia/Bishkek",
    "Asia/Tbilisi",
    "Asia/Yerevan",
    "Asia/Baku",
)
_AREAS = (
    "Africa/",
    "America/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A time zone and what it is called."""

    code: str
    title: str


def list_zones(language: str, chosen: str) -> tuple[tuple[Zone, ...], tuple[Zone, ...]]:
    """List the likely zones and all others; what is chosen is always among them."""
    likely, others = _list(language, datetime.now(UTC).year)
    if chosen and not any(zone.code == chosen for zone in (*likely, *others)):
        likely = (Zone(code=chosen, title=chosen), *likely)
    return likely, others


@cache
def _list(language: str, year: int) -> tuple[tuple[Zone, ...], tuple[Zone, ...]]:
    # Offsets in winter, as the year begins in most of the world.
    moment = datetime(year, 1, 1, tzinfo=UTC)
    codes = sorted(code for code in available_timezones() if code.startswith(_AREAS))
    # Old names of a zone are called as the new one: each title once.
    others = {_call(code, language, moment): code for code in codes if code not in LIKELY}
    return (
        tuple(Zone(code=code, title=_call(code, language, moment)) for code in LIKELY),
        tuple(Zone(code=others[title], title=title) for title in sorted(others)),
    )


def _call(code: str, language: str, moment: datetime) -> str:
    zone = ZoneInfo(code)
    city = get_timezone_location(zone, locale=language, return_city=True)
    minutes = int((zone.utcoffset(moment) or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"{city}, UTC{sign}{hours}{f':{rest:02}' if rest else ''}"
