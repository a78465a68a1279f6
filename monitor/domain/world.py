"""All that the head may know when it decides: the plan, what was seen before, what is open, what was told."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain.grouping.echo import Echoes, list_echoes
from monitor.domain.incident import Due
from monitor.domain.model import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from monitor.domain.incident import Changes, Delivery, Incident, Member, Silence
    from monitor.domain.model import Item, Reading
    from monitor.domain.plan import Plan

LOOSE = timedelta(hours=48)  # how long a mention without an incident waits for one; an announced exercise takes a day


@dataclass(frozen=True, slots=True)
class Known:
    """An item that was seen before."""

    id: int
    key: str
    fingerprint: str
    incident: int | None = None
    revisions: int = 0


@dataclass(slots=True)
class World:
    """A snapshot that remembers what is decided on top of it, so that decisions can follow one another.

    A store fills it with as much as the next decisions need; a simulation starts with an empty one and keeps all.
    A source that is missing in ``reads_since`` is polled for the first time.
    """

    plan: Plan
    installation: str = "local"  # distinguishes the keys of this database from those of any other
    salt: str = ""  # hashes authors; thrown away every week
    reads_since: dict[str, datetime] = field(default_factory=dict)  # by source: its first successful poll
    read_until: dict[str, datetime] = field(default_factory=dict)  # by source: its last successful poll
    known: dict[tuple[str, str], Known] = field(default_factory=dict)  # by source and key
    known_texts: dict[tuple[str, str], Known] = field(default_factory=dict)  # by source and fingerprint
    incidents: dict[int, Incident] = field(default_factory=dict)
    told: dict[int, list[Delivery]] = field(default_factory=dict)  # by incident
    dues: dict[str, Due] = field(default_factory=dict)
    loose: list[Member] = field(default_factory=list)  # mentions of the last hours that belong to no incident
    usual: Callable[[datetime], float] = lambda _at: 0.0  # how many voices are usual in an hour like that
    silences: list[Silence] = field(default_factory=list)
    muting: Callable[[Item, Reading], tuple[int, ...]] = lambda _item, _reading: ()  # silences whose query it fulfils
    heard: Echoes | None = None  # what live incidents are recognised by, until one of them changes
    next_item: int = 1
    next_incident: int = 1

    def take_item_id(self) -> int:
        """A number for a new item."""
        self.next_item += 1
        return self.next_item - 1

    def take_incident_id(self) -> int:
        """A number for a new incident."""
        self.next_incident += 1
        return self.next_incident - 1

    def live(self) -> Iterable[Incident]:
        """The incidents that a mention may still join."""
        return self.incidents.values()

    def echoes(self, now: datetime) -> Echoes:
        """What live incidents are recognised by; made anew only when one of them has changed."""
        if self.heard is None:
            self.heard = list_echoes(self.live(), now)
        return self.heard

    def told_of(self, incident: int) -> list[Delivery]:
        """Every delivery about an incident, in the order in which they were decided."""
        return self.told.get(incident, [])

    def dues_of(self, incident: int) -> Iterable[Due]:
        """What is still to happen with an incident."""
        return (due for due in self.dues.values() if due.incident == incident)

    def remember(self, changes: Changes) -> None:
        """Take over what was decided."""
        for seen in changes.seen:
            known = Known(seen.id, seen.item.key, seen.item.fingerprint, seen.incident)
            self.known[seen.item.source, seen.item.key] = known
            self.known_texts.setdefault((seen.item.source, seen.item.fingerprint), known)
        adopted = frozenset(item for item, _ in changes.adopted)
        alone = [one.member for one in changes.seen if one.member is not None and one.incident is None]
        if adopted:
            self.loose = [one for one in self.loose if one.id not in adopted]
        if alone:
            since = alone[-1].seen_at - LOOSE
            self.loose = [*(one for one in self.loose if one.seen_at > since), *alone]
        if changes.incidents:
            self.heard = None
        self.incidents.update({incident.id: incident for incident in changes.incidents})
        for delivery in changes.deliveries:
            if delivery.incident is not None:
                self.told.setdefault(delivery.incident, []).append(delivery)
        self.dues.update({due.key: due for due in changes.dues})
        for key in changes.cancelled_dues:
            self.dues.pop(key, None)
        self._cancel(frozenset(changes.cancelled_deliveries))

    def _cancel(self, keys: frozenset[str]) -> None:
        if not keys:
            return
        for told in self.told.values():
            told[:] = [
                replace(delivery, state=DeliveryState.CANCELLED) if delivery.key in keys else delivery
                for delivery in told
            ]
