"""Bing News: a search in the press, as a feed that Bing serves without documenting it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlencode

from pydantic import Field

from connectors._feed.poll import poll_feed
from connectors._web.links import host_of
from connectors._web.wrapped import is_wrapper
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit
    from monitor.domain.model import Municipality, RawItem

_LANGUAGES = {"SE": "sv", "NO": "nb", "FI": "fi", "DK": "da"}


class Connector(BaseConnector):
    """A search in one country."""

    usual_interval: ClassVar[float] = 1800.0
    shortest_interval: ClassVar[float] = 900.0

    query: str = Field("", description="What to search for. Empty: the municipality's name in quotation marks.")
    country: str = Field("", description='Country, such as "SE". Empty: the municipality\'s.', max_length=2)
    url: str = Field("https://www.bing.com/news/search", description="Address of the search.", pattern="^https?://")

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        batch = await poll_feed(client, self.address(visit.municipality), cursor, visit)
        return replace(batch, items=tuple(map(_with_publisher, batch.items)))

    def address(self, municipality: Municipality) -> str:
        """The search itself."""
        country = self.country or municipality.country
        query = self.query or " OR ".join(f'"{name}"' for name in municipality.common_names)
        fields = {"q": query, "format": "rss", "setlang": _LANGUAGES.get(country, "en"), "cc": country}
        return f"{self.url}?{urlencode(fields)}"


def _with_publisher(item: RawItem) -> RawItem:
    """With the paper's own name, or else its host."""
    host = "" if is_wrapper(item.url) else host_of(item.url)
    return replace(item, publisher=(item.publisher or "").removesuffix(" on MSN") or host or None)
