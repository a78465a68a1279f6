"""An office with deliveries: a desk with a fake mouth for each receiver's channel, and a clock that moves by hand."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import PrivateAttr

from configuration import AT_NIGHT, AT_OPENING, OFFICE_HOURS, on_duty, people, receiver, source
from factories import SATURDAY_02, a_raw_item, a_verdict
from fakes import Clock, FakeReader
from monitor.config import load_config
from monitor.contract import Address, BaseChannel, Means
from monitor.domain import pipeline
from monitor.domain.model import Topic
from monitor.jobs.deliver import Deliverer
from monitor.jobs.desk import Desk
from monitor.jobs.dues import Dues
from monitor.store import decide, outbox, sources

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.config import Config
    from monitor.domain.message import Message
    from monitor.errors import TransportError
    from monitor.store import Database

EMAIL = '  type = "email"\n'
CONFIG = "".join(
    [
        '[municipality]\ncode = "SE-1484"\n',
        source("paper", 'publisher = "Paper"'),
        OFFICE_HOURS,
        people("Maria"),
        on_duty('fallback = "tib"'),
        receiver("tib"),
        receiver("team"),
        AT_NIGHT,
        AT_OPENING,
    ]
)


@dataclass
class Mouth:
    """What a fake channel heard, and how it answers."""

    heard: list[tuple[str, Message]] = field(default_factory=list)
    answers: list[TransportError | None] = field(default_factory=list)

    def refuse(self, *errors: TransportError) -> None:
        """Answer the next messages like that."""
        self.answers += errors


class FakeChannel(BaseChannel):
    """Takes everything, unless it was told to refuse."""

    personal: ClassVar[bool] = True
    _mouth: Mouth = PrivateAttr()

    def bind(self, mouth: Mouth) -> FakeChannel:
        self._mouth = mouth
        return self

    async def send(self, message: Message, address: Address, means: Means) -> str:
        del means
        error = self._mouth.answers.pop(0) if self._mouth.answers else None
        if error is not None:
            raise error
        self._mouth.heard.append((address.person or address.receiver, message))
        return f"receipt-{len(self._mouth.heard)}"


class Office:
    """A desk with a fake mouth for each receiver, and a clock that moves by hand."""

    def __init__(self, database: Database, path: Path, text: str = CONFIG) -> None:
        (path / "monitor.toml").write_text(text)
        config: Config = load_config(path / "monitor.toml")
        # "jour" is its first channel, "jour/1" the second.
        self.mouths = {f"{name}/{slot}" if slot else name: Mouth() for name, slot in config.channels}
        channels = {line: FakeChannel().bind(self.mouths["/".join(map(str, line)).removesuffix("/0")])
                    for line in config.channels}  # fmt: skip
        self.clock = Clock(SATURDAY_02)
        nothing: Any = None
        self.reader = (
            FakeReader()
            .teach("ingen el", a_verdict(topics=(Topic.POWER,)))
            .teach("brand", a_verdict(topics=(Topic.FIRE,)))
        )
        self.desk = Desk(replace(config, channels=channels), database, self.reader, nothing, nothing, self.clock.now)
        self.deliverer = Deliverer(self.desk)
        sources.register(database, {"paper": ""}, SATURDAY_02 - timedelta(days=30))
        with database.writing() as connection:
            long_ago = SATURDAY_02 - timedelta(days=30)
            update = {"name": "paper", "first_success_at": long_ago, "last_success_at": long_ago}
            sources.settle(connection, [update])

    def publish(self, key: str = "1", title: str = "Inget vatten i Lysekil") -> None:
        """Let the paper print something, and decide on it."""
        now, desk = self.clock.now(), self.desk
        items = pipeline.prepare([a_raw_item(key, title)], desk.source("paper"), "salt", now)
        with decide.deciding(desk.database, desk.plan, items, now) as (world, connection):
            read = pipeline.read(items, world.known, desk.reader)
            decide.remember(connection, pipeline.decide(read, world, desk.oncall, now))

    def speak(self) -> None:
        """Do what is due and say what is to be said."""

        async def go() -> None:
            await Dues(self.desk).once()
            await self.deliverer.once()

        asyncio.run(go())

    def states(self) -> dict[str, list[str]]:
        """The state of each delivery, by receiver."""
        found: dict[str, list[str]] = {}
        for delivery in reversed(outbox.listed(self.desk.database)):
            found.setdefault(delivery.receiver, []).append(delivery.state)
        return found
