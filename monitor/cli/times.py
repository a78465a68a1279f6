"""Reads the times people type: a date, a moment, how long ago, how long from now."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.config.values import parse_duration
from monitor.errors import UsageError

_YEARS = range(1900, 2200)  # beyond them, a day more or less is no date any more


def is_within_reason(day: date) -> bool:
    """Whether one may count on from this day, to either side."""
    return day.year in _YEARS


def parse_when(text: str, zone: str, now: datetime, option: str = "") -> datetime:
    """``2026-11-25``, ``2026-11-25T07:41``, ``2026-11-25T06:41Z`` or ``90d`` ago; local time where no zone is said.

    Raises:
        UsageError: it is none of these.
    """
    try:
        return now - parse_duration(text)
    except ValueError:
        pass
    at = read_moment(text.strip().replace(" ", "T"))
    if at is None:
        where = f"{option}: " if option else ""
        raise UsageError(f'{where}"{text}" is no time. Write 2026-11-25, 2026-11-25T07:41, or how long ago: 90d, 12h')
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))


def read_moment(text: str) -> datetime | None:
    """A time in ISO 8601, with or without a zone; None when it is none, or beyond all reason."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if is_within_reason(at) else None


def parse_until(text: str, zone: str, now: datetime, option: str = "") -> datetime:
    """The same for a time to come: ``4h`` is from now on, and a date is its end.

    Raises:
        UsageError: it is no time.
    """
    try:
        return now + parse_duration(text)
    except ValueError:
        pass
    at = parse_when(text, zone, now, option)
    return at + timedelta(days=1) if len(text.strip()) == len("2026-11-25") else at
