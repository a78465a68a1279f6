"""Kolada: key figures of Swedish municipalities."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field, field_validator

from connectors._official.home import describe
from connectors.kolada.parse import read_figure
from monitor.contract import BaseConnector, Batch
from monitor.domain.model import Kind, Notice, RawItem

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Visit
    from monitor.domain.model import Municipality, Parsed

_FIGURES_MOST = 30


class Connector(BaseConnector):
    """Key figures that are watched: a word when a new value is there."""

    usual_interval: ClassVar[float] = 24 * 3600.0
    shortest_interval: ClassVar[float] = 3600.0
    attribution: ClassVar[str] = "Källa: Kolada"

    figures: dict[str, str] = Field(
        {"N01951": "Invånare totalt, antal"},
        description="Which figures: Kolada's id of each, and what it is called.",
        max_length=_FIGURES_MOST,
    )
    base_url: str = Field("https://api.kolada.se/v3", description="Address of the interface.", pattern="^https?://")

    @field_validator("figures")
    @classmethod
    def _are_figures(cls, figures: dict[str, str]) -> dict[str, str]:
        if strange := [figure for figure in figures if not re.fullmatch(r"[A-Z]\d{5}", figure)]:
            raise ValueError(f"{', '.join(strange)}: no id of a figure, which is a letter and five digits")
        return figures

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask for each figure once; the first time only to know what is there."""
        known: dict[str, Any] = dict(cursor.get("figures") or {})
        items = []
        for figure, name in self.figures.items():
            newest = await self._ask(client, figure, visit)
            before = known.get(figure)
            if newest and before and newest != before:
                items.append(_item(figure, name, newest, before, visit))
            if newest:
                known[figure] = newest
        kept = {figure: known[figure] for figure in self.figures if figure in known}
        return Batch(tuple(items), {"figures": kept}, unchanged=not items)

    async def _ask(self, client: Client, figure: str, visit: Visit) -> list[Any]:
        """Year and value; nothing where there is no value yet."""
        url = f"{self.base_url.rstrip('/')}/data/municipality/{visit.municipality.number}/kpi/{figure}"
        reply = await client.get(url)
        content_type = reply.headers.get("content-type", "")
        parsed: Parsed = await client.apart(read_figure, reply.body, content_type, reply.url, describe(visit), {})
        return [parsed.facts["year"], parsed.facts["value"]] if parsed.facts else []

    def address(self, municipality: Municipality) -> str:
        """Where a person would look."""
        del municipality
        return "https://www.kolada.se/"


def _item(figure: str, name: str, newest: list[Any], before: list[Any], visit: Visit) -> RawItem:
    now, then = (f"{value:g} ({year})" if value % 1 else f"{value:.0f} ({year})" for year, value in (newest, before))
    return RawItem(
        id=f"{figure}/{newest[0]}/{newest[1]:g}",
        title=f"{name}: {now}",
        text=f"{visit.municipality.name}: {now}. Tidigare {then}. Källa: Kolada, {figure}.",
        url="https://www.kolada.se/",
        published_at=visit.now,
        language="sv",
        publisher="Kolada",
        about_us=True,
        notice=Notice(f"kolada:{figure}", kind=Kind.ROUTINE, severity=0),
    )
