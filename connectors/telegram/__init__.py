"""Telegram: the public channels that show a preview on the web."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field, field_validator

from connectors._web.robots import check_robots
from connectors.telegram.parse import read_messages
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Reply, Visit
    from monitor.domain.model import Municipality, Parsed

PAGES_MOST = 4  # pages of some twenty messages that are turned to close a gap
_ACCEPT = {"Accept": "text/html"}


class Connector(BaseConnector):
    """One public channel."""

    usual_interval: ClassVar[float] = 300.0
    shortest_interval: ClassVar[float] = 300.0

    channel: str = Field(
        description="The channel's name, as its address ends: https://t.me/NAME.", pattern=r"^@?[A-Za-z]\w{3,31}$"
    )
    url: str = Field("https://t.me", description="Address of the service.", pattern=r"^https?://[^/]+/?$")

    @field_validator("channel", mode="before")
    @classmethod
    def _name_alone(cls, given: Any) -> Any:
        return given.strip().rstrip("/").rpartition("/")[2] if isinstance(given, str) else given

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask for the newest page; where it does not reach back to what was known, for those before."""
        robots = await check_robots(client, self._page, cursor.get("robots"), visit.now)
        reply = await client.get(self._page, cursor=cursor, headers=_ACCEPT)
        if reply.unchanged:
            return Batch(cursor={**cursor, **reply.marks, "robots": robots}, unchanged=True)
        known = int(cursor.get("newest") or 0)
        parsed = await _parse(client, reply, str(cursor.get("shown") or ""))
        newest, items, pages = int(parsed.facts.get("newest") or 0), list(parsed.items), 1
        while known and int(parsed.facts.get("oldest") or 0) > known + 1 and pages < PAGES_MOST:
            reply_before = await client.get(f"{self._page}?before={parsed.facts['oldest']}", headers=_ACCEPT)
            parsed = await _parse(client, reply_before, parsed.facts["memory"])
            items += parsed.items
            pages += 1
        kept = {
            **cursor,
            **reply.marks,
            "robots": robots,
            "shown": parsed.facts["memory"],
            "newest": max(newest, known),
        }
        missed = bool(known and int(parsed.facts.get("oldest") or 0) > known + 1)
        unique = {item.id: item for item in items}
        return Batch(tuple(unique.values()), kept, unchanged=not unique, window_full=missed)

    def address(self, municipality: Municipality) -> str:
        """The preview."""
        del municipality
        return self._page

    @property
    def _page(self) -> str:
        return f"{self.url.rstrip('/')}/s/{self.channel.lstrip('@')}"


async def _parse(client: Client, reply: Reply, shown: str) -> Parsed:
    content_type = reply.headers.get("content-type", "")
    parsed: Parsed = await client.apart(read_messages, reply.body, content_type, reply.url, shown)
    return parsed
