"""The one place that looks at a clock, and the watch that notices when somebody sets it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

STEP = timedelta(seconds=30)  # what is less is drift


def utc_now() -> datetime:
    """The present, aware, in UTC."""
    return datetime.now(UTC)


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
