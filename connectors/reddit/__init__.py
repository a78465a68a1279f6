"""Reddit: the new posts of a community, or those that a search finds, by feed or as a registered application."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Literal
from urllib.parse import urlencode

from pydantic import Field, PrivateAttr, SecretStr, model_validator

from connectors._official.answers import number
from connectors._social.feeds import poll_posts
from connectors._social.refusal import meant
from connectors._social.token import Token
from connectors.reddit.parse import PAGE, read_listing, read_token
from monitor.contract import BaseConnector, Batch
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from typing import Self

    from monitor.contract import Client, Cursor, Reply, Visit
    from monitor.domain.model import Municipality, Parsed, RawItem

_LASTS = timedelta(minutes=50)  # a token is good for an hour at the least
_LOW = 5  # questions that are left; below, Reddit is left alone until its window begins anew
# What the feed writes below a post: who sent it in, and links.
_FOOT = re.compile(r"\s*submitted by\s+/?u/\S+(?:\s+to\s+/?r/\S+)?\s*(?:\[link\])?\s*(?:\[comments\])?\s*\Z")


class Connector(BaseConnector):
    """One community, a search in it, or a search in all of Reddit."""

    usual_interval: ClassVar[float] = 900.0
    shortest_interval: ClassVar[float] = 600.0

    subreddit: str = Field("", description="The community, such as sweden.", pattern=r"^\w*$", max_length=50)
    search: str = Field(
        "",
        description="Words that a post must hold. Without subreddit and search: the municipality's name.",
        max_length=300,
    )
    mode: Literal["rss", "oauth"] = Field(
        "rss", description="How Reddit is asked: rss, or oauth for a registered application."
    )
    client_id: str = Field("", description="The application's id, for oauth.", max_length=100)
    client_secret: SecretStr | None = Field(None, description="The application's secret, for oauth.")
    url: str = Field("https://www.reddit.com", description="Address of the site.", pattern=r"^https?://[^/]+/?$")
    api_url: str = Field(
        "https://oauth.reddit.com", description="Address of the interface, for oauth.", pattern=r"^https?://[^/]+/?$"
    )
    _token: Token = PrivateAttr(default_factory=Token)

    @model_validator(mode="after")
    def _has_what_its_mode_needs(self) -> Self:
        if self.mode == "oauth" and not (self.client_id and self.client_secret is not None):
            raise ValueError('mode = "oauth" needs client_id and client_secret of an application that Reddit approved')
        return self

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask once."""
        path, asked = self._question(visit.municipality)
        if self.mode == "rss":
            suffix = "/.rss" if path.endswith("/new") else ".rss"
            address = f"{self.url.rstrip('/')}{path}{suffix}?{urlencode(asked)}"
            return await poll_posts(client, address, cursor, visit, _post)
        address = f"{self.api_url.rstrip('/')}{path}?{urlencode({**asked, 'raw_json': 1})}"
        reply = await self._ask(client, address, cursor, visit)
        if reply.unchanged:
            return Batch(cursor={**cursor, **reply.marks}, unchanged=True, wait=_rest(reply))
        content_type, known = reply.headers.get("content-type", ""), str(cursor.get("shown") or "")
        parsed: Parsed = await client.apart(read_listing, reply.body, content_type, reply.url, known)
        kept = {**cursor, **reply.marks, "shown": parsed.facts["memory"]}
        return Batch(
            parsed.items, kept, unchanged=not parsed.items, wait=_rest(reply), window_full=bool(parsed.facts["passed"])
        )

    def address(self, municipality: Municipality) -> str:
        """The community, or the search, as a person sees it."""
        path, asked = self._question(municipality)
        page = f"{self.url.rstrip('/')}{path}"
        return page if path.endswith("/new") else f"{page}?{urlencode({**asked, 'limit': 25})}"

    def _question(self, municipality: Municipality) -> tuple[str, dict[str, str | int]]:
        inside = f"/r/{self.subreddit}" if self.subreddit else ""
        if inside and not self.search:
            return f"{inside}/new", {"limit": PAGE}
        words: dict[str, str | int] = {"q": self.search or municipality.name, "sort": "new", "limit": PAGE}
        if inside:
            words["restrict_sr"] = "on"
        return f"{inside}/search", words

    async def _ask(self, client: Client, address: str, cursor: Cursor, visit: Visit) -> Reply:
        try:
            return await client.get(address, cursor=cursor, headers=await self._headers(client, visit))
        except SourceError as error:
            if error.status != 401:
                raise
        self._token.end()  # taken back before its time
        return await client.get(address, cursor=cursor, headers=await self._headers(client, visit))

    async def _headers(self, client: Client, visit: Visit) -> dict[str, str]:
        token = await self._token.get(visit.now, _LASTS, lambda: self._log_in(client))
        return {"Accept": "application/json", "Authorization": f"Bearer {token}"}

    async def _log_in(self, client: Client) -> str:
        secret = self.client_secret.get_secret_value() if self.client_secret else ""
        basic = b64encode(f"{self.client_id}:{secret}".encode()).decode("ascii")
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": f"Basic {basic}"}
        address = f"{self.url.rstrip('/')}/api/v1/access_token"
        try:
            reply = await client.post(address, content=b"grant_type=client_credentials", headers=headers)
        except SourceError as error:
            if error.status not in {400, 401}:
                raise
            detail = f"Reddit does not take client_id and client_secret ({error.status})"
            raise meant(error, Fault.CREDENTIALS, detail) from None
        return str(await client.apart(read_token, reply.body, reply.headers.get("content-type", ""), reply.url))


def _rest(reply: Reply) -> float | None:
    """How long to leave Reddit alone: what it says of its window, when little is left of it."""
    left, seconds = (number(reply.headers.get(f"x-ratelimit-{name}")) for name in ("remaining", "reset"))
    return seconds if left is not None and seconds is not None and left < _LOW else None


def _post(entry: RawItem) -> RawItem:
    return replace(entry, text=_FOOT.sub("", entry.text))
