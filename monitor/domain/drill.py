"""An exercise: what is said when, and afterwards how long it took until it was seen, told, taken and answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.domain.model import DeliveryState, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitor.domain.incident import Delivery, LogEntry

# The points at which the warning exercise of Nordland in 2016 counted who had answered: 35 of 44 municipalities within
# 30 minutes, 38 within 60 (fylkesmannen.no/Nordland, Varslingsøvelse 2016).
POINTS = (timedelta(minutes=30), timedelta(minutes=60))
AFTER_LAST_LINE = timedelta(minutes=60)  # so that the last point of the last thing that happens is reached
SCRIPT = "script"  # who speaks where no person does


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is said, ``after`` the beginning; ``by`` is the person who said it, or the script."""

    number: int
    after: timedelta
    role: Role
    publisher: str
    title: str
    text: str
    revision_of: int | None = None
    by: str = SCRIPT


@dataclass(frozen=True, slots=True)
class Played:
    """What became of a line: when it was seen, as which item, and in which incident."""

    at: datetime
    item: int
    incident: int | None = None


@dataclass(frozen=True, slots=True)
class Drill:
    """One exercise. Its time runs ``speed`` times faster than the clock; reminders and steps keep to the clock."""

    id: int
    name: str
    title: str
    language: str
    speed: float
    began_at: datetime
    lines: tuple[Line, ...]
    played: Mapping[int, Played] = field(default_factory=dict)
    by: str = ""
    ended_at: datetime | None = None
    stopped_by: str = ""

    @property
    def state(self) -> str:
        """``running``, ``over`` or ``stopped``."""
        if self.ended_at is None:
            return "running"
        return "stopped" if self.stopped_by else "over"

    @property
    def ends_at(self) -> datetime:
        """When it ends by itself."""
        return self.due_at(self.lines[-1].after + AFTER_LAST_LINE)

    def due_at(self, after: timedelta) -> datetime:
        """When that time of the exercise comes."""
        return self.began_at + after / self.speed

    def passed(self, at: datetime) -> timedelta:
        """How long after the beginning that is, in the exercise's time."""
        return (at - self.began_at) * self.speed


@dataclass(frozen=True, slots=True)
class Milestone:
    """When something first happened, and by whom."""

    at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """How far it had come so long after the beginning; ``reached`` says whether that time has come at all."""

    after: timedelta
    reached: bool
    told: int
    answered: int
    taken: bool
    own_word: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The chain of one exercise; a milestone is None as long as it has not been reached.

    ``seen`` is the first answer of a person, whichever it was: that a letter was opened leaves no trace with us.
    """

    drill: Drill
    detected: Milestone | None
    sent: Milestone | None
    seen: Milestone | None
    taken: Milestone | None
    own_word: Milestone | None
    points: tuple[Point, ...]
    told: tuple[str, ...]  # people, and receivers that are no one person
    incidents: tuple[int, ...]
    failed: int  # deliveries that nobody took


def measure(drill: Drill, deliveries: Iterable[Delivery], log: Iterable[LogEntry], now: datetime) -> Report:
    """The report, from what was told of the exercise's incidents and from what people did with them."""
    deliveries, log = list(deliveries), sorted(log, key=lambda entry: entry.at)
    sent = sorted((one for one in deliveries if one.sent_at is not None), key=lambda one: one.sent_at or now)
    answers = [entry for entry in log if entry.what in _ANSWERS and entry.by and entry.by != drill.stopped_by]
    taken = [entry for entry in answers if entry.what == "acknowledged"]
    words = {line.number: line for line in drill.lines if line.role is Role.OWN}
    own = sorted(
        (Milestone(played.at, words[number].by) for number, played in drill.played.items() if number in words),
        key=lambda word: word.at,
    )
    events = sorted(played.at for played in drill.played.values() if played.incident is not None)
    seen, first_taken = _first(answers), _first(taken)
    return Report(
        drill=drill,
        detected=Milestone(events[0]) if events else None,
        sent=Milestone(sent[0].sent_at or now, _name(sent[0])) if sent else None,
        seen=seen,
        taken=first_taken,
        own_word=own[0] if own else None,
        points=tuple(_point(drill, after, sent, answers, taken, own, now) for after in POINTS),
        told=tuple(dict.fromkeys(_name(one) for one in sent)),
        incidents=tuple(sorted({one.incident for one in drill.played.values() if one.incident is not None})),
        failed=sum(one.state is DeliveryState.FAILED for one in deliveries),
    )


_ANSWERS = frozenset({"acknowledged", "handed_over", "woken", "resolved", "closed"})


def _point(
    drill: Drill,
    after: timedelta,
    sent: list[Delivery],
    answers: list[LogEntry],
    taken: list[LogEntry],
    own: list[Milestone],
    now: datetime,
) -> Point:
    at = drill.due_at(after)
    told = {_name(one) for one in sent if one.sent_at is not None and one.sent_at <= at}
    return Point(
        after=after,
        reached=min(now, drill.ended_at or now) >= at,
        told=len(told),
        answered=len({entry.by for entry in answers if entry.at <= at}),
        taken=any(entry.at <= at for entry in taken),
        own_word=any(word.at <= at for word in own),
    )


def _first(entries: list[LogEntry]) -> Milestone | None:
    return Milestone(entries[0].at, entries[0].by) if entries else None


def _name(delivery: Delivery) -> str:
    return delivery.person or delivery.receiver
