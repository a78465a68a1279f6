"""Fakes with verbs: they stand where the world outside stands, and do as they are told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factories import a_reading, a_verdict
from monitor.domain.model import Reading

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from monitor.domain.model import Item, Verdict


@dataclass
class FakeReader:
    """Analysis that understands one word for each verdict it was taught; what names Lysekil is a mention."""

    taught: dict[str, Verdict] = field(default_factory=dict)

    def teach(self, word: str, verdict: Verdict) -> FakeReader:
        """From now on ``word`` means that."""
        self.taught[word.lower()] = verdict
        return self

    def read(self, item: Item) -> Reading:
        """The first taught word that the item holds decides."""
        text = item.full.lower()
        if "lysekil" not in text and not item.everything:
            return Reading(language="sv")
        verdict = next((verdict for word, verdict in self.taught.items() if word in text), a_verdict())
        return a_reading(verdict)


@dataclass
class Clock:
    """A clock that moves only when it is told to."""

    at: datetime

    def now(self) -> datetime:
        """What it shows."""
        return self.at

    def move(self, by: timedelta) -> datetime:
        """Let time pass."""
        self.at += by
        return self.at
