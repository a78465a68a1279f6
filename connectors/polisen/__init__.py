"""The Swedish police's list of events."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from connectors._official.poll import Question, ask
from connectors.polisen.parse import read_events
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit


class Connector(BaseConnector):
    """Events that the police tell of, in the municipality and its county."""

    usual_interval: ClassVar[float] = 120.0
    shortest_interval: ClassVar[float] = 60.0
    attribution: ClassVar[str] = "Källa: Polisen"

    url: str = Field(
        "https://polisen.se/api/events", description="Address of the list of events.", pattern="^https?://"
    )

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        return await ask(client, Question(self.url, read_events, headers={"Accept": "application/json"}), cursor, visit)
