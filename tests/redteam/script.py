"""Keep when each scripted participant comes: hours of three working days, most in one sitting."""

from dataclasses import dataclass

from numpy.random import Generator

HOUR, DAY = 60.0, 480.0
COLLECT, CAST, HOURLY, DAILY = "collect", "cast", "hourly", "daily"

# Most answer on the day of the letter; whoever collects answers a few minutes later, one in ten is
# called away in between.
_DAYS = (0.6, 0.25, 0.15)
_SITTING_MINUTES, _SPREAD = 12.0, 0.35
_CALLED_AWAY, _LONGEST_BREAK = 0.1, 180.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happens at a moment (working minutes since the letters); who is a place in the list."""

    at: float
    act: str
    who: int


def write_script(people: int, rng: Generator) -> tuple[Event, ...]:
    """Draw when everybody collects and casts; hours and days at which copies are made."""
    days = rng.choice(len(_DAYS), size=people, p=_DAYS)
    events = []
    for who, day in enumerate(days):
        at = day * DAY + rng.uniform(0, DAY)
        lag = _SITTING_MINUTES * rng.lognormal(0, _SPREAD)
        if rng.random() < _CALLED_AWAY:
            lag += rng.uniform(HOUR / 2, _LONGEST_BREAK)
        events.append(Event(at=at, act=COLLECT, who=who))
        events.append(Event(at=at + lag, act=CAST, who=who))
    last = max(event.at for event in events)
    hours = [HOUR * n for n in range(1, int(last / HOUR) + 2)]
    events += [Event(at=at, act=HOURLY if at % DAY else DAILY, who=-1) for at in hours]
    return tuple(sorted(events, key=lambda event: event.at))
