"""What the office-hours rules say of one local day: from when to when the office is open, and why.

The first rule that speaks decides:

1. ``open``: a day named there is open, whatever else says that it is closed.
2. ``closed``: a day named there is closed.
3. The almanac: public holidays, and the eves that are treated as such, are closed.
4. The week: a weekday without hours is closed.

A day that is open has its weekday's hours, or those of the season it lies in; of seasons that overlap the later in the
list holds. A day that is opened by name although its weekday has no hours (a Saturday) has the season's hours, or else
those that most weekdays have.

A short day ends the hours of an open day earlier and never later, and opens nothing. The most exact name decides: a
date before an eve, an eve before ``day_before_holiday``; so ``"2027-05-05" = "16:30"`` takes one day out of a rule. The
day before a holiday is the open day whose very next day is in the almanac: the Wednesday before Ascension Day, and 23
December where Christmas Eve is closed; not the Friday before Whit Sunday, for a Saturday lies between.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.domain.eves import DAY_BEFORE_HOLIDAY, Rule, find_eve
from monitor.domain.plan import Hours, OfficeHours, Season
from monitor.domain.wallclock import say_clock

if TYPE_CHECKING:
    from collections.abc import Mapping

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_BY_NAME = "open by the configuration"
_DAYS_REMEMBERED = 4096  # eleven years: whatever one report or one look ahead reads


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day on which the office does not open: *midsommarafton*, *closed by the configuration*, *Saturday*."""

    why: str


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A day with hours. ``remark`` is what is out of the ordinary about it; ``short`` says that it closes early."""

    name: str
    hours: Hours
    remark: str = ""
    short: bool = False

    @property
    def why_open(self) -> str:
        """*Tuesday 08:00-16:30*; *short day before julafton, closes 13:00*."""
        if self.short:
            return f"{self.remark}, closes {say_clock(self.hours.closes)}"
        ordinary = f"{self.name} {say_clock(self.hours.opens)}-{say_clock(self.hours.closes)}"
        return f"{ordinary}, {self.remark}" if self.remark else ordinary

    @property
    def why_before(self) -> str:
        """*Tuesday before 08:00*."""
        return f"{self.name} before {say_clock(self.hours.opens)}"

    @property
    def why_after(self) -> str:
        """*Tuesday after 16:30*; *short day before julafton, closed at 13:00*."""
        closes = say_clock(self.hours.closes)
        return f"{self.remark}, closed at {closes}" if self.short else f"{self.name} after {closes}"


@dataclass(slots=True)
class _ShortDays:
    """When short days close, from the most exact name to the most general."""

    dates: dict[date, time] = field(default_factory=dict)
    eves: list[tuple[Rule, str, time]] = field(default_factory=list)
    before_holiday: time | None = None


class Workdays:
    """Reads days by one set of rules, or by none. An eve in ``short_days`` that nobody knows is a ``ValueError``."""

    def __init__(self, rules: OfficeHours | None) -> None:
        self._rules = rules or OfficeHours()
        self._ruled = rules is not None
        self._short = _sort_short_days(self._rules.short_days)
        self.read = lru_cache(maxsize=_DAYS_REMEMBERED)(self._read)

    def _read(self, day: date) -> OpenDay | ClosedDay:
        if not self._ruled:
            return ClosedDay("no office hours are configured")
        ordinary = _read_ordinary(self._rules, day)
        return ordinary if isinstance(ordinary, ClosedDay) else self._shorten(day, ordinary)

    def _shorten(self, day: date, ordinary: OpenDay) -> OpenDay | ClosedDay:
        short = self._find_short(day)
        if short is None or short[0] >= ordinary.hours.closes:
            return ordinary
        closes, remark = short
        if closes <= ordinary.hours.opens:
            return ClosedDay(f"{remark}, closes {say_clock(closes)}, before it opens")
        return replace(ordinary, hours=Hours(ordinary.hours.opens, closes), remark=remark, short=True)

    def _find_short(self, day: date) -> tuple[time, str] | None:
        """When a day closes because it is short, and what makes it so; the most exact name decides."""
        if day in self._short.dates:
            return self._short.dates[day], f"short day {day.isoformat()}"
        if eves := [(closes, f"short day {name}") for rule, name, closes in self._short.eves if rule(day.year) == day]:
            return min(eves)
        tomorrow = day + timedelta(days=1)
        holiday = self._rules.almanac(tomorrow.year).get(tomorrow)
        closes = self._short.before_holiday
        return (closes, f"short day before {holiday}") if closes and holiday else None


def _sort_short_days(short_days: Mapping[str, time]) -> _ShortDays:
    found = _ShortDays()
    for name, closes in ((name.strip(), closes) for name, closes in short_days.items()):
        if name[:1].isdigit():
            found.dates[date.fromisoformat(name)] = closes
        elif name.casefold() == DAY_BEFORE_HOLIDAY:
            found.before_holiday = closes
        else:
            found.eves.append((find_eve(name), name, closes))
    return found


def _read_ordinary(rules: OfficeHours, day: date) -> OpenDay | ClosedDay:
    """The day as the named days, the almanac and the week have it; short days come after."""
    name = WEEKDAYS[day.weekday()]
    week = rules.week[day.weekday()]
    holiday = rules.almanac(day.year).get(day)
    closed = _within(rules.closed, day)
    if _within(rules.opened, day):
        return _open_by_name(rules, day, "" if week and not holiday and not closed else _BY_NAME)
    if closed:
        return ClosedDay("closed by the configuration")
    if holiday or week is None:
        return ClosedDay(holiday or name)
    return OpenDay(name, _season_hours(rules.seasons, day) or week)


def _open_by_name(rules: OfficeHours, day: date, remark: str) -> OpenDay | ClosedDay:
    hours = _season_hours(rules.seasons, day) or rules.week[day.weekday()] or _usual_hours(rules.week)
    if hours is None:
        return ClosedDay(f"{_BY_NAME}, but no weekday has hours")
    return OpenDay(WEEKDAYS[day.weekday()], hours, remark)


def _within(ranges: tuple[tuple[date, date], ...], day: date) -> bool:
    return any(first <= day <= last for first, last in ranges)


def _season_hours(seasons: tuple[Season, ...], day: date) -> Hours | None:
    """The hours of the last season in the list that holds the day."""
    return next((season.hours for season in reversed(seasons) if _in_season(season, (day.month, day.day))), None)


def _in_season(season: Season, at: tuple[int, int]) -> bool:
    if season.first <= season.last:
        return season.first <= at <= season.last
    return at >= season.first or at <= season.last  # it goes on past New Year


def _usual_hours(week: tuple[Hours | None, ...]) -> Hours | None:
    """The hours that most weekdays have; of equals, those of the earliest weekday."""
    counted = Counter(hours for hours in week if hours)
    return counted.most_common(1)[0][0] if counted else None
