"""Runs timed items through the whole head on a virtual clock: who would have been told what, when, after which item.

Nothing is known beforehand and nothing is stored. Each line is news at its ``at``: there is no baseline, but a date
long before ``at`` still makes an old story of it. When the lines are over the clock runs on until nothing is due, two
days at most. Regular messages (brief, digest) are not part of it.

Deliveries of one instant about one incident, for one reason and by one route, are one ``Told`` with all its receivers:
what the ledger has as rows for each receiver and channel is one line to read.
"""

from __future__ import annotations

import heapq
import re
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from monitor.domain import follow, pipeline
from monitor.domain.grouping.burst import WEEKS, count_usual
from monitor.domain.incident import Changes
from monitor.domain.model import DeliveryState, RawItem, Reason, Role, Status
from monitor.domain.oncall import OnCall
from monitor.domain.plan import SourcePlan
from monitor.domain.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from monitor.domain.incident import Delivery, Due, Incident
    from monitor.domain.pipeline import Reader
    from monitor.domain.plan import Plan

RUNS_ON = timedelta(days=2)
REMEMBERED = timedelta(days=7)  # as in the store: how long an incident without news can still be joined
_LOOKED_AT = timedelta(hours=6)  # how often what is older is forgotten
_OF_THE_TOWN = frozenset({Role.SOCIAL, Role.OFFICIAL, Role.PEER})
_SAID = frozenset({DeliveryState.PENDING, DeliveryState.HELD})


@dataclass(frozen=True, slots=True)
class Published:
    """A line: something that a source published at that moment."""

    at: datetime
    raw: RawItem
    source: SourcePlan


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A line: somebody takes the incident of an item."""

    at: datetime
    item: str
    by: str


Event = Published | Acknowledged


@dataclass(frozen=True, slots=True)
class Told:
    """One message: to whom, why, and after which item; None where time alone caused it."""

    at: datetime
    incident: int | None
    reason: Reason
    route: str | None
    receivers: tuple[str, ...]
    people: tuple[str, ...]
    severity: int
    after_item: str | None
    why: str = ""
    drill: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """All incidents, as they were in the end, and all that was told, in order."""

    incidents: tuple[Incident, ...]
    told: tuple[Told, ...]
    items: int
    dropped: int  # that were no mention, or old, or seen before


def simulate(events: Iterable[Event], plan: Plan, reader: Reader, since: datetime | None = None) -> Outcome:
    """What comes of these lines, which are in the order of their times.

    With ``since``, only what came or was told from then on is in the answer; the lines before made the world.
    """
    return _Simulation(plan, reader, since or datetime.min.replace(tzinfo=UTC)).run(events)


@dataclass
class _Simulation:
    plan: Plan
    reader: Reader
    since: datetime
    world: World = field(init=False)
    oncall: OnCall = field(init=False)
    told: list[tuple[Delivery, datetime]] = field(default_factory=list)
    ended: dict[int, Incident] = field(default_factory=dict)
    items: int = 0
    dropped: int = 0
    _agenda: list[tuple[datetime, int, str]] = field(default_factory=list)
    _order: int = 0
    _held: dict[str, Delivery] = field(default_factory=dict)
    _done: set[str] = field(default_factory=set)
    _spoken: deque[tuple[datetime, str]] = field(default_factory=deque)
    _forgotten_at: datetime | None = None

    def __post_init__(self) -> None:
        self.world = World(self.plan, installation="simulation", salt="simulation", usual=self._usual)
        self.oncall = OnCall(self.plan)

    def run(self, events: Iterable[Event]) -> Outcome:
        """Line by line, and what is due between them; then what is due after the last."""
        last: datetime | None = None
        for event in events:
            self._let_time_pass(event.at)
            if isinstance(event, Published):
                self._publish(event)
            else:
                self._acknowledge(event)
            last = event.at
        if last is not None:
            self._let_time_pass(last + RUNS_ON)
        incidents = {**self.ended, **self.world.incidents}
        told = tuple(one for one in self._join_told() if one.at >= self.since)
        mentioned = {one.incident for one in told}
        kept = (one for one in incidents.values() if one.id in mentioned or one.members[-1].seen_at >= self.since)
        return Outcome(tuple(sorted(kept, key=lambda one: one.id)), told, self.items, self.dropped)

    # ---- lines ---------------------------------------------------------------------------------------------------
    def _publish(self, event: Published) -> None:
        name = event.source.name
        self.world.reads_since.setdefault(name, event.at - RUNS_ON)
        self.world.read_until[name] = event.at
        changes = pipeline.process([event.raw], event.source, self.world, self.reader, self.oncall, event.at)
        if event.at >= self.since:
            self.items += len(changes.seen)
            self.dropped += sum(one.member is None for one in changes.seen)
        for seen in changes.seen:
            if seen.member is not None:
                self._spoken.append((event.at.astimezone(self.oncall.zone), seen.member.voice))
        self._take(changes, event.at)

    def _acknowledge(self, event: Acknowledged) -> None:
        incident = next((one for one in self.world.incidents.values() if _holds(one, event.item)), None)
        if incident is not None:
            changes = follow.acknowledge(incident, event.by, self.world, self.oncall, event.at)
            self.world.remember(changes)
            self._take(changes, event.at)

    # ---- time ----------------------------------------------------------------------------------------------------
    def _let_time_pass(self, until: datetime) -> None:
        while self._agenda and self._agenda[0][0] <= until:
            at, _, key = heapq.heappop(self._agenda)
            if key in self._held:
                self._say(self._held.pop(key), at)
            elif key in self.world.dues:
                self._do(self.world.dues.pop(key), at)
        if self._forgotten_at is None or until - self._forgotten_at > _LOOKED_AT:
            self._forget(until)

    def _do(self, due: Due, at: datetime) -> None:
        self._done.add(due.key)
        changes = follow.follow(due, self.world, self.oncall, at)
        self.world.remember(changes)
        self._take(changes, at)

    def _take(self, changes: Changes, at: datetime) -> None:
        """Say what is to be said now, and write down what comes later."""
        for due in changes.dues:
            if due.key in self._done:
                self.world.dues.pop(due.key, None)
            else:
                self._note(due.due_at, due.key)
        for key in changes.cancelled_deliveries:
            self._held.pop(key, None)
        for delivery in changes.deliveries:
            if delivery.state not in _SAID or delivery.key in changes.cancelled_deliveries:
                continue
            if delivery.due_at <= at:
                self._say(delivery, at)
            else:
                self._held[delivery.key] = delivery
                self._note(delivery.due_at, delivery.key)

    def _note(self, at: datetime, key: str) -> None:
        self._order += 1
        heapq.heappush(self._agenda, (at, self._order, key))

    def _say(self, delivery: Delivery, at: datetime) -> None:
        self.told.append((delivery, at))
        mine = self.world.told.get(delivery.incident or 0, [])
        mine[:] = [
            replace(one, state=DeliveryState.SENT, sent_at=at) if one.key == delivery.key else one for one in mine
        ]

    # ---- memory --------------------------------------------------------------------------------------------------
    def _forget(self, now: datetime) -> None:
        """What the store would not load any more is put aside, so that a year is as quick as a day."""
        self._forgotten_at = now
        self.world.heard = None
        for number, incident in list(self.world.incidents.items()):
            if incident.status in {Status.CLOSED, Status.RESOLVED} and incident.updated_at < now - REMEMBERED:
                self.ended[number] = self.world.incidents.pop(number)
                self.world.told.pop(number, None)
        since = now - timedelta(weeks=WEEKS)
        while self._spoken and self._spoken[0][0] < since:
            self._spoken.popleft()

    def _usual(self, at: datetime) -> float:
        return count_usual(self._spoken, at.astimezone(self.oncall.zone))

    # ---- the answer ----------------------------------------------------------------------------------------------
    def _join_told(self) -> tuple[Told, ...]:
        keys = {
            member.id: member.native
            for one in (*self.ended.values(), *self.world.incidents.values())
            for member in one.members
        }
        joined: dict[tuple[object, ...], Told] = {}
        for delivery, at in sorted(self.told, key=lambda one: one[1]):
            same = at, delivery.incident, delivery.reason, delivery.route, delivery.item
            told = joined.get(same) or _tell(delivery, at, keys)
            people = (delivery.person,) if delivery.person else ()
            joined[same] = replace(
                told,
                receivers=tuple(dict.fromkeys((*told.receivers, delivery.receiver))),
                people=tuple(dict.fromkeys((*told.people, *people))),
            )
        return tuple(joined.values())


def _holds(incident: Incident, item: str) -> bool:
    return any(item in {member.key, member.native} for member in incident.members)


def _tell(delivery: Delivery, at: datetime, keys: dict[int, str]) -> Told:
    return Told(
        at=at.astimezone(UTC),
        incident=delivery.incident,
        reason=delivery.reason,
        route=delivery.route,
        receivers=(),
        people=(),
        severity=delivery.severity,
        after_item=keys.get(delivery.item) if delivery.item is not None else None,
        why=delivery.why,
        drill=delivery.drill,
    )


def read_source(
    name: str, publisher: str, role: Role, plan: Plan, bears: Callable[[str], bool] | None = None
) -> SourcePlan:
    """A source as a line names it, whether the configuration knows it or not.

    Our own channels, and groups and authorities that bear the municipality's name, speak of it as a whole: so would the
    configuration say. A paper that bears it also writes of the world. ``bears`` knows the forms of our name.
    """
    known = next((one for one in plan.sources if one.name == name), None)
    everything = known.everything if known else role is Role.OWN
    if known is None and role in _OF_THE_TOWN:
        title = f"{name} {publisher}"
        everything = _bears_name(title, plan) or (bears is not None and bears(title))
    return SourcePlan(name, "simulation", role, publisher or name, everything=everything)


def _bears_name(title: str, plan: Plan) -> bool:
    town = plan.municipality
    ours = {town.name, *(form for forms in town.names.values() for form in forms)}
    words = re.findall(r"\w+", title.casefold())
    return any(set(one.casefold().split()) <= set(words) for one in ours)
