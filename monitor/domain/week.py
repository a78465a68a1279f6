"""What a digest or a brief is made of: counted figures of a period, each with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.domain.model import Status

LONG = timedelta(hours=1)  # what went out so much later than it was decided was held


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time with its name: ``digest-2026-W47``; ``until`` is not included."""

    key: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Happened:
    """One incident of the period."""

    number: int
    title: str
    topics: tuple[str, ...]
    severity: int
    status: Status
    first_seen_at: datetime
    opened_at: datetime
    own_word_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    resolved_at: datetime | None
    mentions: int
    voices: int
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def silence(self) -> timedelta | None:
        """From the first outside sign to the municipality's own first word; None while there is none."""
        return max(self.own_word_at - self.first_seen_at, timedelta()) if self.own_word_at else None


@dataclass(frozen=True, slots=True)
class Told:
    """One message to one person or group, counted once however many channels it took."""

    incident: int | None
    receiver: str
    person: str | None
    reason: str
    state: str
    created_at: datetime
    sent_at: datetime | None
    severity: int
    by_night: bool  # the office was closed when it was sent

    @property
    def waited(self) -> bool:
        """Whether it was held until the office opened."""
        return self.state == "held" or (self.sent_at is not None and self.sent_at - self.created_at > LONG)


@dataclass(frozen=True, slots=True)
class Heard:
    """What one source gave in the period."""

    source: str
    role: str
    items: int
    mentions: int


@dataclass(frozen=True, slots=True)
class Headline:
    """A mention in a paper, with its link."""

    title: str
    publisher: str
    url: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which a source could not be read; ``ended_at`` is None while it lasts."""

    source: str
    health: str
    why: str
    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All that was counted in a period. Drills are in none of it."""

    period: Period
    incidents: tuple[Happened, ...] = ()
    still_open: tuple[Happened, ...] = ()
    told: tuple[Told, ...] = ()
    heard: tuple[Heard, ...] = ()
    headlines: tuple[Headline, ...] = ()
    outages: tuple[Outage, ...] = ()
    topics: Mapping[str, int] = field(default_factory=dict)
    usual_topics: Mapping[str, float] = field(default_factory=dict)  # median of the eight periods before
    kinds: Mapping[str, int] = field(default_factory=dict)
    awake: timedelta = timedelta()
    sources: int = 0
    drills: int = 0
    last_drill_at: datetime | None = None

    @property
    def items(self) -> int:
        """How many items were read."""
        return sum(one.items for one in self.heard)

    @property
    def mentions(self) -> int:
        """How many of them mention the municipality or another watch."""
        return sum(one.mentions for one in self.heard)

    @property
    def length(self) -> timedelta:
        """How long the period is: a week with a change of clock is an hour longer or shorter."""
        return self.period.until - self.period.since

    def woken(self) -> tuple[Told, ...]:
        """The messages that reached a person while the office was closed, reminders left out."""
        first = {"new", "worse", "escalated"}
        return tuple(one for one in self.told if one.by_night and one.person and one.reason in first and one.sent_at)

    def taken_within(self, limit: timedelta) -> int:
        """How many incidents somebody took within ``limit`` of their opening."""
        return sum(1 for one in self.incidents if one.acknowledged_at and one.acknowledged_at - one.opened_at <= limit)
