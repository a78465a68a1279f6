"""Weather warnings of the Finnish Meteorological Institute."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from connectors._official.cap_feed import poll_cap
from connectors._official.options import Point
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit


class Connector(BaseConnector):
    """Weather warnings of FMI for the municipality's region."""

    usual_interval: ClassVar[float] = 300.0
    shortest_interval: ClassVar[float] = 120.0
    attribution: ClassVar[str] = "Lähde: Ilmatieteen laitos (CC BY 4.0)"

    url: str = Field(
        "https://alerts.fmi.fi/cap/feed/atom_fi-FI.xml",
        description="Address of the feed; each of its messages holds all three languages.",
        pattern="^https?://",
    )
    areas: tuple[str, ...] = Field(
        (), description="Names of FMI's areas that count as ours besides the region, such as sea areas."
    )
    point: Point = Field(
        "",
        description='Where the town lies, as "61.06,28.19": warnings for other parts of the region are left out.',
    )

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        options = {"areas": list(self.areas), "point": self.point, "ours_only": True}
        return await poll_cap(client, self.url, options, cursor, visit)
