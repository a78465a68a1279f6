"""Facebook: what is written on the municipality's own page, by Meta's interface."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from connectors._social.graph import Question
from connectors._social.graph_answer import COMMENTS
from connectors._social.graph_source import GraphConnector
from connectors.facebook_page.parse import SITE, read_page

if TYPE_CHECKING:
    from monitor.contract import Batch, Client, Cursor, Visit
    from monitor.domain.model import Municipality

_POSTS = 25  # posts whose comments are looked at
_POST = "id,message,created_time,permalink_url,from{id},attachments{title,description}"
_COMMENT = (
    f"comments.order(reverse_chronological).filter(stream).limit({COMMENTS})"
    "{id,message,created_time,permalink_url,from{id}}"
)


class Connector(GraphConnector):
    """The municipality's own page: posts, comments, visitors' posts, mentions. Off until it is approved."""

    usual_interval: ClassVar[float] = 300.0
    shortest_interval: ClassVar[float] = 120.0

    page: str = Field(description="The page's number (Page transparency shows it).", pattern=r"^\d{1,30}$")
    posts: bool = Field(default=True, description="Tell the page's own posts.")
    comments: bool = Field(default=True, description="Tell comments on the newest 25 posts.")
    visitors: bool = Field(default=True, description="Tell what visitors post on the page.")
    mentions: bool = Field(default=True, description="Tell posts of others that mention the page.")

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask for the page's feed, and for its mentions."""
        self.check_approved(visit.now)
        gathered = await self.gather(client, self._questions(), cursor)
        return gathered.as_batch(gathered.cursors)

    def address(self, municipality: Municipality) -> str:
        """The page."""
        del municipality
        return f"{SITE}/{self.page}"

    def _questions(self) -> dict[str, Question]:
        questions = {}
        if self.posts or self.visitors or self.comments:
            told = {"page": self.page, "posts": self.posts, "visitors": self.visitors, "comments": self.comments}
            fields = f"{_POST},{_COMMENT}" if self.comments else _POST
            questions["feed"] = Question(self.at(f"{self.page}/feed", fields=fields, limit=_POSTS), read_page, told)
        if self.mentions:
            others = {"page": self.page, "posts": False, "visitors": True, "comments": False}
            questions["tagged"] = Question(
                self.at(f"{self.page}/tagged", fields=_POST, limit=_POSTS), read_page, others
            )
        return questions
