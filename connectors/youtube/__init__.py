"""YouTube: what a channel publishes, by its feed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote

from pydantic import Field, field_validator

from connectors._social.feeds import poll_posts
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit
    from monitor.domain.model import Municipality, RawItem

_CHANNEL = re.compile(r"UC[\w-]{22}")
_PLAYLIST = re.compile(r"(?:PL|UU|FL|OL)[\w-]{10,60}")
# The playlist that YouTube keeps of a channel: its films without the short ones.
_LONG_ONES = "UULF"


class Connector(BaseConnector):
    """The newest fifteen films of a channel or a playlist."""

    usual_interval: ClassVar[float] = 600.0
    shortest_interval: ClassVar[float] = 300.0

    channel: str = Field(
        description="The channel's id, UC and 22 characters (not its @name), or the id of a playlist, PL and so on."
    )
    shorts: bool = Field(default=True, description="Short films too; false reads a channel's long ones alone.")
    url: str = Field("https://www.youtube.com", description="Address of the service.", pattern=r"^https?://[^/]+/?$")

    @field_validator("channel")
    @classmethod
    def _is_id(cls, given: str) -> str:
        given = given.strip().rstrip("/").rpartition("/")[2]
        if not _CHANNEL.fullmatch(given) and not _PLAYLIST.fullmatch(given):
            raise ValueError(
                "is no id of a channel. It begins with UC and has 24 characters: on the channel, Share, Copy channel ID"
            )
        return given

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        return await poll_posts(client, self._feed(), cursor, visit, _film)

    def address(self, municipality: Municipality) -> str:
        """The channel's page."""
        del municipality
        server = self.url.rstrip("/")
        is_channel = _CHANNEL.fullmatch(self.channel)
        return f"{server}/channel/{self.channel}" if is_channel else f"{server}/playlist?list={self.channel}"

    def _feed(self) -> str:
        which = "channel_id" if _CHANNEL.fullmatch(self.channel) else "playlist_id"
        named = self.channel
        if which == "channel_id" and not self.shorts:
            which, named = "playlist_id", f"{_LONG_ONES}{self.channel[2:]}"
        return f"{self.url.rstrip('/')}/feeds/videos.xml?{which}={quote(named)}"


def _film(entry: RawItem) -> RawItem:
    """The film by its id; the channel speaks, whoever is named as its author."""
    return replace(entry, id=entry.id.removeprefix("yt:video:"))
