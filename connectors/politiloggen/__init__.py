"""Politiloggen: the log of the Norwegian police."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlencode

from pydantic import Field

from connectors._official.areas import police_districts
from connectors._official.poll import Question, ask
from connectors.politiloggen.parse import read_messages
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit

_TAKE = 50


class Connector(BaseConnector):
    """What the Norwegian police tell of in the municipality."""

    usual_interval: ClassVar[float] = 120.0
    shortest_interval: ClassVar[float] = 60.0
    attribution: ClassVar[str] = "Kilde: Politiet"

    url: str = Field(
        "https://api.politiet.no/politiloggen/v1/messages", description="Address of the log.", pattern="^https?://"
    )
    districts: tuple[str, ...] = Field(
        (), description='Police districts as the log names them, such as "SørVest". Empty: those of the county.'
    )

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        districts = self.districts or police_districts(visit.municipality.county_code)
        wanted = [("Districts", district) for district in districts]
        query = urlencode([*wanted, ("SortBy", "Date"), ("SortOrder", "Descending"), ("Take", str(_TAKE))])
        question = Question(f"{self.url}{'&' if '?' in self.url else '?'}{query}", read_messages)
        return await ask(client, question, cursor, visit)
