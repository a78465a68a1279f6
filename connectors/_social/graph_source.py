"""What the connectors of Meta's Graph interface have in common: their options, and one poll of several edges."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pydantic import Field, SecretStr

from connectors._social.approval import ApprovedConnector
from connectors._social.gathered import Gathered
from connectors._social.graph import read_pages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectors._social.graph import Question
    from monitor.contract import Client, Cursor


class GraphConnector(ApprovedConnector):
    """Something of the municipality's own at Meta."""

    token: SecretStr = Field(description="A token of a system user with the rights that the README names.")
    graph_version: str = Field("v26.0", description="Version of the interface.", pattern=r"^v\d{1,3}\.\d$")
    url: str = Field("https://graph.facebook.com", description="Address of the interface.", pattern="^https?://")

    def at(self, path: str, **asked: str | int) -> str:
        """The address of an edge."""
        return f"{self.url.rstrip('/')}/{self.graph_version}/{path}?{urlencode(asked)}"

    async def gather(self, client: Client, questions: Mapping[str, Question], cursor: Cursor) -> Gathered:
        """Ask each question once.

        Raises:
            SourceError: one of them was not answered; the others are asked again, too.
        """
        gathered = Gathered()
        for name, question in questions.items():
            memory = dict(cursor.get(name) or {})
            gathered.add(name, await read_pages(client, question, self.token.get_secret_value(), memory))
        return gathered
