"""Forums that run phpBB, vBulletin or XenForo, by the feed that each of them has."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from connectors._social.feeds import poll_posts
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit
    from monitor.domain.model import Municipality, RawItem

# Where each program has the feed of the whole forum, and of one section.
_FEEDS = {
    "phpbb": ("feed.php", "feed.php?f={section}"),
    "vbulletin": ("external.php?type=RSS2&lastpost=1", "external.php?type=RSS2&lastpost=1&forumids={section}"),
    "vbulletin5": ("external?type=rss2", "external?type=rss2&nodeid={section}"),
    "xenforo": ("forums/-/index.rss", "forums/{section}/index.rss"),
}
_WROTE = " — "  # phpBB closes each post with "Statistics: Posted by NAME — DATE", in the forum's language


class Connector(BaseConnector):
    """A forum, or one of its sections."""

    usual_interval: ClassVar[float] = 600.0
    shortest_interval: ClassVar[float] = 300.0

    url: str = Field(description="Address of the forum, such as https://forum.example/.", pattern="^https?://")
    software: Literal["phpbb", "vbulletin", "vbulletin5", "xenforo"] = Field(
        description="The program it runs: phpbb, vbulletin, vbulletin5 or xenforo."
    )
    section: str = Field(
        "", description='One section alone: its number ("12"), at XenForo "lysekil.12".', pattern=r"^[\w.-]*$"
    )

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        whole, part = _FEEDS[self.software]
        feed = part.format(section=self.section) if self.section else whole
        return await poll_posts(client, f"{self.url.rstrip('/')}/{feed}", cursor, visit, _post)

    def address(self, municipality: Municipality) -> str:
        """The forum."""
        del municipality
        return self.url


def _post(entry: RawItem) -> RawItem:
    """The post without the line that says who wrote it."""
    if not entry.author:
        return entry
    closing = re.compile(rf"^[^\n]*{re.escape(entry.author)}{_WROTE}[^\n]*$\n?", re.MULTILINE)
    return replace(entry, text=closing.sub("", entry.text).rstrip())
