"""One child process in which foreign bytes are parsed: how it is started, asked and ended."""

from __future__ import annotations

import asyncio
import math
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from monitor.errors import Fault, SourceError
from monitor.net.frames import FRAME_MOST, HEAD

if TYPE_CHECKING:
    from types import ModuleType

_START = 15.0  # seconds; a machine that boots is slow
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
    most: int = 2  # one to go on with while the other is held up; each takes 20 MB
    impatience: float = 0.3
    idle: float = 60.0
    packages: tuple[str, ...] = _OURS


class ChildGoneError(Exception):
    """The child ended in the middle of a call."""


class Line(asyncio.Protocol):
    """The daemon's end of the line to one child: a call, its answer, the next call."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._answer: asyncio.Future[Any] | None = None
        self._waiting: list[bytes] = []
        self.transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the socket."""
        self.transport = cast("asyncio.WriteTransport", transport)  # uvloop's have the methods, not the family

    def data_received(self, data: bytes) -> None:
        """Collect a frame."""
        self._buffer += data
        if len(self._buffer) < HEAD.size:
            return
        (size,) = HEAD.unpack_from(self._buffer)
        if size > FRAME_MOST:
            self._settle(ChildGoneError())
        elif len(self._buffer) >= HEAD.size + size:
            frame = bytes(self._buffer[HEAD.size : HEAD.size + size])
            self._buffer.clear()
            if self._answer is None:
                self._waiting = [frame]  # the first one, which nobody has asked for yet
            self._settle(frame)

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever waits for an answer waits no more."""
        del exc
        self._settle(ChildGoneError())

    @property
    def is_open(self) -> bool:
        """Whether the child is still there, as far as we know."""
        return self.transport is not None and not self.transport.is_closing()

    def ask(self, frame: bytes) -> asyncio.Future[Any]:
        """Send a call; the future holds its answer, or ``ChildGoneError``."""
        answer = self.expect()
        if self.transport is not None:
            self.transport.write(frame)
        return answer

    def expect(self) -> asyncio.Future[Any]:
        """The next frame that comes."""
        answer = self._answer = asyncio.get_running_loop().create_future()
        if not self.is_open:
            self._settle(ChildGoneError())
        elif self._waiting:
            self._settle(self._waiting.pop())
        return answer

    def _settle(self, outcome: bytes | Exception) -> None:
        answer, self._answer = self._answer, None
        if answer is None or answer.done():
            return
        if isinstance(outcome, bytes):
            answer.set_result(outcome)
        else:
            answer.set_exception(outcome)


class Child:
    """One child process and the line to it."""

    def __init__(self, process: subprocess.Popen[bytes], line: Line) -> None:
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


async def start_child(settings: ApartSettings) -> Child:
    """A child that has said that it is there.

    Raises:
        SourceError: ``INTERNAL``; no process could be started, or it ended before it had begun.
    """
    try:
        process, ours = _spawn(settings)
    except OSError as failure:
        reason = failure.strerror or type(failure).__name__
        raise SourceError(Fault.INTERNAL, f"no process for reading answers could be started: {reason}") from None
    child = Child(process, Line())
    try:
        await asyncio.get_running_loop().create_unix_connection(lambda: child.line, sock=ours)
        async with asyncio.timeout(_START):
            await child.line.expect()
    except (TimeoutError, ChildGoneError):
        await _bury(child)
        raise SourceError(Fault.INTERNAL, "the process for reading answers does not start") from None
    except asyncio.CancelledError:
        if child.line.transport is None:
            ours.close()
        await _bury(child)
        raise
    return child


async def _bury(child: Child) -> None:
    child.end()
    await asyncio.to_thread(child.process.wait)


def _spawn(settings: ApartSettings) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Start a child; it takes a millisecond, and happens when there is none."""
    search_path = os.pathsep.join(_search_path(settings.packages))
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    limits = [str(number) for number in (theirs.fileno(), settings.memory, settings.cpu, math.ceil(settings.wall) + 1)]
    with theirs:
        try:
            process = subprocess.Popen(  # noqa: S603  our own interpreter and our own module
                [sys.executable, "-S", "-P", "-m", "monitor.net.child", *limits],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"PYTHONPATH": search_path, "PYTHONDONTWRITEBYTECODE": "1"},
                process_group=0,  # Ctrl-C at a terminal is for the daemon, which lets its polls end in order
            )
        except OSError:
            ours.close()
            raise
    return process, ours


def _search_path(packages: tuple[str, ...]) -> list[str]:
    """Where the child finds what the daemon has found: the environment and the hooks of ``site`` do not go with it."""
    roots = [_root_of(sys.modules[package]) for package in packages if package in sys.modules]
    return list(dict.fromkeys([*roots, *(entry for entry in sys.path if entry)]))


def _root_of(module: ModuleType) -> str:
    """The folder that must be on the path for ``module`` to be found."""
    if hasattr(module, "__path__"):
        return str(Path(next(iter(module.__path__))).resolve().parent)
    return str(Path(str(module.__file__)).resolve().parent)


async def last_words(process: subprocess.Popen[bytes]) -> str:
    """Why a child ended, as far as its status says it."""
    try:
        status = await asyncio.to_thread(process.wait, 1.0)
    except subprocess.TimeoutExpired:
        status = 0
    if status == -24:  # SIGXCPU
        return "reading the answer took too much computing time"
    return f"the process that reads answers ended in the middle of one (status {status})"
