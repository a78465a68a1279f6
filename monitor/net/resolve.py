"""From a host's name to its addresses, without letting a dead name server hold up anything else."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import threading
from typing import TYPE_CHECKING, Protocol

from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.net.guard import Address

_AT_ONCE = 64  # threads that wait for the name server at the most


class Resolver(Protocol):
    """From a name to its addresses, in the order in which they should be tried; every failure is a ``SourceError``."""

    async def __call__(self, host: str, port: int) -> Sequence[Address]:
        """Look ``host`` up."""
        ...


class SystemResolver:
    """What the machine itself says of a name (``getaddrinfo``): hosts file, search list, name server.

    Each lookup has a daemon thread of its own. The pools of asyncio and uvloop are small, shared with everything else
    and joined at exit: a few names whose server hangs would stop all others, and the end of the program too.
    """

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._running: dict[tuple[str, int], asyncio.Future[Sequence[Address]]] = {}

    async def __call__(self, host: str, port: int) -> Sequence[Address]:
        """Look ``host`` up; those who ask for the same name at the same time share one lookup."""
        try:
            return (ipaddress.ip_address(host),)
        except ValueError:
            pass
        key = (host, port)
        running = self._running.get(key)
        if running is None:
            running = asyncio.ensure_future(self._look_up(host, port))
            self._running[key] = running
            running.add_done_callback(lambda done: self._forget(key, done))
        return await asyncio.shield(running)

    def _forget(self, key: tuple[str, int], done: asyncio.Future[Sequence[Address]]) -> None:
        self._running.pop(key, None)
        if not done.cancelled():
            done.exception()  # those who asked may have given up; nobody else will look at it

    async def _look_up(self, host: str, port: int) -> Sequence[Address]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[str]] = loop.create_future()

        def settle(addresses: list[str] | None, failure: Exception | None) -> None:
            if answer.done():
                return
            if failure is not None:
                answer.set_exception(failure)
            else:
                answer.set_result(addresses or [])

        def ask() -> None:
            try:
                found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
                outcome: tuple[list[str] | None, Exception | None] = ([str(entry[4][0]) for entry in found], None)
            except (OSError, UnicodeError) as failure:
                outcome = (None, failure)
            try:
                loop.call_soon_threadsafe(settle, *outcome)
            except RuntimeError:  # the loop was closed while the name server made us wait
                return

        async with self._turns:
            threading.Thread(target=ask, name=f"resolve {host[:40]}", daemon=True).start()
            try:
                texts = await answer
            except UnicodeError:
                raise SourceError(Fault.NAME_NOT_FOUND, f"{host[:80]!r} is no host name") from None
            except OSError as failure:
                raise _explain(host, failure) from None
        return tuple(ipaddress.ip_address(text.partition("%")[0]) for text in dict.fromkeys(texts))


def _explain(host: str, failure: OSError) -> SourceError:
    if isinstance(failure, socket.gaierror) and failure.errno in {socket.EAI_AGAIN, socket.EAI_FAIL, socket.EAI_SYSTEM}:
        return SourceError(Fault.UNREACHABLE, f"the name server gives no answer for {host}")
    return SourceError(Fault.NAME_NOT_FOUND, f"there is no host of the name {host}")
