"""What is known of a source besides its health: its rhythm, what was remarked about it, how it has to be asked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from monitor.domain.rhythm import Rhythm, from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SHOWN = timedelta(days=1)  # how long what happened once stands beside a source
AGAIN = timedelta(days=30)  # before the same is worth telling again
HURRIED = timedelta(days=7)  # how long a source that moved on too fast is asked more often
HURRY_MOST = 3  # halvings of the gap


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a source that is no outage. ``code`` names it for ever; ``text`` is for an administrator.

    An event happened (and may have cost items, or asks for a hand); anything else holds for the answer as it is now.
    """

    code: str
    text: str
    event: bool = False

    def __str__(self) -> str:
        """As it is kept and told: the code in front, as with a source's faults."""
        return f"{self.code}: {self.text}"


MOVED_ON = Remark(
    "overrun",
    "it moved on past everything that was known of it: items may have been missed; it is asked more often now",
    event=True,
)


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it is remembered: when it was first and last seen, to the day for the last."""

    code: str
    text: str
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Habits:
    """All of it.

    ``most`` is how many new items an ordinary poll has brought at the most; ``stuck`` is a date that its items all
    have, whenever they are published.
    """

    rhythm: Rhythm = field(default_factory=Rhythm)
    events: tuple[Event, ...] = ()
    notes: tuple[str, ...] = ()
    hurry: int = 0
    hurry_until: datetime | None = None
    most: int = 0
    stuck: datetime | None = None

    def hurry_at(self, now: datetime) -> int:
        """How many times the gap between polls is halved."""
        return self.hurry if self.hurry_until is not None and now < self.hurry_until else 0

    @property
    def moved_on_at(self) -> datetime | None:
        """When it last moved on past everything that was known of it, if that is not longer ago than its hurry."""
        return self.hurry_until - HURRIED if self.hurry_until is not None else None

    def said(self, now: datetime) -> tuple[str, ...]:
        """What is to be shown beside the source now."""
        events = tuple(event.text for event in self.events if event.last > now - SHOWN)
        return (*events, *(note for note in self.notes if note not in events))


def note(
    habits: Habits, remarks: Iterable[Remark], now: datetime, *, changed: bool
) -> tuple[Habits, tuple[Remark, ...]]:
    """The habits with these remarks, and those events among them that are worth telling: new, or not seen for a month.

    An answer that was the same as before (not ``changed``) takes back nothing that was noted of it.
    """
    found = list(remarks)
    before = {event.code: event for event in habits.events if event.last > now - AGAIN}
    new = tuple(one for one in found if one.event and one.code not in before)
    for one in found:
        if one.event:
            before[one.code] = _again(before.get(one.code), one, now)
    notes = tuple(one.text for one in found if not one.event) if changed else habits.notes
    return replace(habits, events=tuple(before.values()), notes=notes), new


def _again(before: Event | None, one: Remark, now: datetime) -> Event:
    if before is None:
        return Event(one.code, one.text, now, now)
    # To the hour: a remark that comes with every poll must not rewrite the source with every poll.
    last = before.last if now - before.last < timedelta(hours=1) else now
    return replace(before, text=one.text if last is now else before.text, last=last)


def hurry(habits: Habits, now: datetime) -> Habits:
    """Ask it more often for a week: it moved on past everything that was known of it."""
    return replace(habits, hurry=min(habits.hurry_at(now) + 1, HURRY_MOST), hurry_until=now + HURRIED)


# ---- kept small --------------------------------------------------------------------------------------------------
def read(stored: Mapping[str, Any]) -> Habits:
    """As they were remembered with the source."""
    events = tuple(
        Event(code, text, datetime.fromisoformat(first), datetime.fromisoformat(last))
        for code, text, first, last in stored.get("events", ())
    )
    return Habits(
        rhythm=from_json(stored),
        events=events,
        notes=tuple(stored.get("notes", ())),
        hurry=int(stored.get("hurry", 0)),
        hurry_until=_time(stored.get("hurry_until")),
        most=int(stored.get("most", 0)),
        stuck=_time(stored.get("stuck")),
    )


def write(habits: Habits) -> dict[str, Any]:
    """As they are remembered: what is empty is left out."""
    stored = {
        **to_json(habits.rhythm),
        "events": [[one.code, one.text, one.first.isoformat(), one.last.isoformat()] for one in habits.events],
        "notes": list(habits.notes),
        "hurry": habits.hurry,
        "hurry_until": habits.hurry_until.isoformat() if habits.hurry_until else None,
        "most": habits.most,
        "stuck": habits.stuck.isoformat() if habits.stuck else None,
    }
    return {key: value for key, value in stored.items() if value}


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
