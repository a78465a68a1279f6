"""Joins the parts: the only file that knows them all."""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from monitor import log as logging
from monitor import notify, rotas
from monitor.beats import guarded, schedule
from monitor.clock import ClockWatch, spell, utc_now
from monitor.config import load_config
from monitor.errors import ConfigError, StoreError
from monitor.jobs import drill, lessons
from monitor.jobs.audit import Auditor
from monitor.jobs.deliver import Deliverer
from monitor.jobs.desk import Desk
from monitor.jobs.dues import Dues
from monitor.jobs.poll import Poller, PollReport
from monitor.jobs.rotas import Roster
from monitor.memory import give_back
from monitor.net import open_network
from monitor.soon import SoonReader, open_reader
from monitor.store import Database, drills, dues, migrate, outbox, pulse, sources
from monitor.store.presence import is_at_work, presence_on
from monitor.terminal import show_beside, show_results

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from pathlib import Path

    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    from monitor.config import Config
    from monitor.domain.drill import Drill

TICK = 1.0  # seconds
LOOK_AT_CLOCK = 5.0
log = logging.get_logger()


class Application:
    """The daemon: its parts, its beat, its end."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.database = Database(config.database_url)
        self._stop = asyncio.Event()
        self._presence = presence_on(self.database)

    async def run(self) -> None:
        """Work until somebody asks to end.

        Raises:
            MonitorError: it cannot even start.
        """
        with self._presence.enter() as alone:
            migrate.upgrade(self.database)
            if alone:
                sources.release_all(self.database)
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self._stop.set)
        loop.add_signal_handler(signal.SIGINT, self._stop.set)
        again = asyncio.Event()
        loop.add_signal_handler(signal.SIGHUP, again.set)
        while not self._stop.is_set():
            async with self._desk(self.config, reads_soon=True, daemon=True) as desk:
                await self._work(desk, again)
        self._presence.leave()
        self.database.close()
        log.info("daemon_stopped")

    async def run_once(self) -> bool:
        """Everything that is due now, polls and deliveries, then end; returns whether something failed."""
        migrate.upgrade(self.database)
        async with self._desk(self.config, daemon=True) as desk:
            poller, deliverer = Poller(desk), Deliverer(desk)
            await Roster(desk).look()
            reports = await poller.once()
            await Dues(desk).once()
            await deliverer.once()
            await Dues(desk).once()
            await Auditor(desk).look_once()
            await deliverer.once()
            return any(report.error for report in reports) or bool(desk.troubles)

    async def poll(self, names: Sequence[str]) -> list[PollReport]:
        """Poll these sources now, due or not."""
        migrate.upgrade(self.database)
        async with self._desk(self.config) as desk:
            return await Poller(desk).once(names)

    async def deliver(self) -> None:
        """Say everything that is due now."""
        async with self._desk(self.config) as desk:
            await Deliverer(desk).once()

    # ---- exercises -----------------------------------------------------------------------------------------------
    async def play(self, number: int) -> None:
        """See an exercise through: where no daemon does what is due, this does, except polls."""
        alone = not self.is_running_elsewhere()
        async with self._desk(self.config) as desk:
            while any(one.id == number for one in await desk.call(drills.listed, self.database, running=True)):
                if alone:
                    await self._do_due(desk)
                await asyncio.sleep(TICK / 2)
            if alone:
                await self._do_due(desk)

    async def do_due(self) -> None:
        """Do and say what is due now, without a poll."""
        async with self._desk(self.config) as desk:
            await self._do_due(desk)

    async def stop_drill(self, by: str) -> Drill:
        """End the exercise that is being played, and tell those who were told of it."""
        async with self._desk(self.config) as desk:
            stopped = await desk.call(drill.stop, desk, by)
            if not self.is_running_elsewhere():
                await Deliverer(desk).once()
            return stopped

    @staticmethod
    async def _do_due(desk: Desk) -> None:
        later = Dues(desk)
        while await later.tick():
            pass
        await Deliverer(desk).once()

    def is_running_elsewhere(self) -> bool:
        """Whether a daemon works on this database."""
        return is_at_work(self.database)

    # ---- the parts -----------------------------------------------------------------------------------------------
    @asynccontextmanager
    async def _desk(self, config: Config, *, reads_soon: bool = False, daemon: bool = False) -> AsyncIterator[Desk]:
        said = await asyncio.to_thread(lessons.sayings, self.database)
        reader = SoonReader(lambda: open_reader(config, said))
        if reads_soon:  # but first the polls go out: whoever computes holds up whoever asks
            asyncio.get_running_loop().call_later(TICK / 2, reader.begin)
        async with open_network(config.http) as (client, sender):
            show = show_results if daemon else show_beside
            desk = Desk(config, self.database, reader, client, sender, show=show, heed=reader.heed)
            hashes = {source.name: config.options_hash(source.name) for source in config.plan.sources}
            await desk.call(sources.register, self.database, hashes, utc_now())
            try:
                yield desk
            finally:
                desk.close()

    async def _work(self, desk: Desk, again: asyncio.Event) -> None:
        poller, deliverer, later, auditor = Poller(desk), Deliverer(desk), Dues(desk), Auditor(desk)
        await self._begin(desk, later)
        beats: dict[str, tuple[Callable[[], Awaitable[object]], float]] = {
            "poll": (poller.tick, TICK),
            "deliver": (deliverer.tick, TICK),
            "dues": (later.tick, TICK),
            "audit": (auditor.tick, 10.0),
            "rotas": (Roster(desk).tick, 10.0),
            "lessons": (lessons.Heeding(desk).tick, 10.0),
            "presence": (partial(desk.call, self._presence.stay), 10.0),
            "thrift": (partial(desk.call, give_back), 10.0),
        }
        scheduler = schedule(beats, desk)
        scheduler.start()
        tasks = [
            asyncio.create_task(poller.remember_forever()),
            asyncio.create_task(_poll_on(desk, poller)),
            asyncio.create_task(_speak_at_once(desk, deliverer)),
            asyncio.create_task(self._watch_clock(desk, scheduler)),
            *await self._serve_inbox(desk),
        ]
        log.info("daemon_started", sources=len(desk.plan.sources), municipality=desk.plan.municipality.name)
        notify.ready(f"watching {len(desk.plan.sources)} sources for {desk.plan.municipality.name}")
        stop = [asyncio.create_task(self._stop.wait()), asyncio.create_task(self._new_configuration(desk, again))]
        done, _ = await asyncio.wait([*tasks, *stop], return_when=asyncio.FIRST_COMPLETED)
        if self._stop.is_set():
            log.info("daemon_stopping")
            notify.stopping()
        scheduler.shutdown(wait=False)
        for task in (*tasks, *stop):
            task.cancel()
        await asyncio.gather(*tasks, *stop, return_exceptions=True)
        await poller.finish()
        await deliverer.finish()
        for task in done:
            if task not in stop and not task.cancelled() and (error := task.exception()) is not None:
                raise error

    async def _begin(self, desk: Desk, later: Dues) -> None:
        """Plan what comes regularly; what deliveries wait for may be mended by a new start or a new configuration."""
        await later.plan_ahead()
        last, now = await desk.call(pulse.last_sign, desk.database), desk.now()
        if last is not None and last - now > pulse.SET_BACK:  # somebody set the clock back while we were away
            await desk.call(dues.set_back, desk.database, last - now, now)
        await desk.call(outbox.hasten, self.database, utc_now())

    async def _serve_inbox(self, desk: Desk) -> list[asyncio.Task[None]]:
        if desk.config.listen is None:
            return []
        from monitor.analysis.masking import mask
        from monitor.inbox.server import serve

        return [asyncio.create_task(serve(desk, mask))]

    async def _watch_clock(self, desk: Desk, scheduler: AsyncIOScheduler) -> None:
        """When the clock is set, what is due by either time is due now, and no beat waits for the old one."""
        watch = ClockWatch()
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

    async def _new_configuration(self, desk: Desk, again: asyncio.Event) -> None:
        """Wait until a new configuration was read that can be used; say what is wrong with one that cannot."""
        while True:
            await again.wait()
            again.clear()
            notify.reloading()
            try:
                config = await asyncio.to_thread(_read_again, self.config.path)
            except ConfigError as error:
                _refuse(desk, [str(problem) for problem in error.problems])
                continue
            if config.database_url != self.config.database_url:
                _refuse(desk, ["database.url: changes only with a restart"])
                continue
            self.config = config
            log.info("configuration_read")
            return


def _read_again(path: Path) -> Config:
    return rotas.with_calendars(load_config(path), utc_now())


async def _poll_on(desk: Desk, poller: Poller) -> None:
    """After a night without us, or with thousands of sources: what is due follows as soon as there is room."""
    while True:
        await poller.room_again.wait()
        poller.room_again.clear()
        await guarded("poll", poller.tick, desk)()


async def _speak_at_once(desk: Desk, deliverer: Deliverer) -> None:
    """What was just decided is said now, not at the next beat."""
    while True:
        await desk.something_to_say.wait()
        desk.something_to_say.clear()
        await guarded("deliver", deliverer.tick, desk)()
        await asyncio.sleep(0.05)


def _refuse(desk: Desk, mistakes: Sequence[str]) -> None:
    """Tell what is wrong with a new configuration, to the log, to systemd and to those who look after the monitor."""
    for mistake in mistakes:
        log.error("configuration_refused", mistake=mistake)
    desk.happened("configuration", f"a new one was refused, the old one stays: {'; '.join(mistakes)}")
    notify.ready("a new configuration was refused, the old one stays")
