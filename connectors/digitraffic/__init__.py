"""Fintraffic's traffic announcements for Finland's roads."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from connectors._official.poll import Question, ask
from connectors.digitraffic.parse import read_announcements
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit

_MOST = 20_000_000  # bytes; a list with all areas drawn has been seen to have 3.5 MB, and a snowstorm has more in it


class Connector(BaseConnector):
    """Traffic announcements for roads in the municipality."""

    usual_interval: ClassVar[float] = 120.0
    shortest_interval: ClassVar[float] = 60.0
    attribution: ClassVar[str] = "Lähde: Fintraffic / digitraffic.fi, lisenssi CC 4.0 BY"

    url: str = Field(
        "https://tie.digitraffic.fi/api/traffic-message/v2/traffic-announcements",
        description="Address of the announcements; roadworks and weight-restrictions stand beside them.",
        pattern="^https?://",
    )

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        town = visit.municipality.name.encode("ascii", "ignore").decode()
        question = Question(
            self.url,
            read_announcements,
            headers={"Digitraffic-User": f"{town}/monitor", "Accept": "application/json"},
            params={"includeAreaGeometry": "false"},
            most=_MOST,
        )
        return await ask(client, question, cursor, visit)
