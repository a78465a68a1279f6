"""What all jobs share: the configuration in force, the memory, the network, the clock, and a thread to decide in."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from monitor.clock import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from monitor.analysis.feedback import Saying
    from monitor.config import Config
    from monitor.contract import Address, Client, Sender
    from monitor.domain.message import Message
    from monitor.domain.oncall import OnCall
    from monitor.domain.pipeline import Reader
    from monitor.domain.plan import Plan, SourcePlan
    from monitor.store import Database

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Failing:
    """What a part of the monitor could not do, and since when."""

    why: str
    since: datetime


class Desk:
    """Everything a job needs to do its work. A new configuration gives a new desk over the same memory."""

    def __init__(
        self,
        config: Config,
        database: Database,
        reader: Reader,
        client: Client,
        sender: Sender,
        now: Callable[[], datetime] = utc_now,
        *,
        show: Callable[[Message, Address], None] = lambda _message, _address: None,
        heed: Callable[[Iterable[Saying]], None] = lambda _sayings: None,
    ) -> None:
        self.config = config
        self.database = database
        self.reader = reader
        self.client = client
        self.sender = sender
        self.now = now
        self.heed = heed  # lets the reader learn what people said of verdicts
        self.show = show  # puts mail that nobody else gets to see on the terminal
        self.something_to_say = asyncio.Event()  # set when a decision wrote deliveries
        self.troubles: dict[str, Failing] = {}  # what the monitor itself could not do, by the part of it
        self.happenings: list[tuple[str, str]] = []  # what happened to a part of it and is over
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="desk")

    @property
    def plan(self) -> Plan:
        """The configuration in the head's words."""
        return self.config.plan

    @cached_property
    def oncall(self) -> OnCall:
        """Office hours and rotas."""
        from monitor.domain.oncall import OnCall

        return OnCall(self.plan)

    @cached_property
    def _sources(self) -> dict[str, SourcePlan]:
        return {source.name: source for source in self.plan.sources}

    def source(self, name: str) -> SourcePlan:
        """The configured source of that name."""
        return self._sources[name]

    @cached_property
    def signing_key(self) -> str:
        """Signs the links in alerts."""
        from monitor.store.decide import signing_key

        return signing_key(self.database)

    def take_turns(self, config: Config) -> None:
        """Go on with the same configuration in which the rotas have other turns."""
        self.config = config
        self.__dict__.pop("oncall", None)

    async def call(self, function: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """Run a plain function in a thread: memory and decisions never hold up the network."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(function, *arguments, **named))

    def trouble(self, part: str, why: str) -> None:
        """Note what the monitor itself could not do; ``well`` takes it back."""
        before = self.troubles.get(part)
        self.troubles[part] = Failing(why, before.since if before else self.now())

    def well(self, part: str) -> None:
        """That part works again."""
        self.troubles.pop(part, None)

    def happened(self, part: str, why: str) -> None:
        """Note what happened to the monitor itself, and is over."""
        self.happenings.append((part, why))

    def folders(self) -> list[Path]:
        """Where we write: the memory's own folder, and that of mail, exports and backups."""
        url = self.database.engine.url
        on_disk = self.database.is_sqlite and url.database not in {None, "", ":memory:"}
        return list(dict.fromkeys([*([Path(str(url.database)).parent] if on_disk else []), self.config.directory]))

    def close(self) -> None:
        """Wait for what is being written, and end the threads."""
        self._threads.shutdown(wait=True)
