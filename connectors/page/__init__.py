"""Public pages without a feed: a list of elements, a text by what was added, or one notice that is edited in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field, field_validator

from connectors._web.answers import check_not_empty
from connectors._web.robots import check_robots
from connectors.page.added import read_added
from connectors.page.listing import read_list
from connectors.page.notice import read_notice
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.contract import Client, Cursor, Reply, Visit
    from monitor.domain.model import Parsed

_ACCEPT = {"Accept": "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"}


class Connector(BaseConnector):
    """A web page that is looked at again and again."""

    usual_interval: ClassVar[float] = 300.0

    url: str = Field(description="Address of the page.", pattern="^https?://")
    select: str = Field("", description="CSS selector: each element it finds is one item. Empty: the page's main text.")
    title: str = Field("", description="CSS selector inside an element for its title. Empty: its first heading.")
    link: str = Field("", description="CSS selector inside an element for its link. Empty: the first link in it.")
    date: str = Field("", description="CSS selector inside an element for its date. Empty: its time element.")
    id: str = Field("", description='CSS selector inside an element for what names it, with "@name" for an attribute.')
    notice: bool = Field(default=False, description="The page, or the element, is one notice that is edited in place.")
    empty: str = Field("", description='Words that stand there when there is nothing, such as "Inga driftstörningar".')
    may_be_empty: bool = Field(default=False, description="The element is only there when there is something to say.")
    robots: bool = Field(
        default=True, description="Ask the site's robots.txt first. Turn it off for your own site only."
    )

    @field_validator("select", "title", "link", "date", "id")
    @classmethod
    def _is_selector(cls, selector: str) -> str:
        if css := selector.partition("@")[0]:
            from selectolax.lexbor import LexborHTMLParser, SelectolaxError

            try:
                LexborHTMLParser("<p></p>").css(css)
            except SelectolaxError:
                raise ValueError("this is no CSS selector that can be read") from None
        return selector

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        if self.robots:
            cursor = {**cursor, "robots": await check_robots(client, self.url, cursor.get("robots"), visit.now)}
        reply = await client.get(self.url, cursor=cursor, headers=_ACCEPT)
        if reply.unchanged:
            return Batch(cursor={**cursor, **reply.marks}, unchanged=True, moved_to=reply.moved_to)
        check_not_empty(reply.body)
        memory = dict(cursor.get("page") or {})
        parsed: Parsed = await client.apart(self._reader(), *self._question(reply, visit), memory)
        return Batch(
            items=parsed.items,
            cursor={**cursor, **reply.marks, "page": parsed.facts},
            unchanged=not parsed.items,
            notes=parsed.notes,
            moved_to=reply.moved_to,
        )

    def _reader(self) -> Callable[..., Parsed]:
        if self.notice:
            return read_notice
        return read_list if self.select else read_added

    def _question(self, reply: Reply, visit: Visit) -> tuple[bytes, str, str, dict[str, Any]]:
        options = self.model_dump(exclude={"url", "robots", "notice"})
        options |= {"zone": visit.municipality.timezone, "now": visit.now}
        return reply.body, reply.headers.get("content-type", ""), reply.url, options
