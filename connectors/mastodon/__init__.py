"""Mastodon: the public posts of a tag, or of an organisation's account, on one server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from urllib.parse import quote

from pydantic import Field, SecretStr, StringConstraints

from connectors._social.gathered import Gathered
from connectors._web.robots import check_robots
from connectors.mastodon.parse import PAGE, read_access, read_account
from connectors.mastodon.streams import CLOSED, Stream, StreamReader
from monitor.contract import BaseConnector
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from monitor.contract import Batch, Client, Cursor, Visit
    from monitor.domain.model import Municipality

DAY = 86_400.0
_OPEN = "public"

Tag = Annotated[str, StringConstraints(pattern=r"^#?\w+$", max_length=100)]
Account = Annotated[str, StringConstraints(pattern=r"^@?[\w.-]+(@[\w.-]+)?$", max_length=300)]


class Connector(BaseConnector):
    """Posts of one Mastodon server."""

    usual_interval: ClassVar[float] = 180.0

    url: str = Field(description="Address of the server, such as https://mastodon.nu.", pattern=r"^https?://[^/]+/?$")
    tags: tuple[Tag, ...] = Field(
        (), max_length=20, description="Tags to read, without #. Without tags and accounts: the municipality's name."
    )
    accounts: tuple[Account, ...] = Field(
        (), max_length=20, description="Accounts of organisations to read, such as lysekil or lysekil@mastodon.nu."
    )
    local: bool = Field(default=False, description="Only posts that were written on this server.")
    token: SecretStr | None = Field(None, description="Access token, for servers that show tags to members only.")

    def address(self, municipality: Municipality) -> str:
        """The page of the first tag, else of the first account."""
        tags = self._tags(municipality)
        return f"{self._server}/tags/{tags[0]}" if tags else f"{self._server}/@{self._names()[0]}"

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask for each tag and each account once."""
        robots = await check_robots(client, f"{self._server}/api/v1/timelines/", cursor.get("robots"), visit.now)
        access = await self._access(client, cursor.get("access") or {}, visit)
        ids = await self._look_up(client, cursor.get("ids") or {})
        streams = self._streams(visit.municipality, ids)
        gathered = Gathered()
        if any(stream.strangers for stream in streams):
            gathered.note(*self._complain(access))
        reader = StreamReader(client, self._headers(), visit)
        for stream in streams:
            memory = dict((cursor.get("streams") or {}).get(stream.name) or {})
            gathered.add(stream.name, await reader.read(stream, memory))
        return gathered.as_batch({"robots": robots, "access": access, "ids": ids, "streams": gathered.cursors})

    @property
    def _server(self) -> str:
        return self.url.rstrip("/")

    # ---- what is read --------------------------------------------------------------------------------------------
    def _tags(self, municipality: Municipality) -> tuple[str, ...]:
        if self.tags or self.accounts:
            return tuple(tag.lstrip("#") for tag in self.tags)
        return tuple(name.replace(" ", "").replace("-", "") for name in municipality.common_names)

    def _streams(self, municipality: Municipality, ids: dict[str, str]) -> list[Stream]:
        only = "&local=true" if self.local else ""
        tags = [
            Stream(
                f"#{tag}",
                f"{self._server}/api/v1/timelines/tag/{quote(tag)}?limit={PAGE}{only}",
                f"{self._server}/tags/{quote(tag)}.rss",
                strangers=True,
            )
            for tag in self._tags(municipality)
        ]
        accounts = [
            Stream(
                name,
                f"{self._server}/api/v1/accounts/{number}/statuses?limit={PAGE}&exclude_reblogs=true",
                f"{self._server}/@{name}.rss",
                strangers=False,
            )
            for name, number in ids.items()
        ]
        return tags + accounts

    async def _look_up(self, client: Client, known: dict[str, str]) -> dict[str, str]:
        """The number of each account; each is asked for once."""
        return {name: known.get(name) or await self._number(client, name) for name in self._names()}

    def _names(self) -> list[str]:
        return [account.lstrip("@") for account in self.accounts]

    async def _number(self, client: Client, name: str) -> str:
        try:
            reply = await client.get(
                f"{self._server}/api/v1/accounts/lookup?acct={quote(name)}", headers=self._headers()
            )
        except SourceError as error:
            if error.fault is not Fault.NOT_FOUND:
                raise
            detail = f"the server knows no account {name} (404)"
            raise SourceError(error.fault, detail, status=error.status, retry_after=error.retry_after) from None
        return str(await client.apart(read_account, reply.body, reply.headers.get("content-type", ""), reply.url))

    # ---- what may be read ----------------------------------------------------------------------------------------
    async def _access(self, client: Client, known: dict[str, Any], visit: Visit) -> dict[str, Any]:
        """What the server shows to strangers, asked once a day; a server that does not say shows it or refuses."""
        now = visit.now.timestamp()
        if 0 <= now - float(known.get("asked") or 0) < DAY:
            return known
        try:
            reply = await client.get(f"{self._server}/api/v2/instance", headers=self._headers())
            content_type = reply.headers.get("content-type", "")
            found = await client.apart(read_access, reply.body, content_type, reply.url)
        except SourceError as error:
            if error.status not in {*CLOSED, 404} and error.fault not in {Fault.MALFORMED, Fault.NOT_A_FEED}:
                raise
            found = {}
        return {"asked": int(now), **found}

    def _complain(self, access: dict[str, Any]) -> list[str]:
        """What a reader of the list of sources should know of a server that shows strangers only a part under a tag.

        Raises:
            SourceError: it shows them nothing there, and may say so with an empty list.
        """
        shown = {"local": "its own posts", "remote": "posts of other servers"}
        hidden = [word for name, word in shown.items() if access.get(name, _OPEN) != _OPEN]
        if not hidden or self.token is not None:
            return []
        if len(hidden) == len(shown) or (self.local and shown["local"] in hidden):
            raise SourceError(Fault.CREDENTIALS, "the server shows tags to its members only: it needs a token")
        return [] if self.local else [f"the server does not show {hidden[0]} under a tag to strangers; a token would"]

    def _headers(self) -> dict[str, str]:
        accept = {"Accept": "application/json"}
        return {**accept, "Authorization": f"Bearer {self.token.get_secret_value()}"} if self.token else accept
