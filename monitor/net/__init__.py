"""The one HTTP client, the network of the channels, and the child process in which foreign bytes are parsed."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

from monitor.memory import without

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import timedelta

    from monitor.net.client import HttpClient
    from monitor.net.sender import HttpSender


class HttpOptions(Protocol):
    """What the section ``[http]`` says."""

    @property
    def contact(self) -> str:
        """Who can be written to about our requests; goes into the User-Agent."""

    @property
    def allow_private(self) -> tuple[str, ...]:
        """Private addresses that may be read: ``"127.0.0.1:*"``."""

    @property
    def timeout(self) -> timedelta:
        """The deadline of one poll, all redirects included."""

    @property
    def max_body(self) -> int:
        """Bytes of an answer, unpacked."""

    @property
    def at_once(self) -> int:
        """Requests at once in all."""

    @property
    def at_once_per_host(self) -> int:
        """Requests at once at one host."""


@asynccontextmanager
async def open_network(options: HttpOptions) -> AsyncIterator[tuple[HttpClient, HttpSender]]:
    """The client for connectors and the sender for channels; their connections and processes end with the context."""
    from monitor.net.apart import Apart
    from monitor.net.settings import HttpSettings

    with without("click"):  # httpx brings a command line of its own: 4 MB
        from monitor.net.client import HttpClient
        from monitor.net.sender import HttpSender

    settings = HttpSettings(
        contact=options.contact,
        allow_private=options.allow_private,
        deadline=options.timeout.total_seconds(),
        max_bytes=options.max_body,
        at_once=options.at_once,
        per_host=options.at_once_per_host,
    )
    client, sender = HttpClient(settings, Apart()), HttpSender(settings)
    try:
        yield client, sender
    finally:
        await client.aclose()
        await sender.aclose()
