"""What was bought of a paid interface in a calendar month: never less than what was bought."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Ledger:
    """The month (``2026-11``, UTC) and how many were bought, or may have been, in it."""

    month: str
    spent: int = 0

    def take(self, number: int) -> Ledger:
        """With ``number`` more, written down before they are asked for."""
        return replace(self, spent=self.spent + number)

    def is_ahead(self, now: datetime) -> bool:
        """Whether it is of a month that has not come yet: one of the two clocks was wrong."""
        return self.month > f"{now:%Y-%m}"

    def as_value(self) -> dict[str, Any]:
        """What a cursor keeps of it."""
        return {"month": self.month, "spent": self.spent}


def open_ledger(kept: Mapping[str, Any] | None, now: datetime) -> Ledger:
    """The ledger of this month; or of a later one, where the clock went back: then nothing may be bought."""
    month = f"{now:%Y-%m}"
    kept = kept or {}
    if str(kept.get("month") or "") >= month:
        return Ledger(str(kept["month"]), int(kept.get("spent") or 0))
    return Ledger(month)


def next_month(now: datetime) -> datetime:
    """When a new month's ledger opens."""
    year, month = divmod(now.year * 12 + now.month, 12)
    return now.replace(year=year, month=month + 1, day=1, hour=0, minute=0, second=0, microsecond=0)
