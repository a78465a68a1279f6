"""The one place that looks at a clock, and the watch that notices when somebody sets it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

STEP = timedelta(seconds=30)  # what is less is drift


def utc_now() -> datetime:
    """The present, aware, in UTC."""
    return datetime.now(UTC)


def spell(length: timedelta) -> str:
    """A length of time for administrators, without its sign: ``2 h 0 min``, ``45 s``."""
    seconds = round(abs(length.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    days, hours = divmod(minutes // 60, 24)
    return f"{days} d {hours} h" if days else f"{hours} h {minutes % 60} min"


class ClockWatch:
    """Compares the wall clock with one that nobody can set."""

    def __init__(self) -> None:
        self._offset = self._measure()

    @staticmethod
    def _measure() -> float:
        return time.time() - time.monotonic()

    def step(self) -> timedelta | None:
        """How far the wall clock was moved since the last look; None when it was not."""
        offset = self._measure()
        moved = timedelta(seconds=offset - self._offset)
        self._offset = offset
        return moved if abs(moved) > STEP else None
