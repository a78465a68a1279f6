"""The way to the network under httpx: kept connections, checked addresses, bounded answers."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import httpx

from monitor.errors import Fault, SourceError
from monitor.net.dial import PORTS, Dialler, Place
from monitor.net.guard import Origin, check_redirect
from monitor.net.inflate import inflate
from monitor.net.wire import Connection, DroppedError, Limits, RawReply

if TYPE_CHECKING:
    import ssl

    from monitor.net.resolve import Resolver
    from monitor.net.settings import HttpSettings

_HOST = re.compile(r"[A-Za-z0-9_:-][A-Za-z0-9._:-]{0,252}")
_SWEEP = 15.0  # seconds between two looks at connections that nobody used
_GZIP_MAGIC = b"\x1f\x8b\x08"
_HOP_BY_HOP = frozenset({b"content-encoding", b"content-length", b"transfer-encoding", b"connection", b"keep-alive"})


class Transport(httpx.AsyncBaseTransport):
    """An httpx transport of our own, for the caller who holds a turn already.

    httpx's pool looks through all its connections at each request (encode/httpx#3215), bounds no body and connects to
    whatever a name means by then. This one keeps a stack of connections for each scheme, host and port, hands a
    response over whole, inflated and bounded, and connects to the very addresses that the guard has passed.

    Extensions of a request: ``deadline`` in the loop's time; ``origin``, where a chain of redirects began; ``fresh``,
    to use no kept connection. Of a response: ``cut``, whether its end is missing; ``private``, whether it came from a
    private address. Every failure is a ``SourceError``.
    """

    def __init__(
        self, settings: HttpSettings, *, resolve: Resolver | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self._settings = settings
        self._dialler = Dialler(settings, resolve, tls)
        self._idle: dict[Place, list[Connection]] = {}
        self._idle_count = 0
        self._sweeper: asyncio.TimerHandle | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and give its whole response."""
        place = _place_of(request.url)
        payload = _payload_of(request)
        loop_now = asyncio.get_running_loop().time()
        deadline = request.extensions.get("deadline", loop_now + self._settings.deadline)
        most = request.extensions.get("most", self._settings.max_bytes)
        limits = Limits(self._settings.max_head, most, deadline)
        origin = request.extensions.get("origin")
        connection = None if request.extensions.get("fresh") else self._take(place, origin)
        if connection is not None:
            try:
                return self._respond(place, connection, await _exchange(connection, payload, limits), most)
            except DroppedError:
                if request.method not in {"GET", "HEAD"}:
                    raise SourceError(
                        Fault.UNREACHABLE, f"{place[1]} closed the connection without an answer"
                    ) from None
        connection = await self._dialler.dial(place, deadline, origin)
        try:
            raw = await _exchange(connection, payload, limits)
        except DroppedError as dropped:
            raise SourceError(Fault.UNREACHABLE, str(dropped)) from None
        return self._respond(place, connection, raw, most)

    async def aclose(self) -> None:
        """Close every kept connection."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        for stack in self._idle.values():
            for connection in stack:
                connection.close()
        self._idle.clear()
        self._idle_count = 0
        await asyncio.sleep(0)  # let the sockets close before the loop does

    def _respond(self, place: Place, connection: Connection, raw: RawReply, most: int) -> httpx.Response:
        self._keep(place, connection)
        headers = raw.headers
        body, cut = raw.body, raw.cut
        if body:
            encoding = ",".join(value.decode("latin-1") for name, value in headers if name == b"content-encoding")
            if not encoding and body.startswith(_GZIP_MAGIC):  # a packed file, served as it lies there
                encoding = "gzip"
            if encoding:
                body, broken = inflate(body, encoding, most, place[1])
                cut = cut or broken
            headers = [header for header in headers if header[0] not in _HOP_BY_HOP]
        return httpx.Response(
            raw.status,
            headers=headers,
            stream=httpx.ByteStream(body),
            extensions={"cut": cut, "private": connection.private, "body": body},
        )

    # ---- kept connections ----------------------------------------------------------------------------------------
    def _take(self, place: Place, origin: Origin | None) -> Connection | None:
        stack = self._idle.get(place)
        while stack:
            connection = stack.pop()
            self._idle_count -= 1
            if connection.usable:
                if origin is not None:
                    check_redirect(place[1], place[2], private=connection.private, origin=origin)
                return connection
        return None

    def _keep(self, place: Place, connection: Connection) -> None:
        if not connection.usable:
            return
        if self._idle_count >= self._settings.idle_connections:
            self._sweep_all(older_than=self._settings.idle / 4)
        if self._idle_count >= self._settings.idle_connections:
            connection.close()
            return
        loop = asyncio.get_running_loop()
        connection.idle_since = loop.time()
        self._idle.setdefault(place, []).append(connection)
        self._idle_count += 1
        if self._sweeper is None:
            self._sweeper = loop.call_later(_SWEEP, self._sweep)

    def _sweep(self) -> None:
        self._sweep_all(older_than=self._settings.idle)
        again = asyncio.get_running_loop().call_later
        self._sweeper = again(_SWEEP, self._sweep) if self._idle_count else None

    def _sweep_all(self, *, older_than: float) -> None:
        oldest = asyncio.get_running_loop().time() - older_than
        for place, stack in list(self._idle.items()):
            kept = [connection for connection in stack if connection.usable and connection.idle_since > oldest]
            for connection in stack:
                if connection not in kept:
                    connection.close()
            self._idle_count -= len(stack) - len(kept)
            if kept:
                self._idle[place] = kept
            else:
                del self._idle[place]


async def _exchange(connection: Connection, payload: bytes, limits: Limits) -> RawReply:
    try:
        return await connection.ask(payload, limits)
    except asyncio.CancelledError:
        connection.abandon()
        raise


def _place_of(url: httpx.URL) -> Place:
    """Scheme, host and port of an address that may be asked.

    Raises:
        SourceError: ``REFUSED_ADDRESS`` for another scheme, no host, or a user name in it.
    """
    scheme, host = url.scheme, url.raw_host.decode("ascii")
    if scheme not in PORTS:
        raise SourceError(Fault.REFUSED_ADDRESS, f"only http and https are read, not {scheme[:20]!r}")
    if not _HOST.fullmatch(host):
        raise SourceError(Fault.REFUSED_ADDRESS, "the address names no host, or one that cannot be")
    if url.userinfo:
        raise SourceError(
            Fault.REFUSED_ADDRESS, f"the address of {host} holds a user name; such addresses are not read"
        )
    port = url.port or PORTS[scheme]
    return scheme, host, port


def _payload_of(request: httpx.Request) -> bytes:
    parts = [b"%s %s HTTP/1.1" % (request.method.encode("ascii"), request.url.raw_path)]
    parts.extend(b"%s: %s" % header for header in request.headers.raw)
    if any(b"\r" in part or b"\n" in part or b"\0" in part for part in parts):
        raise SourceError(Fault.INTERNAL, "a header of the request holds a line break")
    return b"\r\n".join(parts) + b"\r\n\r\n" + request.content
