"""Looks whether everything goes on: only then does the watchdog rest and the dead man's switch hear of us."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor import notify
from monitor.errors import TransportError
from monitor.log import get_logger
from monitor.store import pulse

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.jobs.desk import Desk

BEAT_EVERY = timedelta(seconds=60)
LATE_POLL = timedelta(minutes=5)  # a source that is due for longer is not being polled
LATE_DELIVERY = timedelta(minutes=5)  # beyond its due time, without any attempt
log = get_logger()


class Auditor:
    """Every few seconds: is the memory writable, are polls and deliveries in time, is nothing in trouble?"""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._last_beat: datetime | None = None

    async def tick(self) -> None:
        """One look. The watchdog is fed when the cycle is whole; the heartbeat goes out at most once a minute."""
        now = self.desk.now()
        found = await self.desk.call(pulse.look, self.desk.database, now, LATE_POLL, LATE_DELIVERY)
        problems = [*found.problems, *self.desk.troubles.values()]
        if not found.problems and "database" not in self.desk.troubles:
            notify.alive(f"{found.sources} sources, {found.open_incidents} open incidents, {found.waiting} to be told")
        if not problems:
            await self._beat(now)

    async def _beat(self, now: datetime) -> None:
        address = self.desk.config.heartbeat
        if not address or (self._last_beat and now - self._last_beat < BEAT_EVERY):
            return
        self._last_beat = now
        try:
            answer = await self.desk.sender.request("GET", address)
        except TransportError as error:
            log.warning("heartbeat_failed", why=error.what)
            return
        if answer.status >= 400:
            log.warning("heartbeat_failed", why=f"status {answer.status}")
        else:
            log.info("heartbeat_sent")
