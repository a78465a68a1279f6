"""The client that connectors are handed: one deadline, guarded redirects, conditional requests, faults in words."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx

from monitor.contract import Reply
from monitor.errors import Fault, SourceError
from monitor.net import marks
from monitor.net.faults import fault_of
from monitor.net.guard import Origin
from monitor.net.transport import Transport
from monitor.net.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitor.contract import Cursor
    from monitor.net.apart import Apart
    from monitor.net.settings import HttpSettings

HOPS_MOST = 5
_AMBIGUOUS = re.compile(r"[\x00-\x20\x7f\\]")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_SUCCESS = frozenset({200, 203, 206})
_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.8"
# What may follow a redirect to another origin; whatever else a connector sends may be a secret.
_HARMLESS = frozenset({"user-agent", "accept", "accept-encoding", "accept-language"})


class HttpClient:
    """One for the whole daemon. It keeps no cookies, trusts no environment, and knows no proxy.

    ``wall`` gives the time as seconds since the epoch: for ``Retry-After`` dates and the age of a cursor's validators.
    """

    def __init__(
        self,
        settings: HttpSettings,
        apart: Apart,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._apart = apart
        self._transport = transport or Transport(settings)
        self._turns = Turns(settings)
        self._wall = wall
        self._headers = {"user-agent": settings.user_agent, "accept": _ACCEPT, "accept-encoding": "gzip"}

    async def get(
        self,
        url: str,
        *,
        cursor: Cursor | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        partial: bool = False,
        most: int | None = None,
    ) -> Reply:
        """Get ``url``; with a cursor, only what changed since. Every failure is a ``SourceError``.

        ``partial`` accepts a body that broke off (``Reply.cut``): for formats whose beginning is worth something.
        ``most`` allows this one answer so many bytes, where it is known to be larger than others may be.
        """
        target = read_url(url)
        if params:
            target = target.copy_merge_params(params)
        now = self._wall()
        asked = str(target)
        conditions = marks.conditions(asked, cursor, now)
        response, final, moved = await self._follow(target, self._with_own(headers), conditions, most)
        fields = _fields(response)
        moved_to = str(final) if moved else None
        if response.status_code == httpx.codes.NOT_MODIFIED and conditions and cursor is not None:
            renewed = marks.renewed(cursor, fields)
            return Reply(304, str(final), headers=fields, unchanged=True, marks=renewed, moved_to=moved_to)
        body: bytes = response.extensions["body"]
        if response.status_code not in _SUCCESS:
            raise fault_of(response.status_code, final.host, fields, body, now)
        if response.extensions["cut"]:
            if not partial:
                raise SourceError(Fault.UNREACHABLE, f"{final.host} broke off in the middle of its answer")
            return Reply(response.status_code, str(final), body, fields, cut=True)
        fingerprint = marks.fingerprint(body)
        unchanged = fingerprint == marks.known_hash(asked, cursor)
        reply = Reply(response.status_code, str(final), b"" if unchanged else body, fields, unchanged=unchanged)
        return replace(reply, marks=marks.marks_of(asked, fields, fingerprint, now), moved_to=moved_to)

    async def post(self, url: str, *, content: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
        """Post ``content`` as a question (a query language, a log-in); no redirect is followed."""
        target = read_url(url)
        async with self._turns.at(target.host):
            response = await self._send("POST", target, self._with_own(headers), content)
        fields = _fields(response)
        body: bytes = response.extensions["body"]
        if response.status_code not in _SUCCESS | {201, 202}:
            raise fault_of(response.status_code, target.host, fields, body, self._wall())
        if response.extensions["cut"]:
            raise SourceError(Fault.UNREACHABLE, f"{target.host} broke off in the middle of its answer")
        return Reply(response.status_code, url, body, fields)

    async def apart(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call a module-level function in a child process with limits of time and memory."""
        return await self._apart.call(function, *arguments)

    def prepare(self) -> None:
        """Have a process for ``apart`` ready when the first answers come."""
        self._apart.prepare()

    async def aclose(self) -> None:
        """Close connections and child processes."""
        await self._transport.aclose()
        await self._apart.aclose()

    def _with_own(self, headers: Mapping[str, str] | None) -> dict[str, str]:
        """Our headers and the connector's, which come first; what an answer is packed in is ours to say."""
        if not headers:
            return self._headers
        return {**self._headers, **{name.lower(): value for name, value in headers.items()}, "accept-encoding": "gzip"}

    async def _follow(
        self, url: httpx.URL, headers: dict[str, str], conditions: dict[str, str], most: int | None
    ) -> tuple[httpx.Response, httpx.URL, bool]:
        """Go where the redirects lead: the last answer, its address, and whether every redirect was for good."""
        extensions: dict[str, Any] = {"most": max(most or 0, self._settings.max_bytes)}
        start, port, permanent = url, url.port or (443 if url.scheme == "https" else 80), True
        for hop in range(HOPS_MOST + 1):
            async with self._turns.at(url.host):
                if not hop:  # the clock starts with the first turn, and covers all hops
                    extensions["deadline"] = asyncio.get_running_loop().time() + self._settings.deadline
                response = await self._send("GET", url, {**headers, **conditions}, b"", extensions)
            if response.status_code not in _REDIRECTS:
                return response, url, bool(hop) and permanent
            permanent = permanent and response.status_code in _PERMANENT
            target = _target(response, url)
            if not hop:
                extensions["origin"] = Origin(port, response.extensions["private"])
            if (target.scheme, target.host, target.port) != (url.scheme, url.host, url.port):
                headers = {name: value for name, value in headers.items() if name in _HARMLESS}
            url = target
        raise SourceError(
            Fault.REDIRECT, f"{start.host} sends us from one address to the next, more than {HOPS_MOST} times"
        )

    async def _send(
        self,
        method: str,
        url: httpx.URL,
        headers: dict[str, str],
        content: bytes,
        extensions: dict[str, Any] | None = None,
    ) -> httpx.Response:
        request = httpx.Request(method, url, headers=headers, content=content, extensions=extensions)
        return await self._transport.handle_async_request(request)


def read_url(text: str) -> httpx.URL:
    """An address of the configuration or of a server, in the one reading that is also connected to.

    Raises:
        SourceError: ``REFUSED_ADDRESS``; it cannot be read, or two programs could read it differently.
    """
    if _AMBIGUOUS.search(text):
        raise SourceError(Fault.REFUSED_ADDRESS, "the address holds a blank, a backslash or a control character")
    try:
        return httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        raise SourceError(Fault.REFUSED_ADDRESS, "the address cannot be read") from None


def _target(response: httpx.Response, url: httpx.URL) -> httpx.URL:
    """Where a redirect leads.

    Raises:
        SourceError: ``REDIRECT`` without an address, to one that cannot be read, or from https back to http.
    """
    location = response.headers.get("location", "").strip()
    if not location:
        raise SourceError(Fault.REDIRECT, f"{url.host} sends us on without saying where ({response.status_code})")
    try:
        written = read_url(location.replace(" ", "%20"))
        target = url.join(written)
    except (SourceError, httpx.InvalidURL, ValueError):
        raise SourceError(Fault.REDIRECT, f"{url.host} sends us on to an address that cannot be read") from None
    if written.scheme in {"http", "https"} and not written.host:  # "http:a", which some read as "a" and some as "//a"
        raise SourceError(Fault.REDIRECT, f"{url.host} sends us on to an address that cannot be read")
    if target.scheme not in {"http", "https"}:
        raise SourceError(
            Fault.REDIRECT, f"{url.host} sends us on to an address that is no web page ({target.scheme[:20]})"
        )
    if url.scheme == "https" and target.scheme == "http":
        raise SourceError(
            Fault.REDIRECT, f"{url.host} sends us from https to plain http, which anybody on the way can change"
        )
    return target.copy_with(fragment=None)


def _fields(response: httpx.Response) -> dict[str, str]:
    """The headers by their names in lower case; of one that comes twice, the first."""
    fields: dict[str, str] = {}
    for name, value in response.headers.raw:
        fields.setdefault(name.decode("latin-1").lower(), value.decode("latin-1").strip())
    return fields
