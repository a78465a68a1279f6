"""Counts wrong passwords, so that nobody can try many."""

from __future__ import annotations

import ipaddress
from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

MOST = 10  # wrong passwords from one address within the span
SPAN = timedelta(minutes=10)
_MOST_ADDRESSES = 2_000


class Attempts:
    """The wrong passwords of the last minutes, by where they came from.

    Behind a reverse proxy all come from one address. Who is shut out by it can still answer by the link in an alert.
    """

    def __init__(self) -> None:
        self._wrong: dict[str, deque[datetime]] = {}

    def wait(self, address: str, now: datetime) -> timedelta | None:
        """How long until the next try is looked at; None when it is now."""
        tried = self._recent(_group(address), now)
        return tried[0] + SPAN - now if len(tried) >= MOST else None

    def note(self, address: str, now: datetime) -> None:
        """One more that was wrong."""
        group = _group(address)
        tried = self._recent(group, now)
        tried.append(now)
        self._wrong.pop(group, None)
        self._wrong[group] = tried
        while len(self._wrong) > _MOST_ADDRESSES:
            self._wrong.pop(next(iter(self._wrong)))  # the one that was wrong the longest ago

    def _recent(self, group: str, now: datetime) -> deque[datetime]:
        tried = self._wrong.get(group, deque())
        while tried and now - tried[0] >= SPAN:
            tried.popleft()
        return tried


def _group(address: str) -> str:
    """One home or office: an IPv6 customer has at least a /64 of addresses."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
