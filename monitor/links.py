"""Signs the addresses in alerts: each names one delivery and one answer, expires, and does nothing by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itsdangerous import BadData, URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, base64_encode

if TYPE_CHECKING:
    from datetime import timedelta

_PURPOSE = "answer"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a link stands for: an answer about an incident, by the one who was told by this delivery."""

    incident: int
    delivery: str
    action: str


class Signer:
    """Makes and reads tickets with the installation's own key."""

    def __init__(self, key: str) -> None:
        self._serializer = URLSafeTimedSerializer(key, salt=_PURPOSE)

    def sign(self, ticket: Ticket) -> str:
        """The ticket as letters that may stand in an address."""
        return self._serializer.dumps([ticket.incident, ticket.delivery, ticket.action])

    def read(self, token: str, valid_for: timedelta) -> Ticket | None:
        """The ticket, or None when it was not signed here, is too old, or differs by a single letter from what was."""
        if not _is_as_written(token):
            return None
        try:
            incident, delivery, action = self._serializer.loads(token, max_age=int(valid_for.total_seconds()))
        except (BadData, ValueError, TypeError):
            return None
        return Ticket(int(incident), str(delivery), str(action))


def _is_as_written(token: str) -> bool:
    """Whether its signature is spelled as we spell it: the last letter holds bits that a reader of base64 ignores."""
    signature = token.rpartition(".")[2]
    try:
        return base64_encode(base64_decode(signature)).decode() == signature
    except BadData:
        return False
