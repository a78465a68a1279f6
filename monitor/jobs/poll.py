"""Asks the sources whose turn it is, and remembers what follows from their answers in small batches."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.config.parts import NotReady
from monitor.contract import Batch, Visit
from monitor.errors import Fault, SourceError, StoreError
from monitor.log import get_logger
from monitor.store import sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from monitor.contract import Cursor
    from monitor.domain.incident import Changes
    from monitor.jobs.desk import Desk
    from monitor.store.sources import SourceRow

LEASE = timedelta(seconds=180)  # longer than any poll may take
BATCH = 500  # polls remembered in one transaction, as long as they brought little:
ITEMS = 250  # about as many items, because all that is known of them is in memory until they are written
UNWRITTEN = 4 * ITEMS  # items that may wait for it, before no more is asked for: some 5 MB
GATHER = 0.2  # seconds to wait for more of them, as long as more are on their way
AHEAD = timedelta(seconds=0.5)  # half a beat: what is due before the next one is polled now, and not a beat late
log = get_logger()


@dataclass(frozen=True, slots=True)
class Polled:
    """A poll that is over: what it gave, or why it gave nothing."""

    row: SourceRow
    at: datetime
    batch: Batch | None
    error: SourceError | None
    seconds: float

    @property
    def is_first(self) -> bool:
        """Whether nothing was ever read of the source before."""
        return self.row.first_success_at is None


@dataclass(frozen=True, slots=True)
class PollReport:
    """What became of a poll, for those who asked for it by hand."""

    source: str
    items: int = 0
    new: int = 0
    mentions: int = 0
    error: SourceError | None = None
    changes: Changes | None = None


class Poller:
    """Takes due sources as fast as there is room, so that one that hangs holds up nobody else."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.room_again = asyncio.Event()  # more was due than there was room for, and now there is
        self._running: set[asyncio.Task[None]] = set()
        self._done: asyncio.Queue[Polled] = asyncio.Queue()
        self._unwritten = 0  # items that wait to be remembered
        self._claiming = asyncio.Lock()
        self._more_is_due = False

    async def tick(self) -> None:
        """Start polling what is due, up to the number of polls that may run at once."""
        async with self._claiming:
            room = self._room()
            if room <= 0:
                return
            soon = self.desk.now() + AHEAD
            rows = await self.desk.call(sources.claim, self.desk.database, soon, room, LEASE)
            self._more_is_due = len(rows) == room
            for row in rows:
                task = asyncio.create_task(self._poll_and_queue(row))
                self._running.add(task)
                task.add_done_callback(self._end)

    def _room(self) -> int:
        """How many polls may begin: none while what others gave fills the memory."""
        return self.desk.config.http.at_once - len(self._running) if self._unwritten < UNWRITTEN else 0

    def _end(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._look_for_room()

    def _look_for_room(self) -> None:
        """Half of all at once: to claim one by one would write more than it reads."""
        if self._more_is_due and self._room() >= self.desk.config.http.at_once // 2:
            self._more_is_due = False
            self.room_again.set()

    async def remember_forever(self) -> None:
        """Write down what polls gave, for as long as the daemon lives."""
        while True:
            polled = [await self._done.get()]
            if self._running:  # some of them may be about to answer too
                await asyncio.wait(self._running, timeout=GATHER)
            items = _count_items(polled[0])
            while len(polled) < BATCH and items < ITEMS and not self._done.empty():
                polled.append(self._done.get_nowait())
                items += _count_items(polled[-1])
            await self._remember_or_retry(polled)
            self._unwritten -= items
            self._look_for_room()

    async def once(self, names: Sequence[str] | None = None) -> list[PollReport]:
        """Poll the named sources, or all that are due, and wait for it."""
        if names is not None:
            await self.desk.call(sources.make_due, self.desk.database, names, self.desk.now())
        reports: list[PollReport] = []
        while rows := await self.desk.call(sources.claim, self.desk.database, self.desk.now(), BATCH, LEASE):
            gate = asyncio.Semaphore(self.desk.config.http.at_once)
            polled = await asyncio.gather(*(self._poll(row, gate) for row in rows))
            for portion in _portions(polled):
                reports += await self.desk.call(remember, self.desk, portion)
        return reports

    async def finish(self) -> None:
        """Let what runs be, and write down what is already there."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        polled = [self._done.get_nowait() for _ in range(self._done.qsize())]
        if polled:
            await self.desk.call(remember, self.desk, polled)

    async def _poll_and_queue(self, row: SourceRow) -> None:
        polled = await self._poll(row)
        self._unwritten += _count_items(polled)
        self._done.put_nowait(polled)

    async def _poll(self, row: SourceRow, gate: asyncio.Semaphore | None = None) -> Polled:
        if gate is not None:
            async with gate:
                return await self._poll(row)
        began, at = time.perf_counter(), self.desk.now()
        batch, error = None, None
        try:
            batch = await self._ask(row, at)
        except SourceError as failure:
            error = failure
        except TimeoutError:
            error = SourceError(Fault.TIMEOUT, f"the poll took more than {LEASE.total_seconds() * 2 / 3:.0f} s")
        except Exception as failure:
            log.error("job_failed", job="poll", source=row.name, exc_info=failure)
            error = SourceError(Fault.INTERNAL, type(failure).__name__)
        return Polled(row, at, batch, error, time.perf_counter() - began)

    async def _ask(self, row: SourceRow, at: datetime) -> Batch:
        connector = self.desk.config.connectors[row.name]
        if isinstance(connector, NotReady):
            raise SourceError(Fault.CREDENTIALS, connector.why)

        async def keep(cursor: Cursor) -> None:
            await self.desk.call(sources.keep, self.desk.database, row.name, cursor)

        visit = Visit(at, self.desk.plan.municipality, row.name, keep)
        async with asyncio.timeout(LEASE.total_seconds() * 2 / 3):
            return await connector.poll(self.desk.client, dict(row.cursor), visit)

    async def _remember_or_retry(self, polled: list[Polled]) -> None:
        """The database may be locked or full for a while: what was read is kept and tried again."""
        while True:
            try:
                reports = await self.desk.call(remember, self.desk, polled)
            except StoreError as error:
                log.error("memory_failed", job="poll", why=str(error))
                self.desk.trouble("database", str(error))
                await asyncio.sleep(1.0)
                continue
            if any(report.changes and report.changes.deliveries for report in reports):
                self.desk.something_to_say.set()
            return


def remember(desk: Desk, polled: Sequence[Polled]) -> list[PollReport]:
    """Decide on what these polls gave, and write it; what that takes is loaded while the first polls are out."""
    from monitor.jobs import remember

    return remember.remember(desk, polled)


def _portions(polled: Sequence[Polled]) -> Iterator[list[Polled]]:
    """As many at a time as one transaction should hold."""
    portion: list[Polled] = []
    items = 0
    for one in polled:
        portion.append(one)
        items += _count_items(one)
        if items >= ITEMS:
            yield portion
            portion, items = [], 0
    if portion:
        yield portion


def _count_items(polled: Polled) -> int:
    return len(polled.batch.items) if polled.batch else 0
