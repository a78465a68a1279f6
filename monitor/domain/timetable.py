"""When the office is open, when it opens and closes next, and why: office hours on the instant, in any zone.

All times are aware; those that are given back are in UTC. An opening or closing is the first instant at which the clock
on the office's wall shows it (``wallclock.find_instant``), so an office opens once on a working day in both nights of
the year. Hours that lie wholly in the hour that is skipped in spring do not take place on that day. Which day has which
hours is decided in ``workday``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.domain.wallclock import find_instant, read_clock
from monitor.domain.workday import ClosedDay, OpenDay, Workdays

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from monitor.domain.plan import OfficeHours

HORIZON = 800  # days: how far an opening is looked for; two years and a long summer
_DAY = timedelta(days=1)
_DAYS_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Interval:
    """A time, ``starts`` included and ``ends`` not, throughout which the office is open or closed for one reason."""

    starts: datetime
    ends: datetime
    open: bool
    why: str


class Timetable:
    """The office hours of one place. Where none are configured the office never opens."""

    def __init__(self, office_hours: OfficeHours | None, zone: ZoneInfo) -> None:
        self.zone = zone
        self.configured = office_hours is not None
        self._workdays = Workdays(office_hours)
        self._span = lru_cache(maxsize=_DAYS_REMEMBERED)(self._find_span)

    # ---- at an instant ---------------------------------------------------------------------------------------
    def is_open(self, at: datetime) -> bool:
        """Whether the office is open at an instant: at its opening it is, at its closing no longer."""
        span = self._span(self.day_of(at))
        return span is not None and span[0] <= at < span[1]

    def why(self, at: datetime) -> str:
        """Why it is open or closed at an instant, in a few words: *Tuesday 08:00-16:30*, *midsommarafton*."""
        return next(piece.why for piece in self._pieces(self.day_of(at)) if piece.starts <= at < piece.ends)

    def day_of(self, at: datetime) -> date:
        """The local date of an instant."""
        return read_clock(at, self.zone).date()

    # ---- around an instant -----------------------------------------------------------------------------------
    def next_opening(self, at: datetime) -> datetime | None:
        """The first instant after ``at`` at which a closed office opens; None when there is none within ``HORIZON``."""
        openings = map(self.opening_of, self._days(self.day_of(at), step=1))
        return next((opening for opening in openings if opening and opening > at), None)

    def next_closing(self, at: datetime) -> datetime | None:
        """The first instant after ``at`` at which an open office closes; None when there is none within ``HORIZON``."""
        closings = map(self.closing_of, self._days(self.day_of(at), step=1))
        return next((closing for closing in closings if closing and closing > at), None)

    def last_closing(self, at: datetime) -> datetime | None:
        """The last instant up to ``at`` at which an open office closed; None when there is none within ``HORIZON``."""
        closings = map(self.closing_of, self._days(self.day_of(at), step=-1))
        return next((closing for closing in closings if closing and closing <= at), None)

    # ---- on a day --------------------------------------------------------------------------------------------
    def works_on(self, day: date) -> bool:
        """Whether the office is open at some time of a local day."""
        return self._span(day) is not None

    def opening_of(self, day: date) -> datetime | None:
        """When the office opens on a day; None when it stays closed, or was open through the midnight before."""
        span, yesterday = self._span(day), self._span(day - _DAY)
        return None if span is None or (yesterday and yesterday[1] == span[0]) else span[0]

    def closing_of(self, day: date) -> datetime | None:
        """When the office that opened on a day closes; None when it did not open, or goes on past midnight."""
        span, tomorrow = self._span(day), self._span(day + _DAY)
        return None if span is None or (tomorrow and tomorrow[0] == span[1]) else span[1]

    # ---- over a time -----------------------------------------------------------------------------------------
    def intervals(self, start: datetime, end: datetime) -> Iterator[Interval]:
        """The time from ``start`` to ``end`` without gap or overlap, cut where being open, or its reason, changes."""
        held: Interval | None = None
        for piece in self._clipped(start, end):
            if held and (held.open, held.why) == (piece.open, piece.why):
                held = replace(held, ends=piece.ends)
                continue
            if held:
                yield held
            held = piece
        if held:
            yield held

    def _clipped(self, start: datetime, end: datetime) -> Iterator[Interval]:
        day, last = self.day_of(start), self.day_of(end)
        while day <= last:
            for piece in self._pieces(day):
                starts, ends = max(piece.starts, start.astimezone(UTC)), min(piece.ends, end.astimezone(UTC))
                if starts < ends:
                    yield replace(piece, starts=starts, ends=ends)
            day += _DAY

    def _pieces(self, day: date) -> Iterator[Interval]:
        """A local day from midnight to midnight; pieces may be empty."""
        workday, span = self._workdays.read(day), self._span(day)
        midnight, next_midnight = (find_instant(each, time.min, self.zone) for each in (day, day + _DAY))
        if isinstance(workday, ClosedDay) or span is None:
            yield Interval(midnight, next_midnight, open=False, why=_why_never(workday))
            return
        yield Interval(midnight, span[0], open=False, why=workday.why_before)
        yield Interval(span[0], span[1], open=True, why=workday.why_open)
        yield Interval(span[1], next_midnight, open=False, why=workday.why_after)

    def _find_span(self, day: date) -> tuple[datetime, datetime] | None:
        """The opening and the closing of a day; None when it has none, or when spring swallowed all of it."""
        workday = self._workdays.read(day)
        if isinstance(workday, ClosedDay):
            return None
        opens = find_instant(day, workday.hours.opens, self.zone)
        closes = find_instant(day, workday.hours.closes, self.zone)
        return (opens, closes) if opens < closes else None

    def _days(self, first: date, step: int) -> Iterator[date]:
        return (first + timedelta(days=step * ahead) for ahead in range(HORIZON))


def _why_never(workday: OpenDay | ClosedDay) -> str:
    return workday.why if isinstance(workday, ClosedDay) else f"{workday.why_open}, an hour that the clock skips"
