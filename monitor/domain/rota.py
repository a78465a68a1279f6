"""Who is on call: weekly turns with a handover on the wall clock, swaps, calendars, and the hours when nobody is.

Turns are stretches of time, the start included and the end not: at the very handover the next person is on call. The
first person's first turn begins at the first handover on or after the rota's ``starts``; before it nobody is on call,
for nobody is woken who is not on the roster. From there each turn lasts from one handover to the next, a week on the
wall clock: 167 or 169 hours when the clock is changed. Swaps override the rhythm; where they overlap, the later in the
list holds. A handover in the hour that comes twice is the first of the two; in the hour that is skipped, its end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from monitor.domain.plan import Rota, Turn
from monitor.domain.wallclock import find_instant, read_clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

HORIZON = timedelta(
    days=400
)  # how far a handover is looked for: a year, and the weeks in which somebody plans the next
_NEAR = timedelta(days=15)  # where a weekly rota's next handover always is
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Duty:
    """A stretch of time throughout which the same person is on call, or, when ``person`` is None, nobody."""

    starts: datetime
    ends: datetime
    person: str | None


@dataclass(frozen=True, slots=True)
class Handover:
    """The moment when another person comes on call; None stands for nobody on either side."""

    at: datetime
    leaves: str | None
    comes: str | None


def on_call(rota: Rota, at: datetime, zone: ZoneInfo) -> str | None:
    """The person who is on call at an instant; None when nobody is."""
    shown = read_clock(at, zone)
    swap = next((turn for turn in reversed(rota.turns) if turn.starts <= at < turn.ends), None)
    return swap.person if swap else _by_rhythm(rota, at, shown.date(), zone)


def duties(rota: Rota, start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[Duty]:
    """The time from ``start`` to ``end`` without gap or overlap, cut where another person, or nobody, is on call."""
    held: Duty | None = None
    for starts, ends in pairwise(_cuts(rota, start, end, zone)):
        person = on_call(rota, starts, zone)
        if held and held.person == person:
            held = replace(held, ends=ends)
            continue
        if held:
            yield held
        held = Duty(starts, ends, person)
    if held:
        yield held


def turns(rota: Rota, start: datetime, end: datetime, zone: ZoneInfo) -> tuple[Turn, ...]:
    """The turns between two instants, cut to them, in order; the time that is in none of them is nobody's."""
    found = duties(rota, start, end, zone)
    return tuple(Turn(duty.starts, duty.ends, duty.person) for duty in found if duty.person is not None)


def handovers(rota: Rota, after: datetime, until: datetime, zone: ZoneInfo) -> Iterator[Handover]:
    """Every handover after ``after`` and not after ``until``, with who leaves and who comes."""
    leaves = on_call(rota, after, zone)
    for at in _cuts(rota, after, until + timedelta.resolution, zone)[1:-1]:
        comes = on_call(rota, at, zone)
        if comes != leaves:
            yield Handover(at, leaves, comes)
        leaves = comes


def next_handover(rota: Rota, after: datetime, zone: ZoneInfo) -> Handover | None:
    """The first handover after an instant; None when the same person, or nobody, is on call throughout ``HORIZON``."""
    for ahead in (_NEAR, HORIZON):
        found = next(handovers(rota, after, after + ahead, zone), None)
        if found:
            return found
    return None


# ---- the rhythm --------------------------------------------------------------------------------------------------
def _by_rhythm(rota: Rota, at: datetime, day: date, zone: ZoneInfo) -> str | None:
    """Whose week it is; ``day`` is the local date of ``at``."""
    first = _first_handover(rota)
    if first is None or not rota.people:
        return None
    week = (day - first).days // _WEEK
    if at < _handover(rota, first, week, zone):  # the day of the handover, before its hour
        week -= 1
    return rota.people[week % len(rota.people)] if week >= 0 else None


def _first_handover(rota: Rota) -> date | None:
    if rota.starts is None:
        return None
    return rota.starts + timedelta(days=(rota.handover_weekday - rota.starts.weekday()) % _WEEK)


def _handover(rota: Rota, first: date, week: int, zone: ZoneInfo) -> datetime:
    return find_instant(first + timedelta(days=_WEEK * week), rota.handover_time, zone)


# ---- where it may change -----------------------------------------------------------------------------------------
def _cuts(rota: Rota, start: datetime, end: datetime, zone: ZoneInfo) -> list[datetime]:
    """``start``, every instant between at which another person may come on call, ``end``; empty if it is no time."""
    if start >= end:
        return []
    inside = {instant.astimezone(UTC) for turn in rota.turns for instant in (turn.starts, turn.ends)}
    inside.update(_weekly_handovers(rota, start, end, zone))
    return [start.astimezone(UTC), *sorted(at for at in inside if start < at < end), end.astimezone(UTC)]


def _weekly_handovers(rota: Rota, start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    first = _first_handover(rota)
    if first is None:
        return
    week = max(0, (read_clock(start, zone).date() - first).days // _WEEK)
    while (at := _handover(rota, first, week, zone)) < end:
        yield at
        week += 1
