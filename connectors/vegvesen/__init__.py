"""Statens vegvesen: what happens on Norway's roads, in DATEX II."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field, SecretStr

from connectors._official.options import Point
from connectors._official.poll import Question, ask
from connectors.vegvesen.parse import read_situations
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit

_MOST = 40_000_000  # bytes, unpacked; all situations of the country have been seen to have tens of millions


class Connector(BaseConnector):
    """Situations on Norway's roads."""

    usual_interval: ClassVar[float] = 300.0
    shortest_interval: ClassVar[float] = 300.0
    attribution: ClassVar[str] = "Kilde: Statens vegvesen (NLOD 2.0)"

    username: str = Field(description="The name that Statens vegvesen gives to who registers.")
    password: SecretStr = Field(description="And its password.")
    url: str = Field(
        "https://datex-server-get-v3-1.atlas.vegvesen.no/datexapi/GetSituation/pullsnapshotdata",
        description="Address of the situations.",
        pattern="^https?://",
    )
    all: bool = Field(default=False, description="All situations, roadworks included; else those of road safety alone.")
    point: Point = Field(
        "",
        description='Where the town lies, as "61.23,7.10": what happens near it is about us.',
    )
    radius: float = Field(20.0, gt=0, le=200, description="How near, in km.")

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        login = b64encode(f"{self.username}:{self.password.get_secret_value()}".encode()).decode()
        question = Question(
            self.url,
            read_situations,
            options={"point": self.point, "radius": self.radius},
            headers={"Authorization": f"Basic {login}", "Accept": "application/xml"},
            params={} if self.all else {"srti": "True"},
            withdraws="Statens vegvesen",
            most=_MOST,
        )
        return await ask(client, question, cursor, visit)
