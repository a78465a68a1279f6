"""SMHI's impact-based weather warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from connectors._official.options import Point
from connectors._official.poll import Question, ask
from connectors.smhi.parse import read_warnings
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit


class Connector(BaseConnector):
    """Weather warnings of SMHI for the municipality's county."""

    usual_interval: ClassVar[float] = 300.0
    shortest_interval: ClassVar[float] = 300.0
    attribution: ClassVar[str] = "Källa: SMHI (CC BY 4.0)"

    url: str = Field(
        "https://opendata-download-warnings.smhi.se/ibww/api/version/1/warning.json",
        description="Address of the warnings; /ibww/test/test_1.json to test_5.json at the same host are made up.",
        pattern="^https?://",
    )
    areas: tuple[int, ...] = Field(
        (), description="Further areas by SMHI's number that count as ours, such as 57 for Skagerrak."
    )
    point: Point = Field(
        "",
        description='Where the town lies, as "58.27,11.44": warnings for other parts of the county are left out.',
    )

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        options = {"areas": list(self.areas), "point": self.point}
        question = Question(self.url, read_warnings, options, withdraws="SMHI")
        return await ask(client, question, cursor, visit)
