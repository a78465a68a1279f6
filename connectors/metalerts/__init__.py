"""MetAlerts: the weather warnings of MET Norway."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from connectors._official.options import Point
from connectors._official.poll import Question, ask
from connectors.metalerts.parse import read_alerts
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit


class Connector(BaseConnector):
    """Weather warnings of MET Norway for the municipality."""

    usual_interval: ClassVar[float] = 600.0
    shortest_interval: ClassVar[float] = 300.0
    attribution: ClassVar[str] = "Kilde: Meteorologisk institutt (CC BY 4.0)"

    url: str = Field(
        "https://api.met.no/weatherapi/metalerts/2.0/current.json",
        description="Address of the warnings in GeoJSON; test.json beside it has made-up ones.",
        pattern="^https?://",
    )
    point: Point = Field(
        "",
        description='Where the town lies, as "58.09,6.80": warnings at sea that reach it count too.',
    )

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        question = Question(
            self.url,
            read_alerts,
            options={"point": self.point},
            params={"lang": "en" if visit.municipality.language == "en" else "no"},
            withdraws="Meteorologisk institutt",
            rests=True,
        )
        return await ask(client, question, cursor, visit)
