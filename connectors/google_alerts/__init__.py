"""Google Alerts, delivered as a feed: what Google's search finds anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from connectors._feed.poll import poll_feed
from connectors._web.links import canonical, host_of
from connectors._web.wrapped import is_wrapper
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit
    from monitor.domain.model import Municipality, RawItem


class Connector(BaseConnector):
    """One alert of a Google account, set to "deliver to: RSS feed"."""

    usual_interval: ClassVar[float] = 1800.0
    shortest_interval: ClassVar[float] = 900.0

    url: str = Field(description="Address of the alert's feed, as Google shows it.", pattern="^https?://")

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        batch = await poll_feed(client, self.url, cursor, visit)
        items = {item.id: item for item in map(_by_address, batch.items)}
        return replace(batch, items=tuple(items.values()))

    def address(self, municipality: Municipality) -> str:
        """Where alerts are kept: the feed's own address is all that protects it."""
        del municipality
        return "https://www.google.com/alerts"


def _by_address(item: RawItem) -> RawItem:
    """The article by its address: found again it has another entry, and the same address."""
    if not item.url or is_wrapper(item.url):
        return item
    return replace(item, id=canonical(item.url), publisher=host_of(item.url) or None)
