"""Foreign bytes are parsed apart: in a child process that may crash, hang or fill its memory, and is replaced then."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from monitor.errors import Fault, SourceError
from monitor.net.child import CRASH, OK
from monitor.net.frames import FRAME_MOST, HEAD, WIRE, pack, unpack

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["WIRE", "Apart", "ApartSettings"]

log = structlog.get_logger("monitor.net")

_OURS = ("connectors", "monitor")


@dataclass(frozen=True, slots=True)
class ApartSettings:
    """What one call may cost: bytes of memory, seconds of computing, seconds in all; how many children there may be.

    One child is enough for most; another is started when a call has waited for ``impatience`` seconds, so that one
    bad answer does not hold up the good ones, and ends when it was idle for ``idle`` seconds. ``packages`` are the
    top-level packages whose functions may be called.
    """

    memory: int = 512 << 20
    cpu: int = 10
    wall: float = 15.0
    most: int = max(2, len(os.sched_getaffinity(0)))
    impatience: float = 0.3
    idle: float = 60.0
    packages: tuple[str, ...] = _OURS


class _GoneError(Exception):
    """The child ended in the middle of a call."""


class _Line(asyncio.Protocol):
    """The daemon's end of the line to one child: a call, its answer, the next call."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._answer: asyncio.Future[Any] | None = None
        self.transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]  # uvloop's transports have the methods, not the family

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if len(self._buffer) < HEAD.size:
            return
        (size,) = HEAD.unpack_from(self._buffer)
        if size > FRAME_MOST:
            self._settle(_GoneError())
        elif len(self._buffer) >= HEAD.size + size:
            frame = bytes(self._buffer[HEAD.size : HEAD.size + size])
            self._buffer.clear()
            self._settle(frame)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._settle(_GoneError())

    def ask(self, frame: bytes) -> asyncio.Future[Any]:
        self._answer = asyncio.get_running_loop().create_future()
        if self.transport is None or self.transport.is_closing():
            self._settle(_GoneError())
        else:
            self.transport.write(frame)
        return self._answer

    def _settle(self, outcome: bytes | Exception) -> None:
        answer, self._answer = self._answer, None
        if answer is None or answer.done():
            return
        if isinstance(outcome, bytes):
            answer.set_result(outcome)
        else:
            answer.set_exception(outcome)


class _Child:
    """One child process and the line to it."""

    def __init__(self, process: subprocess.Popen[bytes], line: _Line) -> None:
        self.process = process
        self.line = line
        self.retire: asyncio.TimerHandle | None = None

    def end(self) -> None:
        """Kill it. The kernel may need a moment to take half a gigabyte back, so the wait for it is elsewhere."""
        if self.retire is not None:
            self.retire.cancel()
        if self.line.transport is not None:
            self.line.transport.abort()
        if self.process.poll() is None:
            self.process.kill()


class Apart:
    """Calls functions in child processes. Nothing is started before the first call."""

    def __init__(self, settings: ApartSettings | None = None) -> None:
        self._settings = settings or ApartSettings()
        self._idle: list[_Child] = []
        self._count = 0
        self._waiting: list[asyncio.Future[_Child | None]] = []
        self._burials: set[asyncio.Future[int]] = set()
        self._closed = False

    async def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call ``function`` there; see ``Client.apart``.

        Raises:
            SourceError: what the function raised, or ``PARSER``: it crashed, or needed too much time or memory.
        """
        name = self._name_of(function)
        frame = pack([name, list(arguments)])
        child = await self._borrow()
        healthy = False
        try:
            async with asyncio.timeout(self._settings.wall):
                answer = unpack(await child.line.ask(frame))
            healthy = not (answer[0] == CRASH and answer[1] == "MemoryError")
        except TimeoutError:
            raise SourceError(Fault.PARSER, f"reading the answer took more than {self._settings.wall:.0f} s") from None
        except _GoneError:
            raise SourceError(Fault.PARSER, await _last_words(child.process)) from None
        finally:
            self._give_back(child, healthy=healthy)
        if answer[0] == OK:
            return answer[1]
        raise _error_of(answer, name)

    async def aclose(self) -> None:
        """End every child that is idle now; those at work end with their call."""
        self._closed = True
        while self._idle:
            self._end(self._idle.pop())
        await asyncio.gather(*self._burials)

    def _name_of(self, function: Callable[..., Any]) -> str:
        module, name = function.__module__, function.__qualname__
        if module.partition(".")[0] not in self._settings.packages or not name.isidentifier():
            raise TypeError(f"{module}:{name} is no module-level function of {', '.join(self._settings.packages)}")
        return f"{module}:{name}"

    # ---- who is free ---------------------------------------------------------------------------------------------
    async def _borrow(self) -> _Child:
        if self._idle:
            return self._lend(self._idle.pop())
        if not self._count:
            return await self._start()
        turn: asyncio.Future[_Child | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        impatient = asyncio.get_running_loop().call_later(self._settings.impatience, self._relieve)
        try:
            child = await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and (lent := turn.result()) is not None:
                self._give_back(lent, healthy=True)
            raise
        finally:
            impatient.cancel()
            if turn in self._waiting:
                self._waiting.remove(turn)
        return child if child is not None else await self._start()

    def _lend(self, child: _Child) -> _Child:
        if child.retire is not None:
            child.retire.cancel()
            child.retire = None
        return child

    def _relieve(self) -> None:
        """Let the one that has waited longest start another child, where there may be one."""
        if self._count < self._settings.most:
            self._wake(None)

    def _wake(self, child: _Child | None) -> bool:
        while self._waiting:
            turn = self._waiting.pop(0)
            if not turn.done():
                turn.set_result(child)
                return True
        return False

    def _give_back(self, child: _Child, *, healthy: bool) -> None:
        if not healthy or self._closed:
            self._end(child)
            self._wake(None)
            return
        if self._wake(child):
            return
        self._idle.append(child)
        if self._count > 1:
            child.retire = asyncio.get_running_loop().call_later(self._settings.idle, self._retire, child)

    def _retire(self, child: _Child) -> None:
        if child in self._idle and self._count > 1:
            self._idle.remove(child)
            self._end(child)

    def _end(self, child: _Child) -> None:
        self._count -= 1
        child.end()
        burial = asyncio.get_running_loop().run_in_executor(None, child.process.wait)
        self._burials.add(burial)
        burial.add_done_callback(self._burials.discard)

    async def _start(self) -> _Child:
        self._count += 1
        try:
            process, ours = _spawn(self._settings)
            _, line = await asyncio.get_running_loop().create_unix_connection(_Line, sock=ours)
        except OSError as failure:
            self._count -= 1
            reason = failure.strerror or type(failure).__name__
            raise SourceError(Fault.INTERNAL, f"no process for reading answers could be started: {reason}") from None
        return _Child(process, line)


def _spawn(settings: ApartSettings) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Start a child; it takes a millisecond, and happens when there is none."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    number = theirs.fileno()
    limits = [str(number), str(settings.memory), str(settings.cpu)]
    with theirs:
        process = subprocess.Popen(  # noqa: S603  our own interpreter and our own module
            [sys.executable, "-S", "-P", "-m", "monitor.net.child", *limits],
            pass_fds=[number],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": os.pathsep.join(_search_path(settings.packages)), "PYTHONDONTWRITEBYTECODE": "1"},
        )
    return process, ours


def _search_path(packages: tuple[str, ...]) -> list[str]:
    """Where the child finds what the daemon has found: the environment and the hooks of ``site`` do not go with it."""
    roots = [
        str(Path(sys.modules[package].__path__[0]).resolve().parent) for package in packages if package in sys.modules
    ]
    return list(dict.fromkeys([*roots, *(entry for entry in sys.path if entry)]))


async def _last_words(process: subprocess.Popen[bytes]) -> str:
    try:
        status = await asyncio.to_thread(process.wait, 1.0)
    except subprocess.TimeoutExpired:
        status = 0
    if status == -24:  # SIGXCPU
        return "reading the answer took too much computing time"
    return f"the process that reads answers ended in the middle of one (status {status})"


def _error_of(answer: list[Any], name: str) -> SourceError:
    if answer[0] == CRASH:
        _, kind, where = answer
        if kind == "MemoryError":
            return SourceError(Fault.PARSER, "reading the answer needs more memory than it may use")
        log.warning("parser_failed", function=name, error=kind, where=where)
        return SourceError(Fault.PARSER, f"reading the answer failed ({kind})")
    _, fault, detail, status, wait = answer
    return SourceError(Fault(fault), detail, status=status, retry_after=wait)
