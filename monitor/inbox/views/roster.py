"""The coming weeks, day by day: when the office is open and who is on call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from monitor.domain.rota import Duty, duties
from monitor.domain.wallclock import find_instant
from monitor.domain.workday import WEEKDAYS

if TYPE_CHECKING:
    from monitor.domain.plan import Rota
    from monitor.jobs.desk import Desk

WEEKS = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """A local day: its opening hours, or why there are none, and for each rota who comes on call from when."""

    date: date
    opens: datetime | None
    closes: datetime | None
    why: str  # a holiday, or what else is out of the ordinary; empty for an ordinary day
    watches: tuple[tuple[Duty, ...], ...]  # by rota


@dataclass(frozen=True, slots=True)
class Week:
    """A calendar week by its number, Monday first."""

    number: int
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """The weeks, and the rotas in the order of each day's watches."""

    rotas: tuple[str, ...]
    weeks: tuple[Week, ...]
    office: bool  # whether office hours are configured


def roster(desk: Desk) -> Roster:
    """This week and the ones after it."""
    today = desk.now().astimezone(desk.oncall.zone).date()
    days = [_day(desk, today + ahead * _DAY) for ahead in range(WEEKS * 7 - today.weekday())]
    weeks = groupby(days, key=lambda day: day.date.isocalendar().week)
    return Roster(
        rotas=tuple(rota.name for rota in desk.plan.rotas),
        weeks=tuple(Week(number, tuple(found)) for number, found in weeks),
        office=desk.plan.office_hours is not None,
    )


def _day(desk: Desk, day: date) -> Day:
    timetable = desk.oncall.timetable
    opens, closes = timetable.opening_of(day), timetable.closing_of(day)
    return Day(
        day, opens, closes, _out_of_the_ordinary(desk, day), tuple(_watch(desk, one, day) for one in desk.plan.rotas)
    )


def _out_of_the_ordinary(desk: Desk, day: date) -> str:
    """A closed day's own reason, where it is not just its weekday."""
    if desk.plan.office_hours is None or desk.oncall.timetable.works_on(day):
        return ""
    why = desk.oncall.timetable.why(find_instant(day, time(12), desk.oncall.zone))
    return "" if why in WEEKDAYS else why


def _watch(desk: Desk, rota: Rota, day: date) -> tuple[Duty, ...]:
    """Who is on call through a day, cut where it changes."""
    zone = desk.oncall.zone
    midnight, next_midnight = (find_instant(each, time.min, zone) for each in (day, day + _DAY))
    return tuple(duties(rota, midnight, next_midnight, zone))
