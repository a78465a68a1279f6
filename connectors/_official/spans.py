"""A time from and until, in digits that need no language."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import datetime


def spell_span(start: datetime | None, end: datetime | None, zone: str) -> str:
    """``2026-11-22 21.00 – 2026-11-23 06.00`` on the local clock; one side where the other is not known."""
    local = ZoneInfo(zone)
    times = [f"{at.astimezone(local):%Y-%m-%d %H.%M}" if at else "" for at in (start, end)]
    return " – ".join(times).strip() if any(times) else ""
