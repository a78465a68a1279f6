"""News sitemaps: the titles and addresses that papers without a feed list for search engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from connectors._web.answers import check_not_empty
from connectors.sitemap.parse import read_sitemap
from monitor.contract import BaseConnector, Batch
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Reply, Visit
    from monitor.domain.model import Parsed, RawItem

_MAPS_MOST = 4  # sitemaps of an index that are read at one poll
_ACCEPT = {"Accept": "application/xml, text/xml;q=0.9, text/plain;q=0.8, */*;q=0.5"}


class Connector(BaseConnector):
    """A news sitemap, an index of sitemaps, or a robots.txt that names one."""

    usual_interval: ClassVar[float] = 600.0
    shortest_interval: ClassVar[float] = 120.0

    url: str = Field(
        description="Address of the sitemap, of an index of sitemaps, or of robots.txt.", pattern="^https?://"
    )
    only: str = Field("", description='What an address must hold to count, such as "/lokalt/". Empty: all count.')

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once: the sitemap itself, and where it is an index the newest of those it names."""
        reading = _Reading(client, visit, dict(cursor.get("maps") or {}))
        await reading.read(self.url)
        named = list(reading.maps[self.url].get("maps") or [])[:_MAPS_MOST]
        failures: list[SourceError] = []
        for url in named:
            try:
                await reading.read(url)
            except SourceError as error:
                failures.append(error)
        if failures and len(failures) == len(named):
            raise failures[0]
        kept = {url: memory for url, memory in reading.maps.items() if url == self.url or url in named}
        if not any(memory.get("titles") for url, memory in kept.items() if url in named or not named):
            raise SourceError(Fault.NOT_A_FEED, "the sitemap lists pages without titles: it is no news sitemap")
        items = tuple(item for item in reading.items if self.only in item.url)
        notes = (*reading.notes, *(f"one of the sitemaps could not be read: {error}" for error in failures))
        return Batch(items=items, cursor={"maps": kept}, unchanged=not items, notes=notes)


class _Reading:
    """One poll: the maps that were read, what each is remembered by, and what was new in all of them."""

    def __init__(self, client: Client, visit: Visit, maps: dict[str, Any]) -> None:
        self._client = client
        self._visit = visit
        self.maps = maps
        self.items: list[RawItem] = []
        self.notes: list[str] = []

    async def read(self, url: str) -> None:
        """Read one map, if it changed."""
        memory: dict[str, Any] = dict(self.maps.get(url) or {})
        reply = await self._client.get(url, cursor=memory, headers=_ACCEPT)
        if reply.unchanged:
            self.maps[url] = {**memory, **reply.marks}
            return
        check_not_empty(reply.body)
        parsed = await self._parse(reply, memory)
        self.items.extend(parsed.items)
        self.notes.extend(parsed.notes)
        self.maps[url] = {**memory, **(reply.marks if parsed.facts["whole"] else {}), **parsed.facts}

    async def _parse(self, reply: Reply, memory: dict[str, Any]) -> Parsed:
        content_type, zone = reply.headers.get("content-type", ""), self._visit.municipality.timezone
        known = str(memory.get("items") or "")
        parsed: Parsed = await self._client.apart(read_sitemap, reply.body, content_type, reply.url, zone, known)
        return parsed
