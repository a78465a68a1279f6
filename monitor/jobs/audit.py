"""Looks whether everything goes on, and tells people what does not; only a whole cycle is told to the outside world.

The watchdog is fed while the memory can be written and nothing waits too long. The dead man's switch hears of us only
when nothing at all is the matter: every source was polled in time, each delivery tried, each step taken, the sums
agree.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import notify
from monitor.clock import spell
from monitor.domain.ailment import Ailment, Trouble
from monitor.domain.own import LINE, Own
from monitor.errors import StoreError, TransportError
from monitor.jobs import absence, failure
from monitor.jobs.tell import tell
from monitor.log import get_logger
from monitor.store import findings, outages, pulse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from monitor.jobs.desk import Desk
    from monitor.store.engine import Connection
    from monitor.store.findings import Finding

LATE_POLL = LATE_DELIVERY = findings.LATE
BEAT_EVERY = timedelta(seconds=60)
WITHOUT_MEMORY = timedelta(seconds=60)  # for so long the memory may be away before people are told without it
LEAST_ROOM, LEAST_SHARE = 500e6, 0.1  # bytes free, or a share of a small disk: with less a busy week may fill it
NO_ROOM = 0.1  # of that: it fills tonight
SLEPT = timedelta(minutes=2)  # between two looks: nobody was awake
FORGOTTEN = timedelta(hours=1)  # a trouble that was not seen for so long begins anew
log = get_logger()


@dataclass(frozen=True, slots=True)
class Room:
    """A disk: its size and what is free of it, in bytes."""

    total: int
    free: int


@dataclass(frozen=True, slots=True)
class Look:
    """What a look came to: a line for systemd, whether anything waits too long, whether there is something to say.

    ``was_off`` says that nobody had looked for long before it.
    """

    status: str
    is_late: bool
    something_to_say: bool
    was_off: bool


def measure(folder: Path) -> Room:
    """The disk of a folder, or of the nearest one above it that exists."""
    existing = next(one for one in (folder.resolve(), *folder.resolve().parents) if one.is_dir())
    usage = shutil.disk_usage(existing)
    return Room(usage.total, usage.free)


class Auditor:
    """Every few seconds: is the memory writable, are polls and deliveries in time, is nothing in trouble?"""

    def __init__(self, desk: Desk, room: Callable[[Path], Room] = measure) -> None:
        self.desk = desk
        self._room = room
        self._awake_since = self._last_look = desk.now()
        self._looked = self._was_off = False
        self._last_beat: datetime | None = None
        self._current: dict[str, Own] = {}
        self._without_memory: datetime | None = None
        self._told_without_memory = False

    async def tick(self) -> None:
        """One look; what people must know is written down, and said at once."""
        now = self.desk.now()
        try:
            found = await self.desk.call(self._look, now, begins=not self._looked)
        except StoreError as error:
            await self._do_without_memory(str(error), now)
            raise
        self._looked, self._was_off = True, self._was_off or found.was_off
        if found.something_to_say:
            self.desk.something_to_say.set()
        await self._have_memory_again(now)
        if not found.is_late:
            notify.alive(found.status)
            self._say_up_again(now)
        if not any(one.seen_at == now for one in self._current.values()):
            await self._beat(now)

    async def look_once(self) -> None:
        """One look, for who does not stay: what people must know is written down."""
        await self.desk.call(self._look, self.desk.now())

    def _say_up_again(self, now: datetime) -> None:
        """Whoever was told that the service does not stay up hears that it does, or from when to when it was off."""
        told = failure.find_told(self.desk.config.directory, now)
        if told is not None and failure.forget_told(self.desk.config.directory) and not self._was_off:
            self.desk.happened("service", f"you were told {spell(now - told)} ago")

    def _look(self, now: datetime, *, begins: bool = False) -> Look:
        """Look, and write what is to be said, in one transaction; ``begins`` is a daemon's first look."""
        desk = self.desk
        if not timedelta() <= now - self._last_look <= SLEPT:
            self._awake_since = now  # what became late while the machine slept, or the clock was set, is not late yet
        self._last_look = now
        with desk.database.writing(decides=True) as connection:
            was_off = begins and absence.notice(connection, now)
            set_back = pulse.note_awake(connection, now)
            felt = pulse.feel_within(connection, now, LATE_POLL, LATE_DELIVERY)
            found = findings.find(connection, now, self._awake_since)
            self._note_happenings(connection, set_back, now)
            self._see(self._find(connection, found, now), now)
            words = tell(desk, connection, self._current, now)
        status = f"{felt.sources} sources, {felt.open_incidents} open incidents, {felt.waiting} to be told"
        return Look(status, is_late=bool(found), something_to_say=bool(words), was_off=was_off)

    def _note_happenings(self, connection: Connection, set_back: timedelta | None, now: datetime) -> None:
        """Write down what happened to us and is over: people are told of it with the remarks."""
        happened = [*self.desk.happenings]
        del self.desk.happenings[: len(happened)]
        if set_back is not None:
            happened.append(("clock", f"it shows a time {spell(set_back)} before our last sign of life"))
        for part, why in dict(happened).items():
            outages.remark(connection, outages.OWN + part, why, now)
        if self._without_memory is not None and now - self._without_memory >= WITHOUT_MEMORY:
            outages.begin(
                connection, f"{outages.OWN}database", "failing", "it could not be written", self._without_memory
            )
            outages.end(connection, f"{outages.OWN}database", now)

    # ---- what is the matter --------------------------------------------------------------------------------------
    def _find(self, connection: Connection, found: list[Finding], now: datetime) -> Iterator[Own]:
        for finding in found:
            yield Own(finding.part, finding.why, now, now)
        for line, (why, since) in findings.failing_lines(connection, now).items():
            yield Own(f"{LINE}{line}", why, since, now)
        for job, failing in self.desk.troubles.items():
            if job != "database" and not job.startswith("channel "):  # which are looked at above
                yield Own("work", f"{job}: {failing.why}", failing.since, now)
        yield from self._disk(now)

    def _disk(self, now: datetime) -> Iterator[Own]:
        for folder in self.desk.folders():
            room = self._room(folder)
            least = min(LEAST_ROOM, room.total * LEAST_SHARE)
            if "disk" in self._current:
                least *= 1.2  # so that it is not over and back with every file
            if room.free < least:
                why = f"{room.free / 1e6:.0f} MB free at {folder.resolve()}"
                yield Own("disk", why, now, now, grave=room.free < least * NO_ROOM)

    def _see(self, findings: Iterator[Own], now: datetime) -> None:
        for one in findings:
            before = self._current.get(one.part)
            self._current[one.part] = replace(one, since=before.since) if before else one
        self._current = {part: one for part, one in self._current.items() if now - one.seen_at < FORGOTTEN}

    # ---- without memory ------------------------------------------------------------------------------------------
    async def _do_without_memory(self, why: str, now: datetime) -> None:
        """Nothing can be written, so nothing can be promised: people are told at once, from what is in our head."""
        self._without_memory = self._without_memory or now
        if self._told_without_memory or now - self._without_memory < WITHOUT_MEMORY:
            return
        self._told_without_memory = True
        await self._tell_directly(Trouble.MONITOR_UNWELL, why, self._without_memory, None)

    async def _have_memory_again(self, now: datetime) -> None:
        since, self._without_memory = self._without_memory, None
        self.desk.well("database")
        if self._told_without_memory:
            self._told_without_memory = False
            await self._tell_directly(Trouble.MONITOR_WELL, "", since, now)

    async def _tell_directly(self, trouble: Trouble, why: str, since: datetime | None, until: datetime | None) -> None:
        desk = self.desk
        ailment = Ailment(trouble, desk.plan.municipality.name, since, "database", why, desk.config.inbox_url, until)
        for channel, outcome in await failure.speak(desk.config, desk.sender, ailment, desk.now()):
            log.warning("told_without_memory", channel=channel, outcome=outcome)

    # ---- the outside world ---------------------------------------------------------------------------------------
    async def _beat(self, now: datetime) -> None:
        address = self.desk.config.heartbeat
        if not address or (self._last_beat and timedelta() <= now - self._last_beat < BEAT_EVERY):
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
