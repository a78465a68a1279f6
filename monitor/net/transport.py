"""The way to the network under httpx: kept connections, checked addresses, bounded answers."""

from __future__ import annotations

import asyncio
import os
import re
import ssl
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from monitor.errors import Fault, SourceError
from monitor.net.guard import Guard, Origin, check_redirect
from monitor.net.inflate import inflate
from monitor.net.resolve import Resolver, SystemResolver
from monitor.net.wire import Connection, DroppedError, Limits, RawReply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.net.guard import Address
    from monitor.net.settings import HttpSettings

Place = tuple[str, str, int]  # scheme, host, port

_HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}")
_SWEEP = 15.0  # seconds between two looks at connections that nobody used
_ADDRESSES_MOST = 6
_PORTS = {"http": 80, "https": 443}
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
        self._guard = Guard(settings.allow_private)
        self._resolve = resolve or SystemResolver()
        self._tls = tls
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
        connection = await self._connect(place, deadline, origin)
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

    # ---- new connections -----------------------------------------------------------------------------------------
    async def _connect(self, place: Place, deadline: float, origin: Origin | None) -> Connection:
        _, host, port = place
        try:
            async with asyncio.timeout_at(deadline):
                addresses = await self._resolve(host, port)
        except TimeoutError:
            raise SourceError(Fault.TIMEOUT, f"the name server gave no answer for {host} in time") from None
        if not addresses:
            raise SourceError(Fault.NAME_NOT_FOUND, f"there is no host of the name {host}")
        private = self._guard.check(host, port, addresses)
        if origin is not None:
            check_redirect(host, port, private=private, origin=origin)
        connection = await self._connect_to_any(place, addresses[:_ADDRESSES_MOST], deadline)
        connection.private = private
        return connection

    async def _connect_to_any(self, place: Place, addresses: Sequence[Address], deadline: float) -> Connection:
        """Try one address after another: the last has all the time that is left, the others a share of it."""
        now = asyncio.get_running_loop().time
        for index, address in enumerate(addresses, start=1):
            last = index == len(addresses)
            most = self._settings.connect_timeout if last else self._settings.connect_timeout / 3
            try:
                async with asyncio.timeout_at(min(deadline, now() + most)):
                    return await self._open(place, address)
            except (OSError, TimeoutError) as failure:
                if last or isinstance(failure, ssl.SSLCertVerificationError) or now() >= deadline:
                    raise _explain(place, failure) from None
        raise AssertionError  # the last address returned or raised

    async def _open(self, place: Place, address: Address) -> Connection:
        scheme, host, port = place
        tls = self._tls_context() if scheme == "https" else None
        _, connection = await asyncio.get_running_loop().create_connection(
            lambda: Connection(host),
            str(address),
            port,
            ssl=tls,
            server_hostname=host.rstrip(".") if tls else None,
        )
        return connection

    def _tls_context(self) -> ssl.SSLContext:
        """One context for all: making one costs 20-30 ms."""
        if self._tls is None:
            self._tls = make_tls_context()
        return self._tls


def make_tls_context() -> ssl.SSLContext:
    """Trust what the machine trusts, so that a municipality's own authority works; certifi's list where it has none."""
    paths = ssl.get_default_verify_paths()
    has_own = bool(paths.cafile) or bool(
        paths.capath and os.access(paths.capath, os.R_OK) and any(Path(paths.capath).iterdir())
    )
    if has_own:
        return ssl.create_default_context()
    import certifi

    return ssl.create_default_context(cafile=certifi.where())


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
    if scheme not in _PORTS:
        raise SourceError(Fault.REFUSED_ADDRESS, f"only http and https are read, not {scheme[:20]!r}")
    if not _HOST.fullmatch(host):
        raise SourceError(Fault.REFUSED_ADDRESS, "the address names no host, or one that cannot be")
    if url.userinfo:
        raise SourceError(
            Fault.REFUSED_ADDRESS, f"the address of {host} holds a user name; such addresses are not read"
        )
    port = url.port or _PORTS[scheme]
    return scheme, host, port


def _payload_of(request: httpx.Request) -> bytes:
    parts = [b"%s %s HTTP/1.1" % (request.method.encode("ascii"), request.url.raw_path)]
    parts.extend(b"%s: %s" % header for header in request.headers.raw)
    if any(b"\r" in part or b"\n" in part or b"\0" in part for part in parts):
        raise SourceError(Fault.INTERNAL, "a header of the request holds a line break")
    return b"\r\n".join(parts) + b"\r\n\r\n" + request.content


def _explain(place: Place, failure: OSError | TimeoutError) -> SourceError:
    scheme, host, port = place
    where = host if port == _PORTS[scheme] else f"{host}:{port}"
    if isinstance(failure, ssl.SSLCertVerificationError):
        return SourceError(Fault.TLS, f"the certificate of {where} is not valid: {failure.verify_message}")
    if isinstance(failure, ssl.SSLError):
        return SourceError(Fault.TLS, f"no secure connection with {where}: {failure.reason or 'the handshake failed'}")
    if isinstance(failure, TimeoutError):
        return SourceError(Fault.TIMEOUT, f"{where} does not answer to a connection in time")
    if isinstance(failure, ConnectionRefusedError):
        return SourceError(Fault.UNREACHABLE, f"{where} refuses connections")
    if isinstance(failure, ConnectionResetError) and scheme == "https":
        return SourceError(Fault.TLS, f"{where} broke off the secure handshake")
    return SourceError(Fault.UNREACHABLE, f"{where} cannot be reached: {failure.strerror or type(failure).__name__}")
