"""Nødvarsel: Norway's emergency alerts to every telephone in an area."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from connectors._official.poll import Question, ask
from connectors.nodvarsel.parse import read_alerts
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit


class Connector(BaseConnector):
    """Emergency alerts in force in Norway."""

    usual_interval: ClassVar[float] = 75.0
    shortest_interval: ClassVar[float] = 60.0
    attribution: ClassVar[str] = "Kilde: Nødvarsel, nodvarsel.no"

    url: str = Field(
        "https://www.nodvarsel.no/rss/rss-aktive-nodvarsler/",
        description="Address of the feed of alerts in force.",
        pattern="^https?://",
    )

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        return await ask(client, Question(self.url, read_alerts), cursor, visit)
