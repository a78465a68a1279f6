"""A server on this machine that answers as a test tells it to, and the client that is tested against it."""

from __future__ import annotations

import asyncio
import functools
import ipaddress
import socket
import struct
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from monitor.net.apart import Apart
from monitor.net.client import HttpClient
from monitor.net.settings import HttpSettings
from monitor.net.transport import Transport

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence

    from monitor.net.guard import Address

OPEN = ("127.0.0.0/8:*", "[::1]:*")


def in_loop(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run an asynchronous test in an event loop of its own."""

    @functools.wraps(test)
    def run(*arguments: Any, **named: Any) -> None:
        asyncio.run(test(*arguments, **named))

    return run


@dataclass
class Asked:
    """A request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: int


@dataclass
class Exchange:
    """One request and the means to answer it byte by byte."""

    asked: Asked
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, *parts: bytes) -> None:
        """Send bytes as they are."""
        for part in parts:
            self.writer.write(part)
            await self.writer.drain()

    async def answer(self, status: int = 200, body: bytes = b"", **headers: str) -> None:
        """Send an answer with a length; ``content_type="text/html"`` becomes a header."""
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        await self.send(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"), body)

    async def hang(self) -> None:
        """Say nothing more until the other side gives up."""
        await self.reader.read()

    def reset(self) -> None:
        """Break the connection off as a crashed machine does."""
        linger = struct.pack("ii", 1, 0)
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.writer.transport.abort()

    def close(self) -> None:
        """Close the connection properly."""
        self.writer.close()


Act = Callable[[Exchange], Awaitable[None]]


@dataclass
class Loopback:
    """The server: paths and what they do."""

    acts: dict[str, Act] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    port: int = 0
    scheme: str = "http"
    connections: int = 0
    open_now: int = 0
    open_most: int = 0
    stir: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"{self.scheme}://{host}:{self.port}{path}"

    def does(self, path: str, act: Act) -> None:
        """Let ``path`` be answered by ``act``."""
        self.acts[path] = act

    def answers(self, path: str, status: int = 200, body: bytes = b"", **headers: str) -> None:
        """Let ``path`` be answered always like this."""
        self.acts[path] = lambda exchange: exchange.answer(status, body, **headers)

    def sends(self, path: str, *parts: bytes) -> None:
        """Let ``path`` be answered by these bytes, and the connection be closed."""

        async def act(exchange: Exchange) -> None:
            await exchange.send(*parts)
            exchange.close()

        self.acts[path] = act

    async def was_asked(self, times: int) -> None:
        """Wait until so many requests have arrived."""
        async with asyncio.timeout(10):
            while len(self.asked) < times:
                await self._stirred()

    async def was_left(self) -> None:
        """Wait until nobody is connected any more."""
        async with asyncio.timeout(10):
            while self.open_now:
                await self._stirred()

    async def _stirred(self) -> None:
        self.stir = asyncio.Event()
        await self.stir.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection, one after another."""
        self.connections += 1
        self.open_now += 1
        self.open_most = max(self.open_most, self.open_now)
        try:
            while (asked := await _read(reader, self.connections)) is not None:
                self.asked.append(asked)
                self.stir.set()
                path = asked.target.partition("?")[0]
                await self.acts.get(path, _not_found)(Exchange(asked, reader, writer))
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open_now -= 1
            self.stir.set()
            writer.close()


@asynccontextmanager
async def loopback(tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> AsyncIterator[Loopback]:
    """A server for the length of a test."""
    server = Loopback(scheme="https" if tls else "http")
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(server.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    listening = await asyncio.start_server(accept, host, 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)


@asynccontextmanager
async def client(
    *,
    allow_private: Sequence[str] = OPEN,
    names: Mapping[str, Sequence[str] | Sequence[Sequence[str]]] | None = None,
    tls: ssl.SSLContext | None = None,
    wall: Callable[[], float] = lambda: 1_795_000_000.0,
    **settings: Any,
) -> AsyncIterator[HttpClient]:
    """The real client; ``names`` stands in for the name server."""
    http = HttpSettings(contact="test@kommun.example", allow_private=tuple(allow_private), **settings)
    transport = Transport(http, resolve=Names(names) if names is not None else None, tls=tls)
    made = HttpClient(http, Apart(), transport=transport, wall=wall)
    try:
        yield made
    finally:
        await made.aclose()


class Names:
    """A name server: each name has answers, given in turn; the last one stays."""

    def __init__(self, answers: Mapping[str, Sequence[str] | Sequence[Sequence[str]]]) -> None:
        self.answers = {
            name: [list(turn) if not isinstance(turn, str) else [turn] for turn in turns]
            for name, turns in answers.items()
        }
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[Address]:
        """Answer."""
        del port
        self.asked.append(host)
        if host not in self.answers:
            return (ipaddress.ip_address(host),)
        turns = self.answers[host]
        turn = turns.pop(0) if len(turns) > 1 else turns[0]
        return tuple(ipaddress.ip_address(address) for address in turn)


async def _read(reader: asyncio.StreamReader, connection: int) -> Asked | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    pairs = (line.partition(":") for line in lines if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, target, headers, body, connection)


async def _not_found(exchange: Exchange) -> None:
    await exchange.answer(404)
