"""A rota that is kept as a calendar: the entries of an iCalendar file, read into turns of the people they name.

Recurring entries, exceptions to them, moved and cancelled ones, time zones by their IANA or Windows names and all-day
entries (from local midnight to local midnight) are understood. A time without a zone is local time, and so is one whose
zone only the file itself defines; that is noted. Where turns overlap the shorter one holds, so that a day's swap goes
before the week it lies in; of equally long ones the later. Whatever cannot be read for certain is left out and noted,
never guessed.

The file is foreign: size, number of entries and of turns, and time are bounded, and each series is parsed by itself, so
that a broken one costs no other. One rule that never comes true may take the library some seconds (it tries every day
until the year 9999): a caller that must not wait calls this in a process or a thread of its own.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import pairwise
from time import monotonic
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.domain.plan import Turn
from monitor.domain.rota_names import people_in
from monitor.domain.wallclock import find_instant
from monitor.ical_entries import MAX_ENTRIES, Calendar, Entry, read_calendar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MAX_TURNS = 2_000
MAX_SECONDS = 10.0
_CANCELLED = re.compile(r"\s*(cancell?ed|inställ[dt]|avbokad|avlyst|peruttu|peruutettu)\b", re.IGNORECASE)
_END = "END:VCALENDAR\r\n"
# What the library raises on input that it does not expect.
_UNREADABLE = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class RotaCalendar:
    """What a calendar says of a rota: its turns, the ones that hold last, and sentences on what was not understood."""

    turns: tuple[Turn, ...]
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Notes:
    """What was met, each thing once with how often it was met and when it first will happen."""

    seen: dict[str, tuple[int, datetime | None]] = field(default_factory=dict)

    def add(self, what: str, at: datetime | None = None) -> None:
        times, first = self.seen.get(what, (0, at))
        self.seen[what] = (times + 1, min(first, at) if first and at else first or at)

    def tell(self, zone: ZoneInfo) -> tuple[str, ...]:
        return tuple(what + _tell_times(*found, zone) + "." for what, found in self.seen.items())


def _tell_times(times: int, first: datetime | None, zone: ZoneInfo) -> str:
    when = [f"{first.astimezone(zone):%Y-%m-%d %H:%M}"] if first else []
    often = [f"{times} times"] if times > 1 else []
    return f" ({', first '.join((*often, *when))})" if when or often else ""


def turns_from_ical(data: bytes, start: datetime, end: datetime, people: Sequence[str], zone: ZoneInfo) -> RotaCalendar:
    """The turns of a calendar that touch the time from ``start`` to ``end``, for the ``people`` of a rota.

    ``zone`` is what local time means. The turns fit ``plan.Rota.turns``: the later in the list holds.

    Raises:
        SourceError: the file is too large, or it is no iCalendar file.
    """
    notes = _Notes()
    found: list[Turn] = []
    for title, starts, ends in _occurrences(read_calendar(data), start, end, zone, notes):
        if len(found) == MAX_TURNS:
            notes.add(f"only {MAX_TURNS} turns are read, and there are more")
            break
        found.extend(_read_turn(title, starts, ends, people, notes))
    turns = sorted(found, key=lambda turn: (turn.starts - turn.ends, turn.starts))
    _note_doubles(turns, notes)
    return RotaCalendar(tuple(turns), notes.tell(zone))


def _read_turn(title: str, starts: datetime, ends: datetime, people: Sequence[str], notes: _Notes) -> Iterator[Turn]:
    named = people_in(title, people)
    if _CANCELLED.match(title):
        notes.add(f'"{title}" says that it is cancelled', starts)
    elif starts >= ends:
        notes.add(f'"{title}" has no length', starts)
    elif len(named) == 1:
        yield Turn(starts, ends, named[0])
    elif named:
        notes.add(f'"{title}" names {" and ".join(named)}, and one person is on call at a time', starts)
    else:
        notes.add(f'"{title}" names nobody of the rota for certain', starts)


def _note_doubles(turns: Iterable[Turn], notes: _Notes) -> None:
    """Note who shares equally long turns with somebody else; ``turns`` has those beside each other."""
    for earlier, later in pairwise(turns):
        same_length = earlier.ends - earlier.starts == later.ends - later.starts
        if same_length and later.starts < earlier.ends and earlier.person != later.person:
            notes.add(f"{earlier.person} and {later.person} are on call at once; {later.person} is told", later.starts)


# ---- the library -------------------------------------------------------------------------------------------------
def _occurrences(
    calendar: Calendar, start: datetime, end: datetime, zone: ZoneInfo, notes: _Notes
) -> Iterator[tuple[str, datetime, datetime]]:
    """Title, start and end of everything that happens in the time, series by series."""
    if not calendar.complete:
        notes.add(f"only {MAX_ENTRIES} entries are read, and there are more")
    give_up = monotonic() + MAX_SECONDS
    head = _head(calendar.zone, notes)
    for series in calendar.series:
        if monotonic() > give_up:
            notes.add(f"reading stopped after {MAX_SECONDS:.0f} seconds; the rest of the calendar is left out")
            return
        try:
            yield from _expand(head, series, start.astimezone(zone), end.astimezone(zone), notes)
        except _UNREADABLE:
            notes.add(f'"{series[0].title}" cannot be read')


def _head(zone: str, notes: _Notes) -> list[str]:
    """The calendar's own zone, in which some programs mean the times that they write in UTC."""
    if not zone:
        return []
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        notes.add(f'the calendar\'s time zone "{zone[:80]}" is not known and is left out')
        return []
    return [f"X-WR-TIMEZONE:{zone}"]


def _expand(
    head: Sequence[str], series: Iterable[Entry], start: datetime, end: datetime, notes: _Notes
) -> Iterator[tuple[str, datetime, datetime]]:
    """What happens of one series; ``start`` and ``end`` are in the zone of local time."""
    import icalendar  # slow to load, and few rotas are calendars
    import recurring_ical_events

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where it takes a vendor's name of a zone for the zone's own
        parsed = icalendar.Calendar.from_ical("\r\n".join(("BEGIN:VCALENDAR", *head, *_texts(series, notes), _END)))
        _note_parts(parsed.walk("VEVENT"), notes)
        happening = recurring_ical_events.of(parsed).between(start, end)
    for event in happening:
        if str(event.get("STATUS", "")).upper() != "CANCELLED":
            starts, ends = (_find(event[name].dt, start.tzinfo) for name in ("DTSTART", "DTEND"))
            yield _title(event), starts, ends


def _texts(series: Iterable[Entry], notes: _Notes) -> Iterator[str]:
    for entry in series:
        if entry.problem:
            notes.add(f'"{entry.title}" {entry.problem}')
        else:
            yield entry.text


def _note_parts(events: Iterable[Any], notes: _Notes) -> None:
    """Note what of an entry the library could not read, or read as local time."""
    for event in events:
        for name, _ in event.errors:
            notes.add(f'"{_title(event)}" has an unreadable {name}')
        zone = event["DTSTART"].params.get("TZID", "") if "DTSTART" in event else ""
        if zone and event["DTSTART"].dt.tzinfo is None:
            notes.add(f'the time zone "{zone}" is not known; its times are read as local time')


def _title(event: Any) -> str:
    return " ".join(str(event.get("SUMMARY", "")).split())[:80]


def _find(when: date | datetime, zone: Any) -> datetime:
    """The instant of a time with a zone, of a local time, or of the midnight with which a day begins."""
    if not isinstance(when, datetime):
        return find_instant(when, time.min, zone)
    return when.astimezone(UTC) if when.tzinfo else find_instant(when.date(), when.time(), zone)
