"""NVE: warnings of floods and landslides in Norway (varsom.no)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from connectors._official.poll import Question, ask
from connectors.nve.parse import read_warnings
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit
    from monitor.domain.model import Municipality

_DAY = timedelta(days=1)
_AHEAD = timedelta(days=2)  # as far as they assess


class Connector(BaseConnector):
    """Warnings of one hazard for the municipality."""

    usual_interval: ClassVar[float] = 900.0
    shortest_interval: ClassVar[float] = 300.0
    attribution: ClassVar[str] = "Varsler fra Flomvarslingen i Norge og www.varsom.no"

    hazard: Literal["flood", "landslide"] = Field(description="Which of the two; each is a source of its own.")
    base_url: str = Field(
        "https://api01.nve.no/hydrology/forecast", description="Address of the interface.", pattern="^https?://"
    )
    version: str = Field(
        "v1.0.10",
        description="Version of the interface; one that is removed answers 404.",
        pattern=r"^v\d+(\.\d+)*$",
    )

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once, for the days that are assessed; from yesterday, since a warning's day ends in the morning."""
        today = visit.now.astimezone(ZoneInfo(visit.municipality.timezone)).date()
        language = 2 if visit.municipality.language == "en" else 1
        place = f"{visit.municipality.number}/{language}/{today - _DAY}/{today + _AHEAD}"
        question = Question(
            f"{self.base_url.rstrip('/')}/{self.hazard}/{self.version}/api/Warning/Municipality/{place}",
            read_warnings,
            options={"hazard": self.hazard},
            headers={"Accept": "application/json"},
            withdraws="NVE",
        )
        return await ask(client, question, cursor, visit)

    def address(self, municipality: Municipality) -> str:
        """Where a person would look."""
        del municipality
        return "https://www.varsom.no/"
