"""Discourse: every new post of a forum, or the new topics of a category or tag, by its feeds."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field, model_validator

from connectors._social.feeds import poll_posts
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from typing import Self

    from monitor.contract import Client, Cursor, Visit
    from monitor.domain.model import Municipality, RawItem

# What stands below a topic's first post in a feed: "3 posts - 2 participants", which changes, and a link to read on.
_FOOT = re.compile(r"\n?^\d+ [^\d\n]{2,40} - \d+ [^\d\n]{2,40}(?:\n[^\n]{1,60})?\Z", re.MULTILINE)


class Connector(BaseConnector):
    """A forum that runs Discourse."""

    usual_interval: ClassVar[float] = 300.0
    shortest_interval: ClassVar[float] = 120.0

    url: str = Field(description="Address of the forum, such as https://forum.example.", pattern="^https?://")
    category: str = Field(
        "", description='Only this category, as its address ends: "lysekil/12".', pattern=r"^(?:[\w/-]*[\w-]+/\d+)?$"
    )
    tag: str = Field("", description="Only topics with this tag.", pattern=r"^[\w.-]*$", max_length=100)

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if self.category and self.tag:
            raise ValueError("reads a category or a tag: name one of the two, and make another source of the other")
        return self

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        return await poll_posts(client, f"{self._page()}.rss", cursor, visit, _post)

    def address(self, municipality: Municipality) -> str:
        """The page whose feed is read."""
        del municipality
        return self._page() if self.category or self.tag else self.url.rstrip("/")

    def _page(self) -> str:
        forum = self.url.rstrip("/")
        if self.category:
            return f"{forum}/c/{self.category}"
        return f"{forum}/tag/{self.tag}" if self.tag else f"{forum}/posts"


def _post(entry: RawItem) -> RawItem:
    return replace(entry, text=_FOOT.sub("", entry.text))
