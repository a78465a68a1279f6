"""A log-in at Bluesky with an app password: kept in the process alone, renewed before it ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from connectors._social.refusal import meant, said_in
from connectors.bluesky.parse import read_session
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from monitor.contract import Client

LASTS = timedelta(minutes=90)  # a token is good for some two hours
_TOKEN_ENDED = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing"})
_STATUSES = frozenset({400, 401})


@dataclass(slots=True)
class Session:
    """The token of one account. The service allows 300 log-ins in a day: one in 90 minutes is asked for."""

    _token: str = field(default="", repr=False)
    _until: datetime | None = None

    async def headers(self, client: Client, server: str, handle: str, password: str, now: datetime) -> dict[str, str]:
        """The headers of a question by this account; logs in where that is needed.

        Raises:
            SourceError: ``CREDENTIALS`` when the service does not take the password; whatever else went wrong.
        """
        if not self._token or self._until is None or now >= self._until:
            self._token, self._until = await _log_in(client, server, handle, password), now + LASTS
        return {"Accept": "application/json", "Authorization": f"Bearer {self._token}"}

    def end(self) -> None:
        """Forget the token."""
        self._token = ""


def is_over(error: SourceError) -> bool:
    """Whether the service refused because the token is no longer good."""
    return error.status in _STATUSES and said_in(error).get("error") in _TOKEN_ENDED


async def _log_in(client: Client, server: str, handle: str, password: str) -> str:
    content = msgspec.json.encode({"identifier": handle, "password": password})
    address = f"{server}/xrpc/com.atproto.server.createSession"
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    try:
        reply = await client.post(address, content=content, headers=headers)
    except SourceError as error:
        if error.status not in _STATUSES:
            raise
        raise meant(error, Fault.CREDENTIALS, _why(error, handle)) from None
    return str(await client.apart(read_session, reply.body, reply.headers.get("content-type", ""), reply.url))


def _why(error: SourceError, handle: str) -> str:
    if said_in(error).get("error") == "AccountTakedown":
        return f"Bluesky has closed the account {handle}"
    return f"Bluesky does not take the app password of {handle} ({error.status})"
