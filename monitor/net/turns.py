"""Whose turn it is: so many requests at once in all, and few at one host."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from monitor.net.settings import HttpSettings


class _Host:
    """The requests at one host: ``counted`` ones, all ``open`` ones, and those that wait, in the order they came."""

    __slots__ = ("counted", "open", "waiting")

    def __init__(self) -> None:
        self.counted = 0
        self.open = 0
        self.waiting: deque[asyncio.Future[None]] = deque()


class Turns:
    """Gives turns. A request that has not ended after ``patience`` seconds stops counting against its host.

    So a server that hangs on one of its feeds delays its others by that much, instead of by the whole deadline.
    """

    def __init__(self, settings: HttpSettings) -> None:
        self._per_host = settings.per_host
        self._per_host_open = max(settings.per_host, settings.per_host_open)
        self._patience = settings.patience
        self._all = asyncio.Semaphore(settings.at_once)
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def at(self, name: str) -> AsyncIterator[None]:
        """Wait for a turn at the host ``name`` and hold it."""
        host = self._hosts.get(name)
        if host is None:
            host = self._hosts[name] = _Host()
        if self._is_full(host) or host.waiting:
            await self._wait(host)
        else:
            host.counted += 1
            host.open += 1
        held = [True]
        timer = asyncio.get_running_loop().call_later(self._patience, self._stop_counting, host, held)
        try:
            async with self._all:
                yield
        finally:
            timer.cancel()
            host.open -= 1
            self._stop_counting(host, held)
            self._admit(host)
            if not host.open and not host.waiting:
                self._hosts.pop(name, None)

    def _is_full(self, host: _Host) -> bool:
        return host.counted >= self._per_host or host.open >= self._per_host_open

    async def _wait(self, host: _Host) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        host.waiting.append(turn)
        try:
            await turn  # whoever admits us counts us
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                host.counted -= 1
                host.open -= 1
                self._admit(host)
            else:
                host.waiting.remove(turn)
            raise

    def _stop_counting(self, host: _Host, held: list[bool]) -> None:
        if held[0]:
            held[0] = False
            host.counted -= 1
            self._admit(host)

    def _admit(self, host: _Host) -> None:
        while host.waiting and not self._is_full(host):
            turn = host.waiting.popleft()
            if not turn.done():
                host.counted += 1
                host.open += 1
                turn.set_result(None)
