"""When a source usually publishes, learned from itself; and whether its silence is more than quiet.

What is counted are signs of life: polls that brought something new, by the hour of the week on the local clock. Ten
items at once are one sign, so that a busy minute teaches nothing wrong. A silence is measured in the signs that it
should have brought by then. Under any weekly pattern such a measure behaves alike (the gaps of a Poisson process in
its operational time are exponential), so one threshold serves a police log and a parish page.

Nobody publishes much in July, at Christmas or in Easter week. Such days teach nothing and prove nothing, except for
what never rests. A source is called silent only when nothing else explains it; what is merely unusual is remarked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from math import sqrt
from typing import TYPE_CHECKING, Any

from monitor.domain.eves import easter

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

IsSlow = Callable[[date], bool]

HOURS = 168
LEARNED_WEEKS = 3.0  # ordinary weeks before anything is concluded
LEARNED_SIGNS = 20.0
MEMORY_WEEKS, MEMORY_SIGNS = 16.0, 80.0  # with both, everything is halved: what was learned fades over half a year
DEAD = 14.0  # signs that should have come: by chance once in e^14, a million
UNUSUAL = 8.0
TIMES_LONGEST = 3.0  # and so many times the longest silence before: a source that posts in bursts has long ones
TIRELESS = 20.0  # signs on each day of the week: such a source has no summer
_DAILY_SHARE = 0.5  # a Saturday or Sunday with so much of a weekday's signs is a day like the others
_EARLIEST = timedelta(hours=12)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What was learned: signs by hour of the week (Monday 00 first), counted over so many ordinary ``weeks``.

    ``longest`` is the longest silence so far, in signs that should have come. ``last`` is the last sign.
    """

    hours: tuple[float, ...] = (0.0,) * HOURS
    weeks: float = 0.0
    longest: float = 0.0
    last: datetime | None = None

    @property
    def signs(self) -> float:
        """How many signs it rests on."""
        return sum(self.hours)

    @property
    def a_week(self) -> float:
        """How many signs an ordinary week has."""
        return self.signs / self.weeks if self.weeks else 0.0

    @property
    def knows(self) -> bool:
        """Whether it is enough to conclude anything from."""
        return self.weeks >= LEARNED_WEEKS and self.signs >= LEARNED_SIGNS


@dataclass(frozen=True, slots=True)
class Silence:
    """A silence that is more than usual: how many signs should have come; and whether only a fault explains it."""

    missed: float
    certain: bool


# ---- learning ----------------------------------------------------------------------------------------------------
def learn(rhythm: Rhythm, at: datetime, zone: ZoneInfo, is_slow: IsSlow) -> Rhythm:
    """The rhythm after a sign of life at ``at``; the first one only starts the clock."""
    if rhythm.last is None or at <= rhythm.last:
        return replace(rhythm, last=max(at, rhythm.last or at))
    began, now = rhythm.last.astimezone(zone), at.astimezone(zone)
    longest = max(rhythm.longest, _expected(rhythm, began, now, is_slow)) if rhythm.weeks >= 1 else rhythm.longest
    hours = rhythm.hours
    if not is_slow(now.date()):
        hour = _hour_of_week(now)
        hours = (*hours[:hour], hours[hour] + 1.0, *hours[hour + 1 :])
    learned = Rhythm(hours, rhythm.weeks + _ordinary_days(began, now, is_slow) / 7, longest, at)
    return _halved(learned) if learned.weeks >= MEMORY_WEEKS and learned.signs >= MEMORY_SIGNS else learned


def _halved(rhythm: Rhythm) -> Rhythm:
    faded = tuple(round(count / 2, 2) for count in rhythm.hours)
    return replace(rhythm, hours=faded, weeks=rhythm.weeks / 2, longest=rhythm.longest * 0.9)


# ---- concluding --------------------------------------------------------------------------------------------------
def find_silence(rhythm: Rhythm, now: datetime, zone: ZoneInfo, is_slow: IsSlow) -> Silence | None:
    """The silence since the last sign, when it is more than usual; None when it is not, or nobody can know yet."""
    if rhythm.last is None or now - rhythm.last < _EARLIEST or not rhythm.knows:
        return None
    began, until = rhythm.last.astimezone(zone), now.astimezone(zone)
    missed = _expected(rhythm, began, until, _never)
    if missed < max(UNUSUAL, 1.5 * rhythm.longest):
        return None
    rests = _never if _is_tireless(rhythm) else is_slow
    surely_missed = _expected(rhythm, began, until, rests)
    # What was learned from few signs may be wrong by one part in their square root; twice that is allowed for.
    floor = max(DEAD * (1 + 2 / sqrt(rhythm.signs)), TIMES_LONGEST * rhythm.longest)
    certain = surely_missed >= floor and _ordinary_days(began, until, rests) >= _patience(rhythm)
    return Silence(missed, certain)


def _patience(rhythm: Rhythm) -> float:
    """Ordinary days that a silence must last: a week off with both its weekends, where weekends are off anyway."""
    if _is_tireless(rhythm):
        return 0.5
    days = _by_day(rhythm)
    return 4.0 if min(days[5:]) >= _DAILY_SHARE * sum(days[:5]) / 5 else 10.0


def _is_tireless(rhythm: Rhythm) -> bool:
    return min(_by_day(rhythm)) >= TIRELESS * rhythm.weeks


def _by_day(rhythm: Rhythm) -> list[float]:
    return [sum(rhythm.hours[at : at + 24]) for at in range(0, HOURS, 24)]


def _expected(rhythm: Rhythm, began: datetime, until: datetime, is_slow: IsSlow) -> float:
    """How many signs a time should bring, in whole hours of the local clock; days that are slow should bring none."""
    total, day, last = 0.0, began.date(), until.date()
    while day <= last:
        if not is_slow(day):
            first = began.hour if day == began.date() else 0
            end = until.hour if day == last else 24
            start = day.weekday() * 24
            total += sum(rhythm.hours[start + first : start + end])
        day += _DAY
    return total / rhythm.weeks if rhythm.weeks else 0.0


def _ordinary_days(began: datetime, until: datetime, is_slow: IsSlow) -> float:
    total, day, last = 0.0, began.date(), until.date()
    while day <= last:
        if not is_slow(day):
            first = _share_of_day(began) if day == began.date() else 0.0
            end = _share_of_day(until) if day == last else 1.0
            total += end - first
        day += _DAY
    return max(total, 0.0)


def _share_of_day(local: datetime) -> float:
    return (local.hour * 60 + local.minute) / 1440


def _hour_of_week(local: datetime) -> int:
    return local.weekday() * 24 + local.hour


def _never(_day: date) -> bool:
    return False


# ---- days on which little is published ---------------------------------------------------------------------------
@lru_cache(maxsize=2000)
def is_slow(day: date) -> bool:
    """Whether the Nordic countries rest.

    They do from the end of May (Finland's schools close) to late August (Norway's have opened), from the week before
    Christmas to after Epiphany, in the weeks before and after Easter, and on single holidays with their eves.
    """
    month_day = (day.month, day.day)
    if (5, 29) <= month_day <= (8, 25) or month_day >= (12, 18) or month_day <= (1, 8):
        return True
    from_easter = (day - easter(day.year)).days
    return -9 <= from_easter <= 7 or 38 <= from_easter <= 41 or 48 <= from_easter <= 50 or month_day in _SINGLE


_SINGLE = frozenset({(4, 30), (5, 1), (5, 16), (5, 17), (12, 6)})


# ---- kept small --------------------------------------------------------------------------------------------------
def to_json(rhythm: Rhythm) -> dict[str, Any]:
    """As it is remembered with the source: half a kilobyte."""
    return {
        "hours": [int(count) if count == int(count) else count for count in rhythm.hours],
        "weeks": round(rhythm.weeks, 3),
        "longest": round(rhythm.longest, 2),
        "last": rhythm.last.astimezone(UTC).isoformat() if rhythm.last else None,
    }


def from_json(stored: Mapping[str, Any]) -> Rhythm:
    """The rhythm as it was remembered; a fresh one where nothing fits."""
    hours = tuple(map(float, stored.get("hours", ())))
    if len(hours) != HOURS:
        return Rhythm()
    last = stored.get("last")
    at = datetime.fromisoformat(last) if last else None
    return Rhythm(hours, float(stored.get("weeks", 0)), float(stored.get("longest", 0)), at)
