"""What the configuration says, in the head's own words: what is looked for, who is told what, and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.domain.model import Kind, Municipality, Role, Topic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Almanac = Callable[[int], Mapping[date, str]]
    Tests = Callable[[int], "tuple[KnownTest, ...]"]


class When(StrEnum):
    """At which times a route holds."""

    ALWAYS = "always"
    OFFICE_HOURS = "office_hours"
    OUTSIDE = "outside_office_hours"


class Deliver(StrEnum):
    """Whether a route tells at once or holds until the office opens."""

    NOW = "now"
    AT_OPENING = "at_opening"


class Each(StrEnum):
    """What a route tells once: an incident, as one thread, or every mention."""

    INCIDENT = "incident"
    MENTION = "mention"


# ---- when somebody is at work ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Hours:
    """Local opening hours of a day; ``closes`` is later than ``opens``."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Season:
    """Other hours between two days of the year (month, day), both included, on weekdays that are open anyway."""

    first: tuple[int, int]
    last: tuple[int, int]
    hours: Hours


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The section ``[office_hours]``. ``week`` has Monday first; None is a closed day.

    ``almanac`` gives a year's public holidays, and the eves treated as such, by date with their local names.
    ``short_days`` maps an ISO date, ``day_before_holiday`` or an eve's name to a closing time.
    """

    week: tuple[Hours | None, ...] = (None,) * 7
    almanac: Almanac = field(default=lambda _year: {})
    closed: tuple[tuple[date, date], ...] = ()  # both included
    opened: tuple[tuple[date, date], ...] = ()
    short_days: Mapping[str, time] = field(default_factory=dict)
    seasons: tuple[Season, ...] = ()


# ---- who ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Person:
    """A colleague who can be told something."""

    name: str
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of time for which one person is on call, whatever the rota says; from a swap or a calendar file."""

    starts: datetime
    ends: datetime
    person: str


@dataclass(frozen=True, slots=True)
class Rota:
    """Who is on call in turn: weekly from ``starts`` with a handover at a local weekday and time, or by a calendar.

    ``turns`` override the weekly rhythm; for a rota that comes from a calendar they are all there is (``people`` is
    empty).
    """

    name: str
    people: tuple[str, ...] = ()
    starts: date | None = None
    handover_weekday: int = 0  # Monday
    handover_time: time = time(12, 0)
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class ChannelPlan:
    """One channel of a receiver: ``slot`` is its place in the list, ``type`` the folder's name."""

    slot: int
    type: str


@dataclass(frozen=True, slots=True)
class Receiver:
    """A named person, rota or group, with the channels that reach it, and who is told instead when none does."""

    name: str
    channels: tuple[ChannelPlan, ...] = ()
    rota: str | None = None
    person: str | None = None
    fallback: str | None = None


# ---- what is told ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Escalation:
    """Who else is told when nobody has acknowledged after a while."""

    after: timedelta
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """Which incidents go to whom, and when. An empty condition fits all; what is named must fit."""

    name: str
    to: tuple[str, ...]
    min_severity: int = 0
    when: When = When.ALWAYS
    deliver: Deliver = Deliver.NOW
    each: Each = Each.INCIDENT
    watches: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    topics: frozenset[Topic] = frozenset()
    sources: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()
    repeat: timedelta | None = None
    escalate: tuple[Escalation, ...] = ()


@dataclass(frozen=True, slots=True)
class WatchPlan:
    """What is looked for besides the municipality."""

    name: str
    query: str
    purpose: str = ""
    owner: str = ""
    deputy: str = ""


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """Something that makes people talk and is no incident: a council evening, a festival, a test of the sirens."""

    name: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class KnownTest(KnownEvent):
    """A test of sirens or public warnings ``at`` a known time; people talk of it from ``starts`` to ``ends``."""

    at: datetime
    source: str = ""  # who says so


@dataclass(frozen=True, slots=True)
class Regular:
    """Something told at a local time to some receivers: the brief on open days, the digest on one weekday."""

    to: tuple[str, ...]
    at: time
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """How long texts are kept: from private persons, from the press, and items that mention nothing of ours."""

    mentions: timedelta = timedelta(days=90)
    press: timedelta = timedelta(days=730)
    unmatched: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SourcePlan:
    """One configured source, without its connector's own options."""

    name: str
    connector: str
    role: Role
    publisher: str
    url: str = ""
    every: timedelta | None = None
    everything: bool = False  # match = "everything"


@dataclass(frozen=True, slots=True)
class Plan:
    """All of it, as the head sees it."""

    municipality: Municipality
    language: str
    timezone: str
    places: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    sources: tuple[SourcePlan, ...] = ()
    watches: tuple[WatchPlan, ...] = ()
    office_hours: OfficeHours | None = None
    people: tuple[Person, ...] = ()
    rotas: tuple[Rota, ...] = ()
    receivers: tuple[Receiver, ...] = ()
    routes: tuple[Route, ...] = ()
    brief: Regular | None = None
    digest: Regular | None = None
    weekly_test: Regular | None = None
    severity: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # own values, laid over the shipped table
    health_to: tuple[str, ...] = ()
    retention: Retention = Retention()
    events: tuple[KnownEvent, ...] = ()
    tests: Tests = field(default=lambda _year: ())  # of sirens and public warnings, by year
    base_url: str = ""

    def receiver(self, name: str) -> Receiver:
        """The receiver of that name; the configuration has checked that it exists."""
        return next(receiver for receiver in self.receivers if receiver.name == name)

    def person(self, name: str) -> Person | None:
        """The person of that name, if the configuration knows one."""
        return next((person for person in self.people if person.name == name), None)
