"""From a place to a connection: its name looked up, every address checked, and the very address connected to."""

from __future__ import annotations

import asyncio
import os
import ssl
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import Fault, SourceError
from monitor.net.guard import Guard, Origin, check_redirect
from monitor.net.resolve import Resolver, SystemResolver
from monitor.net.room import Room
from monitor.net.wire import Connection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.net.guard import Address
    from monitor.net.settings import HttpSettings

Place = tuple[str, str, int]  # scheme, host, port

PORTS = {"http": 80, "https": 443}
_ADDRESSES_MOST = 6


class Dialler:
    """Makes connections. There is no moment between the check of an address and its use in which a name could turn."""

    def __init__(self, settings: HttpSettings, resolve: Resolver | None, tls: ssl.SSLContext | None) -> None:
        self.resolve = resolve or SystemResolver()
        self._connect_timeout = settings.connect_timeout
        self._guard = Guard(settings.allow_private)
        self._room = Room(settings.large_at_once)
        self._tls = tls

    async def dial(self, place: Place, deadline: float, origin: Origin | None) -> Connection:
        """A connection to ``place`` before ``deadline`` in the loop's time; ``origin``, where redirects led here from.

        Raises:
            SourceError: there is no such host, it may not be reached, or cannot be.
        """
        _, host, port = place
        try:
            async with asyncio.timeout_at(deadline):
                addresses = await self.resolve(host, port)
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
            most = self._connect_timeout if last else self._connect_timeout / 3
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
            lambda: Connection(host, self._room),
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


def _explain(place: Place, failure: OSError | TimeoutError) -> SourceError:
    scheme, host, port = place
    where = host if port == PORTS[scheme] else f"{host}:{port}"
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
