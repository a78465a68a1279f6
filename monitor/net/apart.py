"""Foreign bytes are parsed apart: in a child process that may crash, hang or fill its memory, and is replaced then."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from monitor.errors import Fault, SourceError
from monitor.log import get_logger
from monitor.net.child import CRASH, OK
from monitor.net.frames import WIRE, pack, unpack
from monitor.net.process import ApartSettings, Child, ChildGoneError, last_words, start_child

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["WIRE", "Apart", "ApartSettings"]

log = get_logger()


class Apart:
    """Calls functions in child processes. Nothing is started before the first call, or ``prepare``."""

    def __init__(self, settings: ApartSettings | None = None) -> None:
        self._settings = settings or ApartSettings()
        self._idle: list[Child] = []
        self._count = self._starting = 0
        self._promised = 0  # children that somebody was told to start, and has not yet begun to
        self._waiting: list[asyncio.Future[Child | None]] = []
        self._burials: set[asyncio.Future[int]] = set()
        self._closed = False
        self._ahead: asyncio.Task[None] | None = None

    def prepare(self) -> None:
        """Start a child before somebody calls: it takes a tenth of a second, on a processor that has nothing to do."""
        if not self._count and self._ahead is None:
            self._ahead = asyncio.create_task(self._start_ahead())

    async def _start_ahead(self) -> None:
        with suppress(SourceError):  # whoever calls will try it again, and hear of it
            self._give_back(await self._start(), healthy=True)

    async def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call ``function`` there; see ``Client.apart``.

        Raises:
            SourceError: what the function raised, or ``PARSER``: it crashed, or needed too much time or memory.
        """
        name = self._name_of(function)
        child = await self._borrow()
        healthy = True
        try:
            frame = pack([name, list(arguments)])  # not before it can go: those that wait hold no copies
            healthy = False
            async with asyncio.timeout(self._settings.wall):
                answer = unpack(await child.line.ask(frame))
            healthy = not (answer[0] == CRASH and answer[1] == "MemoryError")
        except TimeoutError:
            raise SourceError(Fault.PARSER, f"reading the answer took more than {self._settings.wall:.0f} s") from None
        except ChildGoneError:
            raise SourceError(Fault.PARSER, await last_words(child.process)) from None
        finally:
            self._give_back(child, healthy=healthy)
        if answer[0] == OK:
            return answer[1]
        raise _error_of(answer, name)

    async def aclose(self) -> None:
        """End every child that is idle now; those at work end with their call."""
        self._closed = True
        if self._ahead is not None:
            self._ahead.cancel()
            await asyncio.gather(self._ahead, return_exceptions=True)
        while self._idle:
            self._end(self._idle.pop())
        await asyncio.gather(*self._burials)

    def _name_of(self, function: Callable[..., Any]) -> str:
        module, name = str(function.__module__), function.__qualname__
        if module.partition(".")[0] not in self._settings.packages or not name.isidentifier():
            raise TypeError(f"{module}:{name} is no module-level function of {', '.join(self._settings.packages)}")
        return f"{module}:{name}"

    # ---- who is free ---------------------------------------------------------------------------------------------
    async def _borrow(self) -> Child:
        while self._idle:
            child = self._lend(self._idle.pop())
            if child.line.is_open:
                return child
            self._end(child)  # somebody else ended it: a system that was short of memory
        if not self._count:
            return await self._start()
        turn: asyncio.Future[Child | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._relieve_later(turn)
        try:
            lent = await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._refuse(turn.result())
            raise
        finally:
            if turn in self._waiting:
                self._waiting.remove(turn)
        if lent is not None:
            return lent
        self._promised -= 1
        return await self._start()

    def _refuse(self, lent: Child | None) -> None:
        """Whoever got this in its turn had just given up: the next one may have it."""
        if lent is not None:
            self._give_back(lent, healthy=True)
        else:
            self._promised -= 1

    def _lend(self, child: Child) -> Child:
        if child.retire is not None:
            child.retire.cancel()
            child.retire = None
        return child

    def _relieve_later(self, turn: asyncio.Future[Child | None]) -> None:
        asyncio.get_running_loop().call_later(self._settings.impatience, self._relieve, turn)

    def _relieve(self, turn: asyncio.Future[Child | None]) -> None:
        """Let the one that has waited longest start another child, where there may be one and none is on its way."""
        if turn.done():
            return
        coming = self._starting + self._promised
        if self._count + self._promised < self._settings.most and not coming:
            self._wake(None)
        if not turn.done():
            self._relieve_later(turn)

    def _wake(self, child: Child | None) -> bool:
        while self._waiting:
            turn = self._waiting.pop(0)
            if not turn.done():
                turn.set_result(child)
                self._promised += child is None
                return True
        return False

    def _give_back(self, child: Child, *, healthy: bool) -> None:
        if not healthy or self._closed:
            self._end(child)
            self._wake(None)
            return
        if self._wake(child):
            return
        self._idle.append(child)
        if self._count > 1:
            child.retire = asyncio.get_running_loop().call_later(self._settings.idle, self._retire, child)

    def _retire(self, child: Child) -> None:
        if child in self._idle and self._count > 1:
            self._idle.remove(child)
            self._end(child)

    def _end(self, child: Child) -> None:
        self._count -= 1
        child.end()
        burial = asyncio.get_running_loop().run_in_executor(None, child.process.wait)
        self._burials.add(burial)
        burial.add_done_callback(self._burials.discard)

    async def _start(self) -> Child:
        self._count += 1
        self._starting += 1
        try:
            return await start_child(self._settings)
        except BaseException:
            self._count -= 1
            raise
        finally:
            self._starting -= 1


def _error_of(answer: list[Any], name: str) -> SourceError:
    if answer[0] == CRASH:
        _, kind, where = answer
        if kind == "MemoryError":
            return SourceError(Fault.PARSER, "reading the answer needs more memory than it may use")
        log.warning("parser_failed", function=name, error=kind, where=where)
        return SourceError(Fault.PARSER, f"reading the answer failed ({kind})")
    _, fault, detail, status, wait = answer
    return SourceError(Fault(fault), detail, status=status, retry_after=wait)
