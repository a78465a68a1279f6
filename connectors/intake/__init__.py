"""What people hand in: a call, a letter, a link. A link is opened once; the rest needs no network."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from connectors._web.answers import check_not_empty
from connectors.intake.parse import read_story
from monitor.contract import BaseConnector, Batch, Client, Cursor, Visit
from monitor.domain.model import Parsed

_ACCEPT = {"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"}


class Connector(BaseConnector):
    """A place to put what came by hand; with an address, the story that stands there."""

    usual_interval: ClassVar[float] = 24 * 3600.0
    shortest_interval: ClassVar[float] = 3600.0

    url: str = Field("", description="Address of one story, which is read once. Empty: nothing is read by itself.")

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """The story at the address; nothing where there is none, or where it was read before."""
        if not self.url or cursor.get("read"):
            return Batch(cursor=cursor, unchanged=True)
        reply = await client.get(self.url, headers=_ACCEPT)
        check_not_empty(reply.body)
        kind = reply.headers.get("content-type", "")
        parsed: Parsed = await client.apart(
            read_story, reply.body, kind, reply.url, visit.municipality.timezone, visit.now
        )
        return Batch(items=parsed.items, cursor={**cursor, "read": True}, notes=parsed.notes)
