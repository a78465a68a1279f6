"""What one poll gave from several places of one service, as one batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from monitor.contract import Batch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.domain.model import RawItem


@dataclass(slots=True)
class Gathered:
    """The items of all places, each once; what is remembered of each place; the longest wait; an overrun of any."""

    cursors: dict[str, Any] = field(default_factory=dict)
    _items: dict[str, RawItem] = field(default_factory=dict)
    _notes: dict[str, None] = field(default_factory=dict)
    _wait: float = 0.0
    _window_full: bool = False

    def add(self, place: str, batch: Batch) -> None:
        """Take what one place gave. An item that an earlier place gave, too, stays as it was."""
        self.cursors[place] = batch.cursor
        for item in batch.items:
            self._items.setdefault(item.id, item)
        self.note(*batch.notes)
        self._wait = max(self._wait, batch.wait or 0.0)
        self._window_full = self._window_full or batch.window_full

    def note(self, *notes: str) -> None:
        """Say something of the source once, however many places say it."""
        self._notes |= dict.fromkeys(notes)

    def as_batch(self, cursor: Mapping[str, Any]) -> Batch:
        """All of it, with the source's whole cursor."""
        return Batch(
            tuple(self._items.values()),
            dict(cursor),
            unchanged=not self._items,
            wait=self._wait or None,
            notes=tuple(self._notes),
            window_full=self._window_full,
        )
