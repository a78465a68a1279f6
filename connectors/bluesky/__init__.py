"""Bluesky: what a search finds, with an app password; what accounts write, without."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar
from urllib.parse import quote, urlencode

from pydantic import Field, PrivateAttr, SecretStr, StringConstraints, model_validator

from connectors._social.gathered import Gathered
from connectors._social.refusal import meant
from connectors._social.token import Token
from connectors.bluesky.log_in import LASTS, is_over, log_in
from connectors.bluesky.parse import read_author, read_found
from monitor.contract import BaseConnector, Batch
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from typing import Self

    from monitor.contract import Client, Cursor, Visit
    from monitor.domain.model import Municipality, Parsed, RawItem

PAGES_MOST = 4  # pages of a search that are turned at one poll
_PAGE = 100  # posts in one answer, the most that the interface gives
_OVERLAP = timedelta(minutes=15)  # posts come into the search late, and not in their order

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=300)]
Name = Annotated[str, StringConstraints(pattern=r"^@?[a-zA-Z0-9.:-]+$", min_length=3, max_length=253)]


class Connector(BaseConnector):
    """Posts on Bluesky that hold certain words, and those of certain organisations."""

    usual_interval: ClassVar[float] = 300.0
    shortest_interval: ClassVar[float] = 300.0

    search: tuple[Words, ...] = Field(
        (), max_length=10, description="Words to search for. Without search and authors: the municipality's name."
    )
    authors: tuple[Name, ...] = Field(
        (), max_length=20, description="Accounts of organisations to read, such as lysekil.bsky.social."
    )
    language: str = Field("", description="Only posts in this language, such as sv.", pattern="^([a-z]{2})?$")
    handle: str = Field("", description="The account that searches, such as lysekil.bsky.social.", max_length=253)
    app_password: SecretStr | None = Field(None, description="An app password of that account (never its own one).")
    url: str = Field("https://bsky.social", description="Address of that account's server.", pattern="^https?://")
    public_url: str = Field(
        "https://public.api.bsky.app", description="Address that shows accounts to strangers.", pattern="^https?://"
    )
    _token: Token = PrivateAttr(default_factory=Token)

    @model_validator(mode="after")
    def _may_search(self) -> Self:
        searches = self.search or not self.authors
        if searches and not (self.handle and self.app_password is not None):
            raise ValueError(
                "to search, Bluesky wants an account: set handle and app_password (Settings, Privacy and security, App "
                "passwords), or name authors, which need none"
            )
        return self

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Search for each of the words and read each account once."""
        gathered = Gathered()
        for name in self._names(visit.municipality):
            memory = dict(cursor.get(name) or {})
            if name.startswith("@"):
                gathered.add(name, await self._read_author(client, name, memory))
            else:
                gathered.add(name, await self._search(client, name, memory, visit))
        return gathered.as_batch(gathered.cursors)

    def address(self, municipality: Municipality) -> str:
        """The search, or the first account, as a person sees it."""
        name = self._names(municipality)[0]
        page = f"profile/{name[1:]}" if name.startswith("@") else f"search?q={quote(name)}"
        return f"https://bsky.app/{page}"

    def _names(self, municipality: Municipality) -> list[str]:
        searches = self.search or (() if self.authors else municipality.common_names)
        return [*searches, *(f"@{author.lstrip('@')}" for author in self.authors)]

    async def _search(self, client: Client, words: str, memory: Cursor, visit: Visit) -> Batch:
        """From the newest back to a little before the newest that is known."""
        asked = {"q": words, "sort": "latest", "limit": str(_PAGE)}
        if self.language:
            asked["lang"] = self.language
        newest = str(memory.get("newest") or "")
        if newest:
            since = datetime.fromisoformat(newest) - _OVERLAP
            asked["since"] = since.strftime("%Y-%m-%dT%H:%M:%SZ")
        items: dict[str, RawItem] = {}
        page, pages = await self._found(client, asked, memory, visit), 1
        items |= {item.id: item for item in page.items}
        found = page.facts.get("newest")
        while newest and page.facts["next"] and page.items and pages < PAGES_MOST:
            memory = {**memory, "memory": page.facts["memory"]}
            page = await self._found(client, {**asked, "cursor": page.facts["next"]}, memory, visit)
            items |= {item.id: item for item in page.items}
            pages += 1
        missed = bool(newest and page.facts["next"] and page.items)
        kept = {"memory": page.facts["memory"], "newest": max(filter(None, (newest, found)), default="")}
        return Batch(tuple(items.values()), kept, window_full=missed)

    async def _found(self, client: Client, asked: dict[str, str], memory: Cursor, visit: Visit) -> Parsed:
        address = f"{self.url.rstrip('/')}/xrpc/app.bsky.feed.searchPosts?{urlencode(asked)}"
        try:
            reply = await client.get(address, headers=await self._headers(client, visit))
        except SourceError as error:
            if not is_over(error):
                raise
            self._token.end()
            reply = await client.get(address, headers=await self._headers(client, visit))
        content_type, known = reply.headers.get("content-type", ""), str(memory.get("memory") or "")
        parsed: Parsed = await client.apart(read_found, reply.body, content_type, reply.url, known)
        return parsed

    async def _headers(self, client: Client, visit: Visit) -> dict[str, str]:
        password = self.app_password.get_secret_value() if self.app_password else ""
        server, handle = self.url.rstrip("/"), self.handle.lstrip("@")
        token = await self._token.get(visit.now, LASTS, lambda: log_in(client, server, handle, password))
        return {"Accept": "application/json", "Authorization": f"Bearer {token}"}

    async def _read_author(self, client: Client, name: str, memory: Cursor) -> Batch:
        asked = urlencode({"actor": name[1:], "limit": "50", "filter": "posts_no_replies"})
        address = f"{self.public_url.rstrip('/')}/xrpc/app.bsky.feed.getAuthorFeed?{asked}"
        try:
            reply = await client.get(address, cursor=memory, headers={"Accept": "application/json"})
        except SourceError as error:
            if error.status != 400:  # what this service answers for a name that nobody has
                raise
            raise meant(error, Fault.NOT_FOUND, f"Bluesky knows no account {name[1:]} (400)") from None
        if reply.unchanged:
            return Batch(cursor={**memory, **reply.marks}, unchanged=True)
        content_type, known = reply.headers.get("content-type", ""), str(memory.get("memory") or "")
        page: Parsed = await client.apart(read_author, reply.body, content_type, reply.url, known)
        newest, oldest = str(memory.get("newest") or ""), str(page.facts.get("oldest") or "")
        kept = {**memory, **reply.marks, "memory": page.facts["memory"]}
        kept["newest"] = max(filter(None, (newest, page.facts.get("newest"))), default="")
        return Batch(page.items, kept, window_full=bool(newest and page.facts["next"] and oldest > newest))
