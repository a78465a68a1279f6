"""Trafikverket: what happens on Sweden's roads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar
from xml.sax.saxutils import quoteattr

from pydantic import Field, SecretStr

from connectors._official.options import Point
from connectors._official.poll import Question, ask
from connectors.trafikverket.parse import read_situations
from monitor.contract import BaseConnector, Batch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.contract import Client, Cursor, Visit

_INCLUDE = ("Id", "PublicationTime", "VersionTime", "Deleted", "Deviation")
_LIMIT = 500
_KEY = re.compile(r"[\w.:-]{1,80}")


class Connector(BaseConnector):
    """Situations on roads in the municipality's county."""

    usual_interval: ClassVar[float] = 120.0
    shortest_interval: ClassVar[float] = 60.0
    attribution: ClassVar[str] = "Källa: Trafikverket"

    key: SecretStr = Field(description="The key that Trafikverket gives to who registers.")
    url: str = Field(
        "https://api.trafikinfo.trafikverket.se/v2/data.json",
        description="Address of the interface.",
        pattern="^https?://",
    )
    version: str = Field("1.6", description="Version of the object Situation.", pattern=r"^\d+(\.\d+)*$")
    effect: int = Field(4, ge=1, le=5, description="The least effect on traffic that is told, 1 to 5.")
    point: Point = Field(
        "",
        description='Where the town lies, as "58.27,11.44": what happens near it is about us.',
    )
    radius: float = Field(15.0, gt=0, le=200, description="How near, in km.")

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        question = Question(
            self.url,
            read_situations,
            options={"point": self.point, "radius": self.radius},
            headers={"Content-Type": "text/xml; charset=utf-8", "Accept": "application/json"},
            post=self._ask_for(visit.municipality.county_code, _standing(cursor)).encode(),
            withdraws="Trafikverket",
        )
        return await ask(client, question, cursor, visit)

    def _ask_for(self, county: str, known: Sequence[str] = ()) -> str:
        """The question in their language; ``known`` are situations that are asked for whatever their effect is now.

        0 is the whole country.
        """
        ours = f'<IN name="Deviation.CountyNo" value="{int(county)},0"/>' if county.isdigit() else ""
        grave = f'<GTE name="Deviation.SeverityCode" value="{self.effect}"/>'
        if known:
            grave = f'<OR>{grave}<IN name="Id" value={quoteattr(",".join(known))}/></OR>'
        asked = f'<AND><EQ name="Deleted" value="false"/>{ours}{grave}</AND>'
        include = "".join(f"<INCLUDE>{name}</INCLUDE>" for name in _INCLUDE)
        return (
            f"<REQUEST><LOGIN authenticationkey={quoteattr(self.key.get_secret_value())}/>"
            f'<QUERY objecttype="Situation" namespace="road.trafficinfo" schemaversion="{self.version}" '
            f'limit="{_LIMIT}">'
            f"<FILTER>{asked}</FILTER>{include}</QUERY></REQUEST>"
        )


def _standing(cursor: Cursor) -> list[str]:
    """The situations that were told and may go on: one whose effect lessens must not look as if it were over."""
    standing = (cursor.get("kept") or {}).get("standing") or {}
    return [key for key in standing if _KEY.fullmatch(key)]
