"""Any other program: the whole message as JSON, signed by the Standard Webhooks scheme."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pydantic import Field, SecretStr

from monitor.channels.answers import is_page, refusal
from monitor.channels.links import safe_url
from monitor.channels.plaintext import with_mark, write_text
from monitor.contract import BaseChannel
from monitor.domain.message import clean

if TYPE_CHECKING:
    from monitor.contract import Address, Means
    from monitor.domain.message import Message


class Channel(BaseChannel):
    """A program of your own that takes JSON by POST."""

    url: SecretStr = Field(description="Where to post; it may hold a secret.")
    secret: SecretStr | None = Field(
        None, description="Signs each message (HMAC-SHA256); whsec_… in base64, or any text."
    )
    authorization: SecretStr | None = Field(None, description="The whole value of an Authorization header.")

    async def send(self, message: Message, address: Address, means: Means) -> str:
        """Post it; any 2xx that is no web page is a delivery."""
        content = json.dumps(to_object(message, address, plain=means.plain), ensure_ascii=False).encode()
        headers = {
            "content-type": "application/json; charset=utf-8",
            "idempotency-key": message.key,
            "webhook-id": message.key,
            "webhook-timestamp": str(int(means.now.timestamp())),
        }
        if self.secret is not None:
            headers["webhook-signature"] = sign(self.secret.get_secret_value(), headers, content)
        if self.authorization is not None:
            headers["authorization"] = self.authorization.get_secret_value()
        answer = await means.sender.request("POST", self.url.get_secret_value(), content=content, headers=headers)
        if not 200 <= answer.status < 300 or is_page(answer):
            raise refusal(answer, means.now)
        return ""


def sign(secret: str, headers: dict[str, str], content: bytes) -> str:
    """``v1,`` and the HMAC-SHA256 of ``id.timestamp.body`` in base64: https://www.standardwebhooks.com."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + content
    return "v1," + base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    if not secret.startswith("whsec_"):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        return secret.encode()


def to_object(message: Message, address: Address, *, plain: bool = False) -> dict[str, Any]:
    """The message with the names of its fields; in the plain form its text alone."""
    base = {
        "key": message.key,
        "reason": message.reason.value,
        "severity": message.severity,
        "drill": message.drill,
        "incident": message.incident,
        "receiver": address.receiver,
        "language": message.language,
        "written_at": message.written_at.isoformat() if message.written_at else None,
        "first_line": with_mark(message, message.first_line),
        "url": next((url for link in message.actions[-1:] if (url := safe_url(link.url))), None),
    }
    if plain:
        return base
    return {**base, **_cleaned(asdict(message), skip=base), "text": write_text(message)}


def _cleaned(fields: dict[str, Any], skip: dict[str, Any]) -> dict[str, Any]:
    return {name: _clean(value) for name, value in fields.items() if name not in skip and name != "written_at"}


def _clean(value: Any) -> Any:
    """The same with every text made clean, and addresses that must not be pressed left empty."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {name: safe_url(entry) if name == "url" else _clean(entry) for name, entry in value.items()}
    return [_clean(entry) for entry in value] if isinstance(value, (list, tuple)) else value
