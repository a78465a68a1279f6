"""Who can be told what at an instant: the plan's receivers, seen through office hours and rotas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.domain.plan import When
from monitor.domain.rota import on_call
from monitor.domain.timetable import Timetable
from monitor.domain.wallclock import find_instant

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.plan import Plan, Receiver

# When people sleep: what is not urgent waits for the morning.
NIGHT_BEGINS, NIGHT_ENDS = time(23), time(7)


@dataclass(frozen=True, slots=True)
class Reached:
    """A receiver that can be told now: itself, or the one that stands in; the person where it is a rota."""

    receiver: Receiver
    person: str | None
    instead_of: str | None = None


@dataclass(frozen=True)
class OnCall:
    """Office hours and rotas of a plan, asked at an instant."""

    plan: Plan

    @cached_property
    def timetable(self) -> Timetable:
        """The office's hours in its own time zone."""
        return Timetable(self.plan.office_hours, self.zone)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The municipality's time zone."""
        return ZoneInfo(self.plan.timezone)

    def holds(self, when: When, at: datetime) -> bool:
        """Whether a route with this ``when`` holds at that instant."""
        return when is When.ALWAYS or (when is When.OFFICE_HOURS) == self.timetable.is_open(at)

    def is_night(self, at: datetime) -> bool:
        """Whether people sleep, by the municipality's clock."""
        clock = at.astimezone(self.zone).time()
        return clock >= NIGHT_BEGINS or clock < NIGHT_ENDS

    def next_morning(self, at: datetime) -> datetime:
        """When the night is over in which, or before which, an instant lies."""
        local = at.astimezone(self.zone)
        day = local.date() + timedelta(days=int(local.time() >= NIGHT_ENDS))
        return find_instant(day, NIGHT_ENDS, self.zone)

    def person_on_call(self, rota: str, at: datetime) -> str | None:
        """Who has the turn; None in a gap."""
        plan = next(one for one in self.plan.rotas if one.name == rota)
        return on_call(plan, at, self.zone)

    def reach(self, name: str, at: datetime) -> Reached | None:
        """Who is told when ``name`` is to be told: the receiver, or its fallback when its rota has nobody.

        None when nobody is left to tell; ``monitor check`` warns of it beforehand.
        """
        tried: list[str] = []
        while name not in tried:
            tried.append(name)
            receiver = self.plan.receiver(name)
            instead_of = tried[0] if len(tried) > 1 else None
            if receiver.rota is None:
                return Reached(receiver, receiver.person, instead_of)
            person = self.person_on_call(receiver.rota, at)
            if person is not None:
                return Reached(receiver, person, instead_of)
            if receiver.fallback is None:
                return None
            name = receiver.fallback
        return None
