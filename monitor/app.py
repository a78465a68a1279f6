"""Joins the parts: the only file that knows them all.

What a poll needs is imported here, the rest where it is used: a daemon asks its sources first, and loads what else it
needs while they answer.
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from monitor import log as logging
from monitor.beats import TICK, guarded
from monitor.clock import utc_now
from monitor.jobs.desk import Desk
from monitor.jobs.poll import Poller, PollReport
from monitor.net import open_network
from monitor.soon import SoonReader, open_reader
from monitor.store import Database, feedback, migrate, sources
from monitor.store.presence import is_at_work, presence_on
from monitor.terminal import show_beside, show_results

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from monitor.config import Config
    from monitor.contract import Address
    from monitor.domain.drill import Drill
    from monitor.domain.message import Message
    from monitor.net.client import HttpClient
    from monitor.shift import Shift

    Show = Callable[[Message, Address], None]

GO_OUT = 0.05  # seconds in which the first polls go out: whoever computes holds up whoever asks
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
            async with self._open(self.config, show_results) as (desk, reader, client):
                poller = Poller(desk)
                if desk.plan.sources:
                    client.prepare()
                # Before anything else the sources are asked: what it takes to decide is loaded while they answer.
                await guarded("poll", poller.tick, desk)()
                await asyncio.sleep(GO_OUT)
                reader.begin()
                shift = await desk.call(self._open_shift, desk, poller, again)
                self.config = await shift.work()
        self._presence.leave()
        self.database.close()
        log.info("daemon_stopped")

    def _open_shift(self, desk: Desk, poller: Poller, again: asyncio.Event) -> Shift:
        from monitor.shift import Shift

        return Shift(desk, poller, self._presence, self._stop, again)

    async def run_once(self) -> bool:
        """Everything that is due now, polls and deliveries, then end; returns whether something failed."""
        from monitor.jobs.audit import Auditor
        from monitor.jobs.deliver import Deliverer
        from monitor.jobs.dues import Dues
        from monitor.jobs.rotas import Roster

        migrate.upgrade(self.database)
        async with self._desk(show_results) as desk:
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
        async with self._desk() as desk:
            return await Poller(desk).once(names)

    async def deliver(self) -> None:
        """Say everything that is due now."""
        from monitor.jobs.deliver import Deliverer

        async with self._desk() as desk:
            await Deliverer(desk).once()

    # ---- exercises -----------------------------------------------------------------------------------------------
    async def play(self, number: int) -> None:
        """See an exercise through: where no daemon does what is due, this does, except polls."""
        from monitor.store import drills

        alone = not self.is_running_elsewhere()
        async with self._desk() as desk:
            while any(one.id == number for one in await desk.call(drills.listed, self.database, running=True)):
                if alone:
                    await self._do_due(desk)
                await asyncio.sleep(TICK / 2)
            if alone:
                await self._do_due(desk)

    async def do_due(self) -> None:
        """Do and say what is due now, without a poll."""
        async with self._desk() as desk:
            await self._do_due(desk)

    async def stop_drill(self, by: str) -> Drill:
        """End the exercise that is being played, and tell those who were told of it."""
        from monitor.jobs import drill
        from monitor.jobs.deliver import Deliverer

        async with self._desk() as desk:
            stopped = await desk.call(drill.stop, desk, by)
            if not self.is_running_elsewhere():
                await Deliverer(desk).once()
            return stopped

    @staticmethod
    async def _do_due(desk: Desk) -> None:
        from monitor.jobs.deliver import Deliverer
        from monitor.jobs.dues import Dues

        later = Dues(desk)
        while await later.tick():
            pass
        await Deliverer(desk).once()

    def is_running_elsewhere(self) -> bool:
        """Whether a daemon works on this database."""
        return is_at_work(self.database)

    # ---- the parts -----------------------------------------------------------------------------------------------
    @asynccontextmanager
    async def _desk(self, show: Show = show_beside) -> AsyncIterator[Desk]:
        async with self._open(self.config, show) as (desk, _, _):
            yield desk

    @asynccontextmanager
    async def _open(self, config: Config, show: Show) -> AsyncIterator[tuple[Desk, SoonReader, HttpClient]]:
        said = await asyncio.to_thread(feedback.listed, self.database)
        reader = SoonReader(lambda: open_reader(config, reversed(said)))
        async with open_network(config.http) as (client, sender):
            desk = Desk(config, self.database, reader, client, sender, show=show, heed=reader.heed)
            hashes = {source.name: config.options_hash(source.name) for source in config.plan.sources}
            await desk.call(sources.register, self.database, hashes, utc_now())
            try:
                yield desk, reader, client
            finally:
                desk.close()
