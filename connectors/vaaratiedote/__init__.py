"""Vaaratiedote: Finland's emergency warnings, as 112.fi shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from connectors._official.poll import Question, ask
from connectors.vaaratiedote.parse import read_warnings
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit


class Connector(BaseConnector):
    """Emergency warnings in Finland."""

    usual_interval: ClassVar[float] = 90.0
    shortest_interval: ClassVar[float] = 60.0
    attribution: ClassVar[str] = "Lähde: 112.fi"

    url: str = Field(
        "https://112.fi/etusivu",
        description="Address of a page that shows the warnings, or of a feed of them.",
        pattern="^https?://",
    )

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        question = Question(
            self.url, read_warnings, headers={"Accept": "text/html, application/rss+xml;q=0.9, */*;q=0.5"}
        )
        return await ask(client, question, cursor, visit)
