"""Feeds: RSS 0.9x to 2.0, RSS 1.0 (RDF), Atom, JSON Feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from connectors._feed.poll import poll_feed
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit


class Connector(BaseConnector):
    """A feed, whatever its dialect."""

    url: str = Field(description="Address of the feed.", pattern="^https?://")

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        return await poll_feed(client, self.url, cursor, visit)
