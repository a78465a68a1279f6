"""Lemmy: what is posted in a community, or what a search on one server finds, comments too."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlencode

from pydantic import Field, model_validator

from connectors._social.feeds import poll_posts
from connectors.lemmy.parse import PAGE, read_found
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from typing import Self

    from monitor.contract import Client, Cursor, Visit
    from monitor.domain.model import Municipality, Parsed, RawItem

# What stands before the words of a post in the feed: who, where, and counts that change by the hour.
_HEAD = re.compile(r"\Asubmitted by [^\n]*\n-?\d+ points \| \d+ comments(?:\n|\Z)")


class Connector(BaseConnector):
    """A community's posts by its feed, or a search by the interface."""

    usual_interval: ClassVar[float] = 300.0
    shortest_interval: ClassVar[float] = 120.0

    url: str = Field(description="Address of the server, such as https://feddit.nu.", pattern=r"^https?://[^/]+/?$")
    community: str = Field(
        "",
        description="The community to read, such as lysekil.",
        pattern=r"^(?:[\w.-]+(?:@[\w.-]+)?)?$",
        max_length=200,
    )
    search: str = Field(
        "", description="Words to search for. Without community and search: the municipality's name.", max_length=200
    )

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if self.community and self.search:
            raise ValueError("reads a community or searches: name one of the two, and make another source of the other")
        return self

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        server = self.url.rstrip("/")
        if self.community:
            return await poll_posts(client, f"{server}/feeds/c/{self.community}.xml?sort=New", cursor, visit, _post)
        asked = urlencode({"q": self._words(visit.municipality), "type_": "All", "sort": "New", "limit": PAGE})
        reply = await client.get(f"{server}/api/v3/search?{asked}", cursor=cursor, headers=_JSON)
        if reply.unchanged:
            return Batch(cursor={**cursor, **reply.marks}, unchanged=True)
        content_type, known = reply.headers.get("content-type", ""), str(cursor.get("shown") or "")
        parsed: Parsed = await client.apart(read_found, reply.body, content_type, reply.url, known)
        kept = {**cursor, **reply.marks, "shown": parsed.facts["memory"]}
        return Batch(parsed.items, kept, unchanged=not parsed.items, window_full=bool(parsed.facts["passed"]))

    def address(self, municipality: Municipality) -> str:
        """The community, or the search, as a person sees it."""
        server = self.url.rstrip("/")
        if self.community:
            return f"{server}/c/{self.community}"
        return f"{server}/search?{urlencode({'q': self._words(municipality)})}"

    def _words(self, municipality: Municipality) -> str:
        return self.search or municipality.name


_JSON = {"Accept": "application/json"}


def _post(entry: RawItem) -> RawItem:
    return replace(entry, text=_HEAD.sub("", entry.text))
