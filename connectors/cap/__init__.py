"""Warnings of any authority that speaks the Common Alerting Protocol, 1.1 or 1.2."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from connectors._official.cap_feed import poll_cap
from connectors._official.options import Point
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit


class Connector(BaseConnector):
    """A feed of CAP messages, a list of them, or a single one."""

    usual_interval: ClassVar[float] = 120.0

    url: str = Field(description="Address of the feed, of a list of messages, or of one message.", pattern="^https?://")
    areas: tuple[str, ...] = Field(
        (), description="Names and codes of areas that count as ours, besides our own, our county's and the country's."
    )
    everything: bool = Field(default=False, description="Whether all of it concerns us, wherever it says it is.")
    point: Point = Field(
        "",
        description='Where the town lies, as "58.27,11.44": where a message draws its area, that decides.',
    )

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        options = {"areas": list(self.areas), "everything": self.everything, "point": self.point}
        return await poll_cap(client, self.url, options, cursor, visit)
