"""Krisinformation.se: what Swedish authorities say in a crisis."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from connectors._official.poll import Question, ask
from connectors.krisinformation.parse import read_news
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit


class Connector(BaseConnector):
    """News of Krisinformation.se for the municipality, its county and the whole country."""

    usual_interval: ClassVar[float] = 300.0
    shortest_interval: ClassVar[float] = 120.0
    attribution: ClassVar[str] = "Källa: Krisinformation.se"

    url: str = Field(
        "https://api.krisinformation.se/v3/news",
        description="Address of the news; the same interface has vmas and topstories.",
        pattern="^https?://",
    )
    days: int = Field(30, ge=1, le=365, description="How many days back is asked for.")
    national: bool = Field(default=True, description="Whether news for the whole country count.")

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        question = Question(self.url, read_news, options={"national": self.national}, params={"days": str(self.days)})
        return await ask(client, question, cursor, visit)
