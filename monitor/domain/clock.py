"""Times and ages as a person says them: local, with the weekday, in the person's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from zoneinfo import ZoneInfo

    from monitor.domain.texts import Words


@dataclass(frozen=True, slots=True)
class Clock:
    """Says times in one language and one place, seen from ``now``."""

    words: Words
    zone: ZoneInfo
    now: datetime

    def moment(self, at: datetime) -> str:
        """*Tuesday 07:41*; with the date when it is another day, and the year when it is another year."""
        local, today = at.astimezone(self.zone), self.now.astimezone(self.zone)
        weekday = self.words.lists["time.weekdays"][local.weekday()]
        if local.date() == today.date():
            return self.words.say("time.today", weekday=weekday, clock=self.clock(at))
        month = self.words.lists["time.months"][local.month - 1]
        if local.year != today.year:
            month = f"{month} {local.year}"
        return self.words.say("time.day", weekday=weekday, day=local.day, month=month, clock=self.clock(at))

    def hour(self, at: datetime) -> str:
        """*07:41* as the language says a time of day; the whole moment when it is another day."""
        if at.astimezone(self.zone).date() != self.now.astimezone(self.zone).date():
            return self.moment(at)
        return self.words.say("time.clock", clock=self.clock(at))

    def clock(self, at: datetime) -> str:
        """``07:41``; in the hour that autumn gives twice also which of the two it is, ``02:30 (CET)``."""
        local = at.astimezone(self.zone)
        text = f"{local:%H:%M}"
        other = local.replace(fold=1 - local.fold)
        return f"{text} ({local.tzname()})" if local.utcoffset() != other.utcoffset() else text

    def age(self, at: datetime) -> str:
        """*5 min ago*; *just now* for less than a minute, and for what lies ahead of a wrong clock."""
        passed = self.now - at
        if passed.total_seconds() < 60:
            return self.words.say("time.now")
        return self.words.say("time.ago", span=self.span(passed))

    def span(self, length: timedelta) -> str:
        """*5 min*, *2 h 5 min*, *3 d*."""
        minutes = int(length.total_seconds()) // 60
        if minutes < 60:
            return self.words.say("time.minutes", n=max(minutes, 1))
        if minutes < 48 * 60:
            hours, minutes = divmod(minutes, 60)
            return (
                self.words.say("time.hours_minutes", h=hours, m=minutes)
                if minutes
                else self.words.say("time.hours", h=hours)
            )
        return self.words.say("time.days", n=minutes // (24 * 60))
