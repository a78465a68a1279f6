"""PeerTube: what a channel or an account on one server publishes, by its feed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote

from pydantic import Field, model_validator

from connectors._social.feeds import poll_posts
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from typing import Self

    from monitor.contract import Client, Cursor, Visit
    from monitor.domain.model import Municipality


class Connector(BaseConnector):
    """The newest films of a channel, of an account, or of a whole server."""

    usual_interval: ClassVar[float] = 600.0
    shortest_interval: ClassVar[float] = 300.0

    url: str = Field(description="Address of the server, such as https://tube.example.", pattern=r"^https?://[^/]+/?$")
    channel: str = Field("", description="The channel's name, such as lysekil.", pattern=r"^[\w.@-]*$", max_length=200)
    account: str = Field("", description="The account's name, instead.", pattern=r"^[\w.@-]*$", max_length=200)

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if self.channel and self.account:
            raise ValueError("reads a channel or an account: name one of the two")
        return self

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        which = f"?videoChannelName={quote(self.channel)}" if self.channel else ""
        which = f"?accountName={quote(self.account)}" if self.account else which
        return await poll_posts(client, f"{self._server}/feeds/videos.xml{which}", cursor, visit)

    def address(self, municipality: Municipality) -> str:
        """The channel's or account's page, else the server."""
        del municipality
        if self.channel:
            return f"{self._server}/c/{self.channel}"
        return f"{self._server}/a/{self.account}" if self.account else self._server

    @property
    def _server(self) -> str:
        return self.url.rstrip("/")
