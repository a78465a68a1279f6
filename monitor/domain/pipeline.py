"""The product in one readable file: from what a source published to what is remembered and told.

    normalise | known? | fresh? | read | mention? | group | route

``process`` is pure: it knows no clock, no network, no database. A job runs it in two halves, because reading costs time
that nobody should wait for, and deciding must happen inside the transaction that remembers it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from monitor.domain import route as routing
from monitor.domain.group import group, member_of
from monitor.domain.incident import Changes, Gate, Seen
from monitor.domain.model import Reason
from monitor.domain.normalise import normalise
from monitor.domain.plan import Each

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from monitor.domain.incident import Incident, Member
    from monitor.domain.model import Item, RawItem, Reading, Verdict
    from monitor.domain.oncall import OnCall
    from monitor.domain.plan import SourcePlan
    from monitor.domain.world import Known, World

FRESH_AT_FIRST = timedelta(hours=1)  # what a source dates within that before its first poll is news
OLD = timedelta(hours=48)  # what is dated earlier is archive, unless nobody could have read it before


class Reader(Protocol):
    """What analysis is to the head: a function of one item."""

    def read(self, item: Item) -> Reading:
        """What the item says; never raises."""
        ...

    def judge(self, item: Item) -> Verdict:
        """The verdict alone, also on what is no mention."""
        ...


@dataclass(frozen=True, slots=True)
class ReadItem:
    """An item with its reading, ready to be decided on."""

    item: Item
    reading: Reading


def process(
    raw: Iterable[RawItem], source: SourcePlan, world: World, reader: Reader, oncall: OnCall, now: datetime
) -> Changes:
    """Everything that follows from what a source published; nothing of it is done yet."""
    items = prepare(raw, source, world.salt, now)
    return decide(read(items, world.known, reader), world, oncall, now)


def prepare(raw: Iterable[RawItem], source: SourcePlan, salt: str, now: datetime) -> list[Item]:
    """The items, uniform, oldest first, each key once: a later one with the same key and other words is a revision."""
    items = [normalise(one, source, salt, now) for one in raw]
    items.sort(key=lambda item: item.published_at or now)
    return items


def read(items: Iterable[Item], known: Mapping[tuple[str, str], Known], reader: Reader) -> list[ReadItem]:
    """Read what was not read before."""
    return [ReadItem(item, reader.read(item)) for item in items if not _is_known(item, known)]


def decide(items: Sequence[ReadItem], world: World, oncall: OnCall, now: datetime) -> Changes:
    """What becomes of each item, one after the other: each sees what was decided of those before it."""
    changes = Changes()
    for one in items:
        if _is_known(one.item, world.known):
            continue  # another poll was faster
        decided = _decide_one(one.item, one.reading, world, oncall, now)
        world.remember(decided)
        changes = changes.and_then(decided)
    return changes


def _is_known(item: Item, known: Mapping[tuple[str, str], Known]) -> bool:
    before = known.get((item.source, item.key))
    return before is not None and before.fingerprint == item.fingerprint


def _decide_one(item: Item, reading: Reading, world: World, oncall: OnCall, now: datetime) -> Changes:
    item = _as_revision(item, world)
    gates = [_is_fresh(item, world, now), _is_repeat(item, world), _is_mention(reading, world)]
    seen = Seen(world.take_item_id(), item, reading, tuple(gates), archived=not gates[0].passed)
    if not all(gate.passed for gate in gates):
        return Changes(seen=(seen,))
    member = member_of(seen.id, item, reading)
    changes, told = _follow(member, seen, world, oncall, now)
    incident = changes.incidents[-1].id if changes.incidents else None
    return Changes(seen=(replace(seen, gates=(*gates, *told), incident=incident),)).and_then(changes)


def _follow(member: Member, seen: Seen, world: World, oncall: OnCall, now: datetime) -> tuple[Changes, list[Gate]]:
    """Group the mention and tell what is new about it; and the gates that say so."""
    wanted = _asked_for(member, world)
    changes, occasion = group(member, world, drill=seen.item.drill, wanted=wanted, now=now)
    incident = changes.incidents[-1] if changes.incidents else None
    gates = [_grouped(incident, member)]
    if incident is not None:
        world.remember(changes)
    if incident is not None and occasion is not None:
        say = routing.inform if occasion.reason in {Reason.RESOLVED, Reason.GROWING} else routing.announce
        changes = changes.and_then(say(incident, occasion, world, oncall, now))
    changes = changes.and_then(routing.each_mention(incident, member, world, oncall, now))
    gates.append(_told(changes, occasion is not None))
    return changes, gates


def _asked_for(member: Member, world: World) -> bool:
    """Whether a route wants an incident of such a mention although it is no disturbance."""
    return any(
        route.each is Each.INCIDENT and route.min_severity == 0 and routing.fits_member(route, member)
        for route in world.plan.routes
        if route.watches or route.kinds or route.sources
    )


def _as_revision(item: Item, world: World) -> Item:
    """An item whose key is known with other words is a later wording of that one, under a key of its own."""
    before = world.known.get((item.source, item.key))
    if before is None:
        return item
    return replace(item, key=f"{item.key}#{item.fingerprint[:12]}", revision_of=item.revision_of or item.key)


# ---- the gates ---------------------------------------------------------------------------------------------------
def _is_fresh(item: Item, world: World, now: datetime) -> Gate:
    since = world.reads_since.get(item.source)
    at = item.published_at
    if since is None:
        if at is not None and at >= now - FRESH_AT_FIRST:
            return Gate("fresh", passed=True, why="first poll; dated within the last hour")
        return Gate("fresh", passed=False, why="first poll of this source: what it had before is archive")
    if at is None:
        return Gate("fresh", passed=True, why="not dated; new to us")
    unread = world.read_until.get(item.source, since) - FRESH_AT_FIRST
    if at < now - OLD and at < unread:
        return Gate("fresh", passed=False, why=f"dated {at:%Y-%m-%d %H:%M} UTC: older than {OLD.days * 24} hours")
    return Gate("fresh", passed=True, why="new")


def _is_repeat(item: Item, world: World) -> Gate:
    twin = world.known_texts.get((item.source, item.fingerprint))
    if twin is not None and item.revision_of is None:
        return Gate("unseen", passed=False, why=f"the same words as item {twin.id} under another id")
    return Gate("unseen", passed=True, why="not seen before")


def _is_mention(reading: Reading, world: World) -> Gate:
    if reading.hits:
        terms = ", ".join(dict.fromkeys(f"{hit.watch}: {hit.term}" for hit in reading.hits))
        return Gate("mention", passed=True, why=terms)
    refused = f"; refused: {'; '.join(reading.refused)}" if reading.refused else ""
    return Gate("mention", passed=False, why=f"names nothing of {world.plan.municipality.name}{refused}")


def _grouped(incident: Incident | None, member: Member) -> Gate:
    if incident is None:
        return Gate("incident", passed=False, why=f"{member.kind}: no event, it stays in the inbox")
    return Gate("incident", passed=True, why=f"incident {incident.id}: severity {incident.severity}, {incident.state}")


def _told(changes: Changes, something_new: bool) -> Gate:  # noqa: FBT001 - the gate's own question
    if changes.deliveries:
        names = ", ".join(dict.fromkeys(f"{one.receiver} ({one.state})" for one in changes.deliveries))
        return Gate("route", passed=True, why=names)
    if not something_new:
        return Gate("route", passed=False, why="adds nothing that is worth telling")
    return Gate("route", passed=False, why="no route wants it at this hour")
