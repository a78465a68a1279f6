"""Microsoft Teams: a channel or chat, by a flow of the Workflows app that waits for a webhook request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic import Field, SecretStr

from monitor.channels.answers import MENDABLE_WAIT, is_page, json_object, refusal
from monitor.channels.plaintext import with_mark
from monitor.channels.teams.card import card, plain_card
from monitor.contract import BaseChannel
from monitor.errors import TransportError

if TYPE_CHECKING:
    from monitor.contract import Address, Answer, Means
    from monitor.domain.message import Message

# What Power Automate calls a flow that nobody can reach before an administrator has mended it, whatever the status.
_MENDABLE = frozenset(
    {"DirectApiAuthorizationRequired", "WorkflowTriggerIsNotEnabled", "WorkflowDisabled", "AuthorizationFailed"}
)
_FORM = frozenset({"TriggerInputSchemaMismatch", "InvalidRequestContent", "RequestEntityTooLarge"})


class Channel(BaseChannel):
    """One channel or chat in Teams."""

    webhook_url: SecretStr = Field(
        description="Address of the flow 'Post to a channel when a webhook request is received'; it is a secret."
    )

    async def send(self, message: Message, address: Address, means: Means) -> str:
        """Post it. Teams says that it queued the card, never that it showed it."""
        del address
        content = plain_card(message) if means.plain else card(message)
        attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": content}
        payload = {"type": "message", "summary": with_mark(message, message.first_line), "attachments": [attachment]}
        answer = await means.sender.request(
            "POST",
            self.webhook_url.get_secret_value(),
            content=json.dumps(payload, ensure_ascii=False).encode(),
            headers={"content-type": "application/json; charset=utf-8", "idempotency-key": message.key},
        )
        return _taken(answer, means)


def _taken(answer: Answer, means: Means) -> str:
    """202 is what a flow says; a flow with an answer of its own says 200."""
    if answer.status in {200, 202} and not is_page(answer):
        return ""
    error = json_object(answer).get("error")
    word = str(error.get("code", "")) if isinstance(error, dict) and 400 <= answer.status < 500 else ""
    if word in _MENDABLE:
        raise TransportError(f"answered {answer.status} {word}", permanent=True, retry_after=MENDABLE_WAIT)
    if word in _FORM:
        raise TransportError(f"answered {answer.status} {word}", permanent=True, form=True)
    raise refusal(answer, means.now)
