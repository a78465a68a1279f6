"""Facebook: what is written on the municipality's own page, by Meta's interface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from pydantic import Field, SecretStr

from connectors._social.approval import ApprovedConnector
from connectors._social.graph import Question, read_pages
from connectors._social.graph_answer import COMMENTS
from connectors.facebook_page.parse import SITE, read_page
from monitor.contract import Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit
    from monitor.domain.model import Municipality, RawItem

_POSTS = 25  # posts whose comments are looked at
_POST = "id,message,created_time,permalink_url,from{id},attachments{title,description}"
_COMMENT = (
    f"comments.order(reverse_chronological).filter(stream).limit({COMMENTS})"
    "{id,message,created_time,permalink_url,from{id}}"
)


class Connector(ApprovedConnector):
    """The municipality's own page: posts, comments, visitors' posts, mentions. Off until it is approved."""

    usual_interval: ClassVar[float] = 300.0
    shortest_interval: ClassVar[float] = 120.0

    page: str = Field(description="The page's number (Page transparency shows it).", pattern=r"^\d{1,30}$")
    token: SecretStr = Field(description="A page token of a system user who may moderate the page.")
    posts: bool = Field(default=True, description="Tell the page's own posts.")
    comments: bool = Field(default=True, description="Tell comments on the newest 25 posts.")
    visitors: bool = Field(default=True, description="Tell what visitors post on the page.")
    mentions: bool = Field(default=True, description="Tell posts of others that mention the page.")
    graph_version: str = Field("v26.0", description="Version of the interface.", pattern=r"^v\d{1,3}\.\d$")
    url: str = Field("https://graph.facebook.com", description="Address of the interface.", pattern="^https?://")

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask for the page's feed, and for its mentions."""
        del visit
        items: dict[str, RawItem] = {}
        kept: dict[str, Any] = {}
        wait, full = 0.0, False
        for name, question in self._questions():
            batch = await read_pages(client, question, self.token.get_secret_value(), dict(cursor.get(name) or {}))
            kept[name] = batch.cursor
            items |= {item.id: item for item in batch.items}
            wait, full = max(wait, batch.wait or 0.0), full or batch.window_full
        return Batch(tuple(items.values()), kept, unchanged=not items, wait=wait or None, window_full=full)

    def address(self, municipality: Municipality) -> str:
        """The page."""
        del municipality
        return f"{SITE}/{self.page}"

    def _questions(self) -> list[tuple[str, Question]]:
        told = {"page": self.page, "posts": self.posts, "visitors": self.visitors, "comments": self.comments}
        fields = f"{_POST},{_COMMENT}" if self.comments else _POST
        feed = [("feed", Question(self._at("feed", fields), read_page, told))]
        others = {"page": self.page, "posts": False, "visitors": True, "comments": False}
        tagged = [("tagged", Question(self._at("tagged", _POST), read_page, others))]
        return (feed if self.posts or self.visitors or self.comments else []) + (tagged if self.mentions else [])

    def _at(self, edge: str, fields: str) -> str:
        asked = urlencode({"fields": fields, "limit": _POSTS})
        return f"{self.url.rstrip('/')}/{self.graph_version}/{self.page}/{edge}?{asked}"
