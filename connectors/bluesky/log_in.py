"""A log-in at Bluesky with an app password, and when it is over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from connectors._social.refusal import meant, said_in
from connectors.bluesky.parse import read_session
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from monitor.contract import Client

LASTS = timedelta(minutes=90)  # a token is good for some two hours; 300 log-ins a day are allowed
_OVER = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing"})
_STATUSES = frozenset({400, 401})


async def log_in(client: Client, server: str, handle: str, password: str) -> str:
    """The token for questions by this account.

    Raises:
        SourceError: ``CREDENTIALS`` when the service does not take the password; whatever else went wrong.
    """
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


def is_over(error: SourceError) -> bool:
    """Whether the service refused because the token is no longer good."""
    return error.status in _STATUSES and said_in(error).get("error") in _OVER


def _why(error: SourceError, handle: str) -> str:
    if said_in(error).get("error") == "AccountTakedown":
        return f"Bluesky has closed the account {handle}"
    return f"Bluesky does not take the app password of {handle} ({error.status})"
