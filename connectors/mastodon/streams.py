"""One tag or account of a Mastodon server: its newest posts, those since what was known, or its feed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connectors._social.refusal import meant
from connectors.mastodon.parse import read_feed_of_posts, read_posts
from monitor.contract import Batch
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.contract import Client, Cursor, Visit
    from monitor.domain.model import Parsed

PAGES_MOST = 5  # pages that are turned at one poll to close a gap
CLOSED = frozenset({401, 403, 422})  # what servers answer where strangers may not read
BY_FEED = "the server shows its interface to members only; the RSS feed is read instead, with twenty posts at a time"


@dataclass(frozen=True, slots=True)
class Stream:
    """One tag or account: where its posts are asked for, where its feed is, whether it finds anybody."""

    name: str
    posts: str
    feed: str
    strangers: bool


@dataclass(frozen=True, slots=True)
class StreamReader:
    """Reads streams with one client and one set of headers, at one visit."""

    client: Client
    headers: Mapping[str, str]
    visit: Visit

    async def read(self, stream: Stream, memory: Cursor) -> Batch:
        """What is new in the stream; by its feed where the interface is closed to strangers.

        Raises:
            SourceError: neither could be read; what the interface answered.
        """
        try:
            return await self._read_posts(stream, memory)
        except SourceError as error:
            if error.status == 401 and "Authorization" in self.headers:
                raise meant(error, Fault.CREDENTIALS, "the server does not take the token (401)") from None
            if error.status not in CLOSED or error.fault is Fault.CAPTCHA or "Authorization" in self.headers:
                raise
            refusal = error
        try:
            return await self._read_feed(stream, memory)
        except SourceError:
            raise refusal from None

    async def _read_posts(self, stream: Stream, memory: Cursor) -> Batch:
        """The newest page; and where it does not reach back to what was known, the pages between."""
        reply = await self.client.get(stream.posts, cursor=memory, headers=self.headers)
        if reply.unchanged:
            return Batch(cursor={**memory, **reply.marks}, unchanged=True)
        first = await self._parse(reply.body, reply.headers.get("content-type", ""), reply.url, stream, memory)
        known = int(memory.get("newest") or 0)
        memory = {**memory, **reply.marks, "memory": first.facts["memory"]}
        items = list(first.items)
        gap = bool(known and first.facts["full"] and int(first.facts["oldest"]) > known)
        for _ in range(PAGES_MOST if gap else 0):
            page = await self._page(stream, memory, known)
            if "newest" not in page.facts:
                gap = False
                break
            items += page.items
            memory["memory"], known = page.facts["memory"], int(page.facts["newest"])
            gap = known < int(first.facts["oldest"])
            if not gap:
                break
        if "newest" in first.facts:
            memory["newest"] = first.facts["newest"]
        return Batch(tuple({item.id: item for item in items}.values()), memory, window_full=gap)

    async def _page(self, stream: Stream, memory: Cursor, since: int) -> Parsed:
        reply = await self.client.get(f"{stream.posts}&min_id={since}", headers=self.headers)
        return await self._parse(reply.body, reply.headers.get("content-type", ""), reply.url, stream, memory)

    async def _parse(self, body: bytes, content_type: str, url: str, stream: Stream, memory: Cursor) -> Parsed:
        known = str(memory.get("memory") or "")
        parsed: Parsed = await self.client.apart(read_posts, body, content_type, url, stream.strangers, known)
        return parsed

    async def _read_feed(self, stream: Stream, memory: Cursor) -> Batch:
        reply = await self.client.get(stream.feed, cursor=memory)
        if reply.unchanged:
            return Batch(cursor={**memory, **reply.marks}, unchanged=True, notes=(BY_FEED,))
        content_type, zone = reply.headers.get("content-type", ""), self.visit.municipality.timezone
        known: dict[str, Any] = {"feed": memory.get("feed") or {}, "memory": memory.get("memory") or ""}
        parsed: Parsed = await self.client.apart(read_feed_of_posts, reply.body, content_type, reply.url, zone, known)
        kept = {"memory": parsed.facts["memory"], "feed": parsed.facts["feed"]}
        return Batch(
            parsed.items,
            {**memory, **reply.marks, **kept},
            notes=(BY_FEED, *parsed.notes),
            window_full=bool(parsed.facts["full"]),
        )
