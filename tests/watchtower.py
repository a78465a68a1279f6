"""The daemon's own jobs over real databases with a clock that moves by hand: polls, audits, what people are told."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import PrivateAttr

from fakes import Clock, FakeReader
from monitor.config import load_config
from monitor.contract import BaseChannel
from monitor.domain.model import Reason
from monitor.errors import TransportError
from monitor.jobs.audit import Auditor, Room
from monitor.jobs.deliver import Deliverer
from monitor.jobs.desk import Desk
from monitor.jobs.dues import Dues
from monitor.jobs.poll import Poller
from monitor.store import outbox, sources
from services import Answered

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from monitor.contract import Address, Means
    from monitor.domain.incident import Delivery
    from monitor.domain.message import Message
    from monitor.domain.model import Municipality
    from monitor.jobs.poll import PollReport
    from monitor.store import Database
    from monitor.store.sources import SourceRow

OPEN_TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # 10:00 in Lysekil
FRAME = """
[municipality]
code = "SE-1484"
[http]
contact = "test@kommun.example"
[office_hours]
monday = "08:00-16:30"
tuesday = "08:00-16:30"
wednesday = "08:00-16:30"
thursday = "08:00-16:30"
friday = "08:00-16:30"
[[receiver]]
name = "team"
  [[receiver.channel]]
  type = "email"
  to = ["team@lysekil.example"]
[[receiver]]
name = "it"
  [[receiver.channel]]
  type = "email"
  to = ["it@lysekil.example"]
[health]
to = ["it"]
heartbeat = "https://watchdog.example/beat"
"""
PLENTY = Room(100_000_000_000, 50_000_000_000)


@dataclass(frozen=True)
class Said:
    """One message about the monitor's own health."""

    trouble: str
    about: tuple[str, ...]
    at: datetime
    delivery: Delivery


@dataclass
class Outside:
    """The network for channels and for the dead man's switch: it keeps which addresses were asked."""

    asked: list[str] = field(default_factory=list)

    async def request(
        self, method: str, url: str, *, content: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answered:
        del method, content, headers
        self.asked.append(url)
        return Answered(200)


class Ear(BaseChannel):
    """A channel that takes what it is given, unless it was told to refuse."""

    _tower: Watchtower = PrivateAttr()

    def bind(self, tower: Watchtower) -> Ear:
        self._tower = tower
        return self

    async def send(self, message: Message, address: Address, means: Means) -> str:
        del means
        if self._tower.deaf.get(address.receiver):
            raise TransportError("421 not now", permanent=False)
        self._tower.heard.append((address.receiver, message))
        return "taken"


class Watchtower:
    """Sources, a memory and people who are told, over whatever client a test brings."""

    def __init__(self, database: Database, folder: Path, client: Any, sources_toml: str) -> None:
        state = f'[state]\ndirectory = "{folder}"\n'
        (folder / "monitor.toml").write_text(FRAME + state + sources_toml, encoding="utf-8")
        config = load_config(folder / "monitor.toml")
        self.clock = Clock(OPEN_TUESDAY)
        self.room = PLENTY
        self.outside = Outside()
        self.heard: list[tuple[str, Message]] = []
        self.deaf: dict[str, bool] = {}
        channels = {(name, 0): Ear().bind(self) for name in ("team", "it")}
        config = replace(config, channels=channels)
        self.desk = Desk(config, database, FakeReader(), client, self.outside, self.clock.now)
        hashes = {source.name: config.options_hash(source.name) for source in config.plan.sources}
        sources.register(database, hashes, self.clock.now())
        self.auditor = Auditor(self.desk, lambda _folder: self.room)

    @property
    def municipality(self) -> Municipality:
        return self.desk.plan.municipality

    async def poll(self, *names: str) -> list[PollReport]:
        """Ask these sources now, or whatever is due."""
        return await Poller(self.desk).once(list(names) or None)

    async def pass_time(self, span: timedelta, step: timedelta = timedelta(seconds=30)) -> None:
        """Let time go by as the daemon lives it: what is due is polled, and there is a look every so often."""
        until = self.clock.now() + span
        while self.clock.now() < until:
            due = sources.next_due(self.desk.database)
            self.clock.at = min(max(due, self.clock.now()) if due else until, self.clock.now() + step, until)
            await self.poll()
            await self.look()
            await self.speak()

    async def speak(self) -> None:
        """Do what is due, and say what is to be said."""
        await Dues(self.desk).once()
        await Deliverer(self.desk).once()

    async def look(self) -> None:
        """Audit once."""
        await self.auditor.look_once()

    def source(self, name: str) -> SourceRow:
        """What is remembered of a source."""
        return sources.all_rows(self.desk.database)[name]

    def said(self) -> list[Said]:
        """What people were told of our health, oldest first, once for each message."""
        told = [one for one in reversed(outbox.listed(self.desk.database)) if one.reason is Reason.HEALTH]
        return [
            Said(one.body["trouble"], tuple(part[0] for part in json.loads(one.body["parts"])), one.created_at, one)
            for one in told
        ]

    def alerts(self) -> list[Delivery]:
        """What people were told of incidents, oldest first."""
        return [one for one in reversed(outbox.listed(self.desk.database)) if one.reason is not Reason.HEALTH]

    def close(self) -> None:
        """End the threads."""
        self.desk.close()
