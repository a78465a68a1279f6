"""What is told of an incident besides its mentions: our own words, the crossing to the press, a rumour, its denial."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OwnWord:
    """The first that the municipality itself said of it, in one of its channels and in one language."""

    channel: str  # the source's name
    language: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Crossing:
    """Residents spoke first, then the press: ``lead_minutes`` is how long the press was behind."""

    social_at: datetime
    press_at: datetime

    @property
    def lead_minutes(self) -> int:
        """How long residents were ahead."""
        return int((self.press_at - self.social_at).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Rumour:
    """A claim and where it was made and denied; ``not_reached`` are channels with the claim and without the denial."""

    claim: str
    channels: tuple[str, ...]
    denied_at: datetime | None = None
    denied_by: str = ""
    not_reached: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Burst:
    """Many spoke of the same at once: voices within an hour, how many are usual then, and what may explain it."""

    voices: int
    usual: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """The last time that it was handed over: to whom, by whom, and how often in all."""

    to: str
    by: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Story:
    """What grouping remarks of an incident. Times are UTC; ``reach`` counts households, the most that were named."""

    outside_at: datetime | None = None  # the first word of anybody but the municipality
    own: tuple[OwnWord, ...] = ()
    crossing: Crossing | None = None
    rumour: Rumour | None = None
    burst: Burst | None = None
    reach: int = 0
    until: datetime | None = None  # when planned works are to end
    over: tuple[str, ...] = ()  # parts of it that are over: topics and places
    reopened: int = 0
    explained_by: str = ""  # an announced exercise that may be all there is to what residents see
    asked_at: datetime | None = None  # when somebody was last asked to take it, after it grew worse
    grew_at: datetime | None = None  # when it was last told that it grew
    handed: Handed | None = None

    @property
    def minutes_to_own_word(self) -> int | None:
        """Minutes from the first outside signal to our own first word: negative when we led, None while silent."""
        if not self.own or self.outside_at is None:
            return None
        first = min(word.at for word in self.own)
        return int((first - self.outside_at).total_seconds() // 60)
