"""Google News: a search among the press of a country, as a feed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlencode

from pydantic import Field

from connectors._feed.poll import poll_feed
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit
    from monitor.domain.model import Municipality, RawItem

_EDITIONS = {"SE": "SE:sv", "NO": "NO:no", "FI": "FI:fi", "DK": "DK:da"}


class Connector(BaseConnector):
    """A search in one country's edition."""

    usual_interval: ClassVar[float] = 1800.0
    shortest_interval: ClassVar[float] = 900.0

    query: str = Field("", description="What to search for. Empty: the municipality's names in quotation marks.")
    edition: str = Field("", description='Country and language, such as "SE:sv". Empty: the municipality\'s.')
    url: str = Field("https://news.google.com/rss/search", description="Address of the search.", pattern="^https?://")

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        batch = await poll_feed(client, self.address(visit.municipality), cursor, visit)
        return replace(batch, items=tuple(map(_without_publisher, batch.items)))

    def address(self, municipality: Municipality) -> str:
        """The search itself."""
        edition = self.edition or _EDITIONS.get(municipality.country, "SE:sv")
        country, _, language = edition.partition(":")
        query = self.query or " OR ".join(f'"{name}"' for name in municipality.common_names)
        return f"{self.url}?{urlencode({'q': query, 'hl': language, 'gl': country, 'ceid': edition})}"


def _without_publisher(item: RawItem) -> RawItem:
    """The headline alone: Google hangs the publisher on it, and says both again in the text."""
    if not item.publisher:
        return item
    title = item.title.removesuffix(f" - {item.publisher}")
    said_again = {title, item.publisher, f"{title} {item.publisher}", item.title}
    text = "\n".join(line for line in item.text.splitlines() if line not in said_again)
    return replace(item, title=title, text=text)
