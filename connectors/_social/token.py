"""A token that a log-in gives for a while: kept in the process alone, never with what a source remembers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime, timedelta


@dataclass(slots=True)
class Token:
    """The token of one account."""

    _value: str = field(default="", repr=False)
    _until: datetime | None = None

    async def get(self, now: datetime, lasts: timedelta, log_in: Callable[[], Awaitable[str]]) -> str:
        """The token, asked for by ``log_in`` where there is none or ``lasts`` is over."""
        if not self._value or self._until is None or now >= self._until:
            self._value, self._until = await log_in(), now + lasts
        return self._value

    def end(self) -> None:
        """Forget it: the service does not take it any more."""
        self._value = ""
