"""When what comes regularly is due: the brief, the digest, the next poll.

All of it is arithmetic on the instants that are passed in, so it is right over both nights of the year, after a machine
has slept, and after its clock was set. What is due is named by a key that is the same for ever (``digest-2026-W47``):
who keeps told keys unique tells each of them once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from monitor.domain.timetable import HORIZON
from monitor.domain.wallclock import find_instant, read_clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from monitor.domain.plan import Regular
    from monitor.domain.timetable import Timetable

LATEST_DIGESTS = 8  # weeks; a machine that stood still for a year does not send fifty digests when it wakes
FAILING_GAP = timedelta(minutes=30)  # how far failures slow down the polls of a source
OBEYED = timedelta(hours=6)  # the longest a source's server may put us off
_SPREAD = 10  # jitter spreads a gap by a tenth of it
_DOUBLINGS = 16  # enough to reach every ceiling, and no overflow after months of failure
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that is to be told at ``at``, once: its key, and the time it tells of, ``until`` not included."""

    key: str
    at: datetime
    since: datetime
    until: datetime


# ---- the digest --------------------------------------------------------------------------------------------------
def digests(regular: Regular, after: datetime, zone: ZoneInfo) -> Iterator[Occasion]:
    """The digests due after an instant, without end: at the regular's local weekday and time, of the ISO week before.

    The key names the week that is told, so moving the digest to another day tells no week twice. Weeks run from local
    midnight to local midnight: 167 or 169 hours when the clock is changed.
    """
    today = read_clock(after, zone).date()
    monday = today - timedelta(days=today.weekday())
    while True:
        at = find_instant(monday + timedelta(days=regular.weekday or 0), regular.at, zone)
        if at > after:
            year, week, _ = (monday - _WEEK).isocalendar()
            yield Occasion(f"digest-{year}-W{week:02}", at, *week_bounds(year, week, zone))
        monday += _WEEK


def week_bounds(year: int, week: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The local midnights at which an ISO week begins and ends; a week that no year has is a ``ValueError``."""
    monday = date.fromisocalendar(year, week, 1)
    return find_instant(monday, time.min, zone), find_instant(monday + _WEEK, time.min, zone)


def next_digest(regular: Regular, after: datetime, zone: ZoneInfo) -> Occasion:
    """The first digest due after an instant."""
    return next(digests(regular, after, zone))


def missed_digests(regular: Regular, told: datetime, now: datetime, zone: ZoneInfo) -> tuple[Occasion, ...]:
    """Every digest due after ``told``, when the last one was due, and up to ``now``: each week once, late or not.

    After a very long sleep only the newest ``LATEST_DIGESTS``; older weeks can still be asked for by hand.
    """
    return tuple(takewhile(lambda occasion: occasion.at <= now, digests(regular, told, zone)))[-LATEST_DIGESTS:]


def next_test(regular: Regular, after: datetime, zone: ZoneInfo) -> Occasion:
    """The first weekly test of the way that alerts take due after an instant; named by the week in which it comes."""
    digest = next_digest(regular, after, zone)
    year, week, _ = read_clock(digest.at, zone).isocalendar()
    return Occasion(f"test-{year}-W{week:02}", digest.at, digest.at, digest.at)


# ---- the brief ---------------------------------------------------------------------------------------------------
def briefs(regular: Regular, after: datetime, timetable: Timetable) -> Iterator[Occasion]:
    """The briefs due after an instant: on each day that is open, of the time since the office closed before that day.

    The time that a brief tells of ends when the brief is due. Where no office hours are configured it is due every day
    and tells of the time since the day before.
    """
    first = timetable.day_of(after)
    for day in (first + timedelta(days=ahead) for ahead in range(HORIZON)):
        at = find_instant(day, regular.at, timetable.zone)
        if at > after and (timetable.works_on(day) or not timetable.configured):
            yield Occasion(f"brief-{day.isoformat()}", at, _closed_since(regular, day, timetable), at)


def next_brief(regular: Regular, after: datetime, timetable: Timetable) -> Occasion | None:
    """The first brief due after an instant; None when the office does not open within ``timetable.HORIZON``."""
    return next(briefs(regular, after, timetable), None)


def missed_brief(regular: Regular, told: datetime, now: datetime, timetable: Timetable) -> Occasion | None:
    """The newest brief due after ``told``, when the last one was due, and up to ``now``; it tells of all missed ones.

    A machine that slept through three mornings sends one brief that goes back to the first of them, not three.
    """
    missed = list(takewhile(lambda occasion: occasion.at <= now, briefs(regular, told, timetable)))
    return replace(missed[-1], since=missed[0].since) if missed else None


def _closed_since(regular: Regular, day: date, timetable: Timetable) -> datetime:
    """When the office closed before it opens on ``day``; for one that never closed, when the brief before was due."""
    opening = timetable.opening_of(day)
    closing = timetable.last_closing(opening) if opening else None
    return closing or find_instant(day - _DAY, regular.at, timetable.zone)


# ---- polls -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Pace:
    """How often a source is asked: the shortest gap that its terms allow, the usual one, the longest that we accept.

    ``failing`` is how far failures slow its polls down.
    """

    least: timedelta
    usual: timedelta
    most: timedelta
    failing: timedelta = FAILING_GAP


def next_poll(
    now: datetime,
    pace: Pace,
    *,
    failures: int = 0,
    wait: float | None = None,
    retry_after: float | None = None,
    jitter: float = 0.0,
) -> datetime:
    """When a source is asked again: the usual gap or the ``wait`` it hints at, within the pace's least and most.

    Each failure in a row after the first doubles the gap up to the pace's ``failing``; it never ends for good, and a
    pace that is slower anyway stays. ``retry_after`` is the server's own word and is obeyed beyond ``most``, up to
    ``OBEYED``. Both are in seconds. ``jitter``, from 0 to 1, spreads polls over a tenth of the gap: earlier where that
    is allowed, else later.
    """
    gap = min(max(pace.usual, _seconds(wait, pace.most), pace.least), max(pace.most, pace.least))
    earliest = max(pace.least, _seconds(retry_after, OBEYED))
    gap = max(gap, min(gap * _doubled(failures), pace.failing), earliest)
    room = gap - earliest
    shift = -min(room, gap / _SPREAD) if room else gap / _SPREAD
    return now + gap + shift * jitter


def _doubled(times: int) -> int:
    """1 for the first time, and doubled for each further one."""
    return 1 << min(max(times - 1, 0), _DOUBLINGS)


def _seconds(value: float | None, ceiling: timedelta) -> timedelta:
    """Foreign seconds as a time between nothing and ``ceiling``; what is no number counts as the ceiling."""
    if value is None:
        return timedelta(0)
    return timedelta(seconds=max(0.0, min(ceiling.total_seconds(), value)))
