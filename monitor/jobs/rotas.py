"""Looks every few minutes whether a rota's calendar has changed, and lets everybody know whose turn it is now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor import rotas
from monitor.jobs.dues import plan_ahead
from monitor.log import get_logger

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.jobs.desk import Desk

EVERY = timedelta(minutes=5)
log = get_logger()


class Roster:
    """Keeps the turns of calendars as they are out there; of one that cannot be read the last known turns hold."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._has_calendars = any(True for _ in rotas.list_calendars(desk.config))
        self._looked_at: datetime | None = None

    async def tick(self) -> None:
        """Look, when the time for it has come."""
        now = self.desk.now()
        if self._looked_at is None or now - self._looked_at >= EVERY:
            self._looked_at = now
            await self.look()

    async def look(self) -> None:
        """Fetch, read, say what cannot be read, and go on with what could."""
        if not self._has_calendars:
            return
        wrong = await rotas.fetch(self.desk.config, self.desk.client)
        for name, trouble in (await self.desk.call(rotas.troubles, self.desk.config)).items():
            self._note(name, wrong.get(name) or trouble)
        config = await self.desk.call(rotas.with_calendars, self.desk.config, self.desk.now())
        if config.plan.rotas != self.desk.plan.rotas:
            log.info("rota_read", rotas=[rota.name for rota in config.plan.rotas])
            self.desk.take_turns(config)
            await self.desk.call(plan_ahead, self.desk)  # the next handover may be another one

    def _note(self, rota: str, why: str) -> None:
        if why:
            log.warning("rota_unread", rota=rota, why=why)
            self.desk.trouble(f"rota {rota}", why)
        else:
            self.desk.well(f"rota {rota}")
