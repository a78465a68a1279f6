"""Slack: an incoming webhook of one channel, or a bot that keeps an incident in one thread."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Self

from pydantic import Field, SecretStr, model_validator

from monitor.channels.answers import MENDABLE_WAIT, is_page, json_object, refusal, retry_after
from monitor.channels.plaintext import with_mark, write_text
from monitor.channels.slack.blocks import FALLBACK, blocks, escape_within
from monitor.contract import BaseChannel
from monitor.domain.model import Reason
from monitor.errors import TransportError

if TYPE_CHECKING:
    from monitor.contract import Address, Answer, Means
    from monitor.domain.message import Message

# https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks and .../reference/methods/chat.postMessage
_FORM = re.compile(
    r"invalid_blocks\w*|invalid_payload|no_text|msg_(?:blocks_)?too_long|too_many_attachments|invalid_attachments"
)
_MENDABLE = frozenset(
    {"invalid_auth", "not_authed", "token_expired", "token_revoked", "account_inactive", "missing_scope",
     "not_in_channel", "no_permission", "invalid_token"}
)  # fmt: skip
_NEVER = frozenset(
    {"channel_not_found", "is_archived", "channel_is_archived", "no_service", "action_prohibited", "restricted_action",
     "team_disabled", "posting_to_general_channel_denied", "user_not_found", "no_active_hooks", "no_team",
     "restricted_action_read_only_channel", "as_user_not_supported"}
)  # fmt: skip
_BROADCAST = {Reason.WORSE, Reason.ESCALATED}  # also shown outside the thread: nobody unfolds one at night


class Channel(BaseChannel):
    """One channel in Slack, by an incoming webhook or by a bot."""

    webhook_url: SecretStr | None = Field(None, description="Address of an incoming webhook; it is a secret.")
    token: SecretStr | None = Field(None, description="A bot's token (xoxb-…) with chat:write, in place of a webhook.")
    channel: str = Field("", description="With a token: the channel's id, such as C0123456789.")
    api: str = Field("https://slack.com/api", description="With a token: where Slack's Web API answers.")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.webhook_url is None) == (self.token is None):
            raise ValueError("give either webhook_url or token")
        if self.token is not None and not self.channel:
            raise ValueError("a token needs the channel's id: channel")
        return self

    async def send(self, message: Message, address: Address, means: Means) -> str:
        """Post it; returns ``channel:ts`` for a bot, nothing for a webhook, which is not told."""
        del address
        if self.webhook_url is not None:
            answer = await _post(self.webhook_url.get_secret_value(), self._payload(message, means), message, means)
            return _taken_by_webhook(answer, means)
        assert self.token is not None  # noqa: S101 - the options say so
        payload = {"channel": self.channel, **self._thread(message, means), **self._payload(message, means)}
        authorization = {"authorization": f"Bearer {self.token.get_secret_value()}"}
        answer = await _post(f"{self.api}/chat.postMessage", payload, message, means, authorization)
        return _taken_by_api(answer, means)

    def _payload(self, message: Message, means: Means) -> dict[str, Any]:
        quiet = {"unfurl_links": False, "unfurl_media": False, "link_names": False, "mrkdwn": False}
        if means.plain:
            return {"text": escape_within(write_text(message), FALLBACK), **quiet}
        first_line = escape_within(with_mark(message, message.first_line), FALLBACK)
        return {"text": first_line, "blocks": blocks(message), **quiet}

    def _thread(self, message: Message, means: Means) -> dict[str, Any]:
        """The first message of the incident in this channel, by what it was called when it was posted."""
        for receipt in means.earlier:
            channel, _, ts = receipt.partition(":")
            if channel == self.channel and ts:
                return {"thread_ts": ts, "reply_broadcast": message.reason in _BROADCAST}
        return {}


async def _post(
    url: str, payload: dict[str, Any], message: Message, means: Means, more: dict[str, str] | None = None
) -> Answer:
    headers = {"content-type": "application/json; charset=utf-8", "idempotency-key": message.key, **(more or {})}
    return await means.sender.request("POST", url, content=json.dumps(payload).encode(), headers=headers)


def _taken_by_webhook(answer: Answer, means: Means) -> str:
    """A webhook says exactly ``ok``; anything else with 200 is somebody else's page."""
    word = answer.text.strip()
    if answer.status == 200 and word == "ok":
        return ""
    if not 400 <= answer.status < 500:
        raise refusal(answer, means.now)
    raise _by_word(word) or refusal(answer, means.now)


def _taken_by_api(answer: Answer, means: Means) -> str:
    """The Web API says 200 for nearly everything; ``ok`` in its body counts."""
    body = json_object(answer)
    if answer.status == 200 and body.get("ok") is True and isinstance(body.get("ts"), str):
        return f"{body.get('channel', '')}:{body['ts']}"
    word = str(body.get("error", ""))
    error = _by_word(word) if answer.status in range(200, 500) and not is_page(answer) else None
    if error is not None:
        raise error
    if "ratelimited" in word or "rate_limited" in word:
        raise TransportError(
            "answered rate_limited", permanent=False, retry_after=retry_after(answer.headers, means.now)
        )
    raise refusal(answer, means.now)


def _by_word(word: str) -> TransportError | None:
    """What Slack's own word means; None where the status says more. Only words on our lists are repeated."""
    if _FORM.fullmatch(word):
        return TransportError(f"answered {word}", permanent=True, form=True)
    if word in _MENDABLE:
        return TransportError(f"answered {word}", permanent=True, retry_after=MENDABLE_WAIT)
    return TransportError(f"answered {word}", permanent=True) if word in _NEVER else None
