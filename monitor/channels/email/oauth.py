"""A token in the place of a password: OAuth 2.0 client credentials, as Microsoft 365 wants them for SMTP."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from monitor.channels.answers import MENDABLE_WAIT, is_page, json_object, refusal
from monitor.errors import TransportError

if TYPE_CHECKING:
    from monitor.channels.email.settings import Submission
    from monitor.contract import Means

Tokens = dict[str, tuple[str, datetime]]
"""Tokens that are still good, by application, each with the time until which it is used."""

_EARLY = timedelta(minutes=2)  # a token is renewed before it ends, so that none ends on the way


async def token(submission: Submission, means: Means, kept: Tokens) -> str:
    """A token that is good now, kept or new.

    Raises:
        TransportError: none was given; one that an administrator must mend is asked for again in a while.
    """
    known = kept.get(submission.oauth_client_id)
    if known is not None and means.now < known[1]:
        return known[0]
    assert submission.oauth_client_secret is not None  # noqa: S101 - the settings say so
    form = {
        "grant_type": "client_credentials",
        "client_id": submission.oauth_client_id,
        "client_secret": submission.oauth_client_secret.get_secret_value(),
        "scope": submission.oauth_scope,
    }
    headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
    answer = await means.sender.request("POST", submission.token_url, content=urlencode(form).encode(), headers=headers)
    body = json_object(answer)
    given, seconds = body.get("access_token"), body.get("expires_in")
    if answer.status == 200 and isinstance(given, str) and given:
        length = timedelta(seconds=float(seconds)) if isinstance(seconds, (int, float)) else timedelta()
        kept[submission.oauth_client_id] = (given, means.now + length - _EARLY)
        return given
    if answer.status in {400, 401, 403} and not is_page(answer):  # wrong secret, wrong tenant, a right that is missing
        raise TransportError(f"no token: answered {answer.status}", permanent=True, retry_after=MENDABLE_WAIT)
    error = refusal(answer, means.now)
    raise TransportError(f"no token: {error.what}", permanent=False, retry_after=error.retry_after)
