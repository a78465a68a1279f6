"""The media service of the Finnish rescue services: what they are called out to."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from connectors._official.poll import Question, ask
from connectors.pelastustoimi.parse import read_tasks
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit


class Connector(BaseConnector):
    """Tasks of the Finnish rescue services in the municipality."""

    usual_interval: ClassVar[float] = 90.0
    shortest_interval: ClassVar[float] = 60.0
    attribution: ClassVar[str] = "Lähde: Pelastustoimen mediapalvelu"

    url: str = Field(
        "http://www.peto-media.fi/tiedotteet/rss.xml",
        description="Address of the feed of first notices.",
        pattern="^https?://",
    )

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        return await ask(client, Question(self.url, read_tasks), cursor, visit)
