"""Which messages are of one warning: a chain of references, followed to its beginning."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from connectors._official.cap import Message, Reference

_KEPT = 40  # messages that are remembered
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Threads:
    """The first message of each warning; ``memory`` holds what ``remember`` gave at the poll before."""

    def __init__(self, memory: Mapping[str, Any], messages: Iterable[Message]) -> None:
        self._first = {str(key): str(first) for key, first in dict(memory.get("first") or {}).items()}
        self._ours = list(self._first)
        self._replaced: set[str] = set()
        for message in sorted(messages, key=lambda one: one.sent or _NEVER):
            self._first[message.key] = self._follow(message)
            self._replaced |= {key for earlier in message.references if (key := self._find(earlier))}

    def first_of(self, message: Message) -> str:
        """The identifier of the message that its warning began with."""
        return self._first[message.key]

    def is_replaced(self, message: Message) -> bool:
        """Whether a later message stands in its place."""
        return message.key in self._replaced

    def take(self, message: Message) -> None:
        """Remember a message as one that concerns us."""
        self._ours.append(message.key)

    def follows_ours(self, message: Message) -> bool:
        """Whether it updates or cancels a message that concerned us."""
        return any(self._find(earlier) in self._ours for earlier in message.references)

    def remember(self) -> dict[str, Any]:
        """The messages that concern us, the newest last."""
        return {"first": {key: self._first[key] for key in self._ours[-_KEPT:]}}

    def _follow(self, message: Message) -> str:
        known = [self._first[key] for earlier in message.references if (key := self._find(earlier))]
        if known:
            return known[0]
        return message.references[0].identifier if message.references else message.identifier

    def _find(self, earlier: Reference) -> str:
        """The key of a message that is referred to; one that lacks its sender or its time is found by its name."""
        if earlier.key in self._first:
            return earlier.key
        if earlier.sender and earlier.sent:
            return ""
        return next((key for key in self._first if f",{earlier.identifier}," in key), "")
