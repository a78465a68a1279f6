"""ntfy: a push to a telephone from ntfy.sh or a server of one's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import Field, SecretStr

from monitor.channels.answers import MENDABLE_WAIT, is_page, json_object, refusal
from monitor.channels.links import safe_url
from monitor.channels.plaintext import fact_lines, with_mark, write_brief
from monitor.contract import BaseChannel
from monitor.domain.message import clean, one_line, shorten
from monitor.errors import TransportError

if TYPE_CHECKING:
    from monitor.contract import Address, Means
    from monitor.domain.message import Message

# https://docs.ntfy.sh/publish: beyond 4096 bytes the text becomes a file; a title of 250; three buttons.
MOST_BYTES, TITLE, MOST_ACTIONS = 4000, 250, 3
_PRIORITY = {3: 5, 2: 4, 1: 3, 0: 2}  # 5 goes through Do Not Disturb, 2 makes no sound


class Channel(BaseChannel):
    """A topic that telephones have subscribed to."""

    topic: SecretStr = Field(description="The topic's name: who knows it can read it, so it is a secret.")
    server: str = Field("https://ntfy.sh", description="The server's address.")
    token: SecretStr | None = Field(None, description="An access token, where the topic is protected.")

    async def send(self, message: Message, address: Address, means: Means) -> str:
        """Publish it; returns ntfy's id for it."""
        del address
        headers = {"content-type": "application/json; charset=utf-8", "idempotency-key": message.key}
        if self.token is not None:
            headers["authorization"] = f"Bearer {self.token.get_secret_value()}"
        content = json.dumps(self._payload(message, plain=means.plain), ensure_ascii=False).encode()
        answer = await means.sender.request("POST", self.server.rstrip("/") + "/", content=content, headers=headers)
        receipt = json_object(answer).get("id")
        if answer.status == 200 and isinstance(receipt, str) and receipt:
            return receipt
        if answer.status == 403 and not is_page(answer):  # the token lacks the right, or the topic is reserved
            raise TransportError("answered 403", permanent=True, retry_after=MENDABLE_WAIT)
        raise refusal(answer, means.now)

    def _payload(self, message: Message, *, plain: bool) -> dict[str, Any]:
        topic = self.topic.get_secret_value()
        if plain:
            return {"topic": topic, "message": _within(write_brief(message), MOST_BYTES)}
        actions = [
            {"action": "view", "label": shorten(one_line(link.label), 40), "url": url}
            for link in message.actions
            if (url := safe_url(link.url))
        ]
        lines = [*fact_lines(message), message.next_step]
        if not message.facts:
            lines += [section.title for section in message.sections]
        return {
            "topic": topic,
            "title": shorten(with_mark(message, message.first_line), TITLE),
            "message": _within(
                "\n".join(line for line in map(clean, lines) if line) or one_line(message.subject), MOST_BYTES
            ),
            "priority": _PRIORITY.get(message.severity, 3),
            "markdown": False,
            **({"click": actions[-1]["url"]} if actions else {}),
            "actions": actions if len(actions) <= MOST_ACTIONS else [*actions[: MOST_ACTIONS - 1], actions[-1]],
        }


def _within(text: str, most: int) -> str:
    """The beginning of the text that has at most so many bytes."""
    while len(text.encode()) > most:
        text = shorten(text, len(text) - max(1, (len(text.encode()) - most) // 2))
    return text
