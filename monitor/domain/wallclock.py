"""Wall clocks and instants: what the clock of a zone shows, and when it first shows it."""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

END_OF_DAY = time.max
"""The "24:00" of a configuration: no time of the day itself, but the midnight that follows."""


def read_clock(at: datetime, zone: ZoneInfo) -> datetime:
    """What the clock of ``zone`` shows at an instant; a time without a zone is a ``ValueError``."""
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no time zone, so it is no instant")
    return at.astimezone(zone)


def find_instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The first instant of ``day`` at which the clock of ``zone`` shows ``clock`` or a later time, in UTC.

    One rule for both nights of the year: of an hour that comes twice the first one counts, and a time in the hour that
    is skipped is the moment of the change, right after the gap.
    """
    if clock == END_OF_DAY:
        return find_instant(day + timedelta(days=1), time.min, zone)
    wall = datetime.combine(day, clock)
    found = wall.replace(tzinfo=zone).astimezone(UTC)
    return found if _shows(found, zone) == wall else _end_of_gap(wall, zone)


def say_clock(clock: time) -> str:
    """``08:00``, and ``24:00`` for the end of the day."""
    return "24:00" if clock == END_OF_DAY else f"{clock:%H:%M}"


def _shows(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    # Read with the offset after the change, a skipped time lies before it; with the one before, after it (PEP 495).
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    seconds = range(int((after - before).total_seconds()))
    passed = bisect_left(seconds, x=True, key=lambda second: _shows(before + timedelta(seconds=second), zone) >= wall)
    return before + timedelta(seconds=passed)
