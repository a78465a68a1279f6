"""One shift of the daemon, from one configuration to the next: its beats, what wakes them, and how they end."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from monitor import notify, rotas
from monitor.beats import TICK, guarded, schedule
from monitor.clock import ClockWatch, spell, utc_now
from monitor.config import load_config
from monitor.errors import ConfigError, StoreError
from monitor.jobs.deliver import Deliverer
from monitor.log import get_logger
from monitor.memory import give_back
from monitor.store import dues, outbox, pulse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    from monitor.beats import Beat
    from monitor.config import Config
    from monitor.jobs.desk import Desk
    from monitor.jobs.dues import Dues
    from monitor.jobs.poll import Poller
    from monitor.store.presence import Presence

LOOK_AT_CLOCK = 5.0  # seconds
log = get_logger()


class Shift:
    """``stop`` is set when somebody asks to end, ``again`` when there is a new configuration to read."""

    def __init__(
        self, desk: Desk, poller: Poller, presence: Presence, stop: asyncio.Event, again: asyncio.Event
    ) -> None:
        self.desk = desk
        self._poller = poller
        self._deliverer = Deliverer(desk)
        self._presence = presence
        self._stop = stop
        self._again = again

    async def work(self) -> Config:
        """Work until it is over; returns the configuration to go on with."""
        desk = self.desk
        desk.something_to_say.set()  # what the daemon before us left
        tasks = [
            asyncio.create_task(self._poller.remember_forever()),
            asyncio.create_task(self._poll_on()),
            asyncio.create_task(self._speak_at_once()),
            asyncio.create_task(self._beat()),
            *self._serve_inbox(),
        ]
        log.info("daemon_started", sources=len(desk.plan.sources), municipality=desk.plan.municipality.name)
        notify.ready(f"watching {len(desk.plan.sources)} sources for {desk.plan.municipality.name}")
        stop, renewed = asyncio.create_task(self._stop.wait()), asyncio.create_task(self._new_configuration())
        done, _ = await asyncio.wait([*tasks, stop, renewed], return_when=asyncio.FIRST_COMPLETED)
        if self._stop.is_set():
            log.info("daemon_stopping")
            notify.stopping()
        await self._end([*tasks, stop, renewed])
        for task in done:
            if task in tasks and not task.cancelled() and (error := task.exception()) is not None:
                raise error
        return renewed.result() if renewed in done else desk.config

    async def _beat(self) -> None:
        """Beat as long as the shift lasts, once the first answers had their turn; see that no set clock holds it up."""
        await asyncio.sleep(TICK / 2)
        later, beats = await self.desk.call(self._load_beats)
        await self._begin(later)
        scheduler = schedule(beats, self.desk)
        scheduler.start()
        try:
            await self._watch_clock(scheduler)
        finally:
            scheduler.shutdown(wait=False)

    def _load_beats(self) -> tuple[Dues, dict[str, Beat]]:
        from monitor.jobs.audit import Auditor
        from monitor.jobs.dues import Dues
        from monitor.jobs.lessons import Heeding
        from monitor.jobs.rotas import Roster

        desk, later = self.desk, Dues(self.desk)
        return later, {
            "poll": (self._poller.tick, TICK),
            "deliver": (self._deliverer.tick, TICK),
            "dues": (later.tick, TICK),
            "audit": (Auditor(desk).tick, 10.0),
            "rotas": (Roster(desk).tick, 10.0),
            "lessons": (Heeding(desk).tick, 10.0),
            "presence": (partial(desk.call, self._presence.stay), 10.0),
            "thrift": (partial(desk.call, give_back), 10.0),
        }

    async def _begin(self, later: Dues) -> None:
        """Plan what comes regularly; what deliveries wait for may be mended by a new start or a new configuration."""
        desk = self.desk
        await later.plan_ahead()
        last, now = await desk.call(pulse.last_sign, desk.database), desk.now()
        if last is not None and last - now > pulse.SET_BACK:  # somebody set the clock back while we were away
            await desk.call(dues.set_back, desk.database, last - now, now)
        await desk.call(outbox.hasten, desk.database, utc_now())

    async def _end(self, tasks: Sequence[asyncio.Task[object]]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._poller.finish()
        await self._deliverer.finish()

    def _serve_inbox(self) -> list[asyncio.Task[None]]:
        if self.desk.config.listen is None:
            return []
        return [asyncio.create_task(_serve(self.desk))]

    async def _poll_on(self) -> None:
        """After a night without us, or with thousands of sources: what is due follows as soon as there is room."""
        while True:
            await self._poller.room_again.wait()
            self._poller.room_again.clear()
            await guarded("poll", self._poller.tick, self.desk)()

    async def _speak_at_once(self) -> None:
        """What was just decided is said now, not at the next beat."""
        while True:
            await self.desk.something_to_say.wait()
            self.desk.something_to_say.clear()
            await guarded("deliver", self._deliverer.tick, self.desk)()
            await asyncio.sleep(0.05)

    async def _watch_clock(self, scheduler: AsyncIOScheduler) -> None:
        """When the clock is set, what is due by either time is due now, and no beat waits for the old one."""
        desk, watch = self.desk, ClockWatch()
        while True:
            await asyncio.sleep(LOOK_AT_CLOCK)
            step = watch.step()
            if step is None:
                continue
            now = desk.now()
            log.warning("clock_stepped", seconds=round(step.total_seconds()))
            way = "forward" if step > timedelta() else "back"
            desk.happened("clock", f"it was set {way} by {spell(step)} while we ran")
            for job in scheduler.get_jobs():
                job.modify(next_run_time=now)
            if step < timedelta():
                with suppress(StoreError):
                    await desk.call(dues.set_back, desk.database, -step, now)

    async def _new_configuration(self) -> Config:
        """Wait until a new configuration was read that can be used; say what is wrong with one that cannot."""
        before = self.desk.config
        while True:
            await self._again.wait()
            self._again.clear()
            notify.reloading()
            try:
                config = await asyncio.to_thread(_read_again, before.path)
            except ConfigError as error:
                _refuse(self.desk, [str(problem) for problem in error.problems])
                continue
            if config.database_url != before.database_url:
                _refuse(self.desk, ["database.url: changes only with a restart"])
                continue
            log.info("configuration_read")
            return config


async def _serve(desk: Desk) -> None:
    """Serve the inbox; its framework is loaded when the first answers have been read, and holds up no poll."""
    await asyncio.sleep(TICK / 2)
    serve, mask = await desk.call(_load_inbox)
    await serve(desk, mask)


def _load_inbox() -> tuple[Callable[[Desk, Callable[[str], str]], Awaitable[None]], Callable[[str], str]]:
    from monitor.analysis.masking import mask
    from monitor.inbox.server import serve

    return serve, mask


def _read_again(path: Path) -> Config:
    return rotas.with_calendars(load_config(path), utc_now())


def _refuse(desk: Desk, mistakes: Sequence[str]) -> None:
    """Tell what is wrong with a new configuration, to the log, to systemd and to those who look after the monitor."""
    for mistake in mistakes:
        log.error("configuration_refused", mistake=mistake)
    desk.happened("configuration", f"a new one was refused, the old one stays: {'; '.join(mistakes)}")
    notify.ready("a new configuration was refused, the old one stays")
