"""Viktigt meddelande till allmänheten: Sweden's public warnings, as Sveriges Radio publishes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from connectors._official.poll import Question, ask
from connectors.vma.parse import read_alerts
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit


class Connector(BaseConnector):
    """Important messages to the public for the municipality, its county and the whole country."""

    usual_interval: ClassVar[float] = 60.0
    shortest_interval: ClassVar[float] = 60.0
    attribution: ClassVar[str] = "Källa: Sveriges Radio"

    url: str = Field(
        "https://vmaapi.sr.se/api/v3/alerts",
        description="Address of the alerts; /testapi/v3/alerts at the same host has made-up ones.",
        pattern="^https?://",
    )

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        question = Question(self.url, read_alerts, headers={"Accept": "application/json"})
        return await ask(client, question, cursor, visit)
