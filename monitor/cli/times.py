"""Reads the times people type: a date, a moment, or how long ago."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.config.values import parse_duration
from monitor.errors import UsageError


def parse_when(text: str, zone: str, now: datetime, option: str = "") -> datetime:
    """``2026-11-25``, ``2026-11-25T07:41``, ``2026-11-25T06:41Z`` or ``90d`` ago; local time where no zone is said.

    Raises:
        UsageError: it is none of these.
    """
    try:
        return now - parse_duration(text)
    except ValueError:
        pass
    try:
        at = datetime.fromisoformat(text.strip().replace(" ", "T"))
    except ValueError:
        where = f"{option}: " if option else ""
        raise UsageError(
            f'{where}"{text}" is no time. Write 2026-11-25, 2026-11-25T07:41, or how long ago: 90d, 12h'
        ) from None
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
