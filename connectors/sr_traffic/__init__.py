"""Sveriges Radio's traffic messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from connectors._official.options import Point
from connectors._official.poll import Question, ask
from connectors.sr_traffic.parse import read_messages
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit


class Connector(BaseConnector):
    """Traffic messages of Sveriges Radio, of one area or of the whole country."""

    usual_interval: ClassVar[float] = 180.0
    shortest_interval: ClassVar[float] = 60.0
    attribution: ClassVar[str] = "Källa: Sveriges Radio"

    url: str = Field(
        "https://api.sr.se/api/v2/traffic/messages", description="Address of the messages.", pattern="^https?://"
    )
    area: str = Field(
        "", description='A traffic area as Sveriges Radio names it, such as "Västmanland". Empty: the whole country.'
    )
    point: Point = Field(
        "",
        description='Where the town lies, as "58.27,11.44": what happens near it is about us.',
    )
    radius: float = Field(15.0, gt=0, le=200, description="How near, in km.")

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        params = {"format": "json", "pagination": "false", **({"trafficareaname": self.area} if self.area else {})}
        options = {"point": self.point, "radius": self.radius}
        return await ask(client, Question(self.url, read_messages, options, params=params), cursor, visit)
