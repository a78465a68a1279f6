"""Room for large answers: few at a time, so that memory has an end however many servers send megabytes at once."""

from __future__ import annotations

from collections import deque
from typing import Protocol

LARGE = 256 * 1024  # bytes; most feeds and pages are smaller


class Guest(Protocol):
    """One that is reading a large answer."""

    def go_on(self) -> None:
        """There is room now."""


class Room:
    """Gives so many places, in the order in which answers grew large; who has one goes on, so that none is stuck."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: deque[Guest] = deque()

    def enter(self, guest: Guest) -> bool:
        """Take a place; False when there is none yet: then ``guest`` waits, and is told to go on."""
        if self._free:
            self._free -= 1
            return True
        self._waiting.append(guest)
        return False

    def leave(self, guest: Guest) -> None:
        """Give the place, or the wait for one, up."""
        if guest in self._waiting:
            self._waiting.remove(guest)
        elif self._waiting:
            self._waiting.popleft().go_on()
        else:
            self._free += 1
