"""The network for channels: one request to an address that the operator configured, no redirect, one deadline."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import httpx

from monitor.errors import Fault, SourceError, TransportError
from monitor.net.faults import retry_after
from monitor.net.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitor.net.settings import HttpSettings

_TEXT_MOST = 10_000  # characters of an answer that a channel looks at
_ANSWER_MOST = 1 << 20  # bytes
_ANYWHERE = ("0.0.0.0/0:*", "[::/0]:*")


@dataclass(frozen=True, slots=True)
class SenderAnswer:
    """What a receiver's server answered; ``retry_after`` is in seconds, as it asked in either form."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    retry_after: float | None = None


class HttpSender:
    """Sends one request at a time for each call, over a connection of its own.

    A receiver may live on the inside of the house (a chat server, an SMS gateway), so private addresses are open here:
    the operator wrote the address, no stranger did, and no redirect is followed. A message is never sent a second time
    over a connection that turned out to be dead: only the receiver knows whether the first one arrived.
    """

    def __init__(self, settings: HttpSettings, *, wall: Callable[[], float] = time.time) -> None:
        self._settings = replace(settings, allow_private=_ANYWHERE, max_bytes=_ANSWER_MOST)
        self._transport = Transport(self._settings)
        self._wall = wall

    async def request(
        self,
        method: str,
        url: str,
        *,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> SenderAnswer:
        """Send one request.

        Raises:
            TransportError: the network failed; worth another try unless the address itself cannot be used. It says what
                happened and never where, for a webhook's address is its password.
        """
        own = {"User-Agent": self._settings.user_agent, "Accept": "*/*", "Accept-Encoding": "gzip"}
        try:
            request = httpx.Request(method, url, headers={**own, **(headers or {})}, content=content)
        except (httpx.InvalidURL, ValueError, TypeError) as error:
            raise TransportError(type(error).__name__, permanent=True) from None
        request.extensions = {"fresh": True, "deadline": asyncio.get_running_loop().time() + self._settings.deadline}
        try:
            response = await self._transport.handle_async_request(request)
        except SourceError as error:
            refused = error.fault is Fault.REFUSED_ADDRESS
            raise TransportError(str(error.fault), permanent=refused, mute=not refused) from None
        fields = {name.decode("latin-1"): value.decode("latin-1") for name, value in response.headers.raw}
        body: bytes = response.extensions["body"]
        return SenderAnswer(
            response.status_code,
            fields,
            body.decode("utf-8", "replace")[:_TEXT_MOST],
            retry_after(fields.get("retry-after", ""), self._wall()),
        )

    async def aclose(self) -> None:
        """Close what is open."""
        await self._transport.aclose()
