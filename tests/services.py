"""Services on loopback that answer as they are told, and a sender that reaches them over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.errors import TransportError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping


@dataclass(frozen=True)
class Answered:
    """An answer as a channel sees it."""

    status: int
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """What a service was sent."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Recorder:
    """A sender that goes nowhere: it keeps what was sent and answers what it was told to."""

    def __init__(self, *answers: Answered | TransportError) -> None:
        self.answers = list(answers)
        self.sent: list[Request] = []

    async def request(
        self, method: str, url: str, *, content: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answered:
        """Keep the request; give the next answer, the last one for ever."""
        self.sent.append(Request(method, url, dict(headers or {}), content))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, TransportError):
            raise answer
        return answer


class Wire:
    """A sender over real sockets: one request on one connection, no redirect followed, bounded in time."""

    def __init__(self, patience: float = 2.0) -> None:
        self.patience = patience

    async def request(
        self, method: str, url: str, *, content: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answered:
        """Send it; whatever goes wrong on the line is worth another try."""
        try:
            async with asyncio.timeout(self.patience):
                return await self._exchange(method, url, content, dict(headers or {}))
        except (OSError, asyncio.IncompleteReadError, ValueError, IndexError) as error:
            raise TransportError(type(error).__name__, permanent=False) from None

    async def _exchange(self, method: str, url: str, content: bytes, headers: dict[str, str]) -> Answered:
        parts = urlsplit(url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        lines = [f"{method} {path} HTTP/1.1", f"host: {parts.netloc}", f"content-length: {len(content)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        try:
            writer.write("\r\n".join([*lines, "connection: close", "", ""]).encode("latin-1") + content)
            await writer.drain()
            raw = await reader.read(65536)
            while more := await reader.read(65536):
                raw += more
        finally:
            await _close(writer)
        head, _, body = raw.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        named = dict(line.split(": ", 1) for line in rest)
        return Answered(int(first.split(" ")[1]), body.decode(), {name.lower(): value for name, value in named.items()})


class Service:
    """An HTTP service. ``answer`` is what it says; ``behaviour`` is ok, drop (cut after reading) or hang."""

    def __init__(self, answer: Answered, behaviour: str = "ok") -> None:
        self.answer = answer
        self.behaviour = behaviour
        self.taken: list[Request] = []
        self.address = ""
        self.talks: set[asyncio.Task[None]] = set()

    def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one request."""
        self.talks.add(asyncio.get_running_loop().create_task(self._talk(reader, writer)))

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *rest = head.strip().split("\r\n")
            method, path, _ = first.split(" ")
            headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in rest)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.taken.append(Request(method, path, headers, body))
            if self.behaviour == "hang":
                await reader.read()
            if self.behaviour == "ok":
                text = self.answer.text.encode()
                more = "".join(f"{name}: {value}\r\n" for name, value in self.answer.headers.items())
                writer.write(
                    f"HTTP/1.1 {self.answer.status} X\r\n{more}content-length: {len(text)}\r\n\r\n".encode() + text
                )
                await writer.drain()
        await _close(writer)


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


@contextlib.asynccontextmanager
async def running(service: Service) -> AsyncIterator[Service]:
    """The service, listening."""
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    service.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield service
    finally:
        server.close()
        await asyncio.gather(*service.talks)
        await server.wait_closed()
