"""The product in one readable file: from what a source published to what is remembered and told.

    normalise | known? | fresh? | read | mention? | here? | group | route

``process`` is pure: it knows no clock, no network, no database. A job runs it in two halves, because reading costs time
that nobody should wait for, and deciding must happen inside the transaction that remembers it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from monitor.domain import route as routing
from monitor.domain.gates import is_fresh, is_here, is_mention, is_no_known_test, is_unseen
from monitor.domain.group import Grouped, find_incident, group, member_of
from monitor.domain.grouping.echo import Echoes, belongs, names_another
from monitor.domain.incident import Changes, Gate, Seen, in_order
from monitor.domain.model import Reason
from monitor.domain.normalise import normalise
from monitor.domain.plan import Each

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from monitor.domain.incident import Member
    from monitor.domain.model import Item, RawItem, Reading
    from monitor.domain.oncall import OnCall
    from monitor.domain.plan import SourcePlan
    from monitor.domain.world import Known, World

_TO_THOSE_WHO_WERE_TOLD = frozenset({Reason.RESOLVED, Reason.GROWING})


class Reader(Protocol):
    """What analysis is to the head: a function of one item."""

    def read(self, item: Item) -> Reading:
        """What the item says; never raises."""
        ...


@dataclass(frozen=True, slots=True)
class ReadItem:
    """An item with its reading, ready to be decided on."""

    item: Item
    reading: Reading
    echo: bool = False  # it names nothing of ours, and may go on about an event that is known


def process(
    raw: Iterable[RawItem], source: SourcePlan, world: World, reader: Reader, oncall: OnCall, now: datetime
) -> Changes:
    """Everything that follows from what a source published; nothing of it is done yet."""
    items = prepare(raw, source, world.salt, now)
    return decide(read(items, world.known, reader, world.echoes(now)), world, oncall, now)


def prepare(raw: Iterable[RawItem], source: SourcePlan, salt: str, now: datetime) -> list[Item]:
    """The items, uniform, oldest first, each key once: a later one with the same key and other words is a revision.

    What has no date, or the same one, is taken for listed newest first, as feeds and pages are, unless the other dates
    say otherwise.
    """
    items = [normalise(one, source, salt, now) for one in raw]
    dates = [item.published_at for item in items if item.published_at is not None]
    if not dates or dates[0] >= dates[-1]:
        items.reverse()
    items.sort(key=lambda item: item.published_at or now)
    return items


def read(
    items: Iterable[Item], known: Mapping[tuple[str, str], Known], reader: Reader, echoes: Echoes | None = None
) -> list[ReadItem]:
    """Read what was not read before. A later wording of what was about us is about us, even if it names us no more."""
    unread = [item for item in items if not _is_known(item, known)]
    ours = [replace(item, about_us=True) if _continues(item, known) else item for item in unread]
    return [_read_one(item, reader, echoes or Echoes()) for item in ours]


def _read_one(item: Item, reader: Reader, echoes: Echoes) -> ReadItem:
    reading = reader.read(item)
    if reading.hits or not echoes.may_hold(item):
        return ReadItem(item, reading)
    ours = replace(item, about_us=True)
    again = reader.read(ours)
    return ReadItem(ours, again, echo=True) if again.hits else ReadItem(item, reading)


def decide(items: Sequence[ReadItem], world: World, oncall: OnCall, now: datetime) -> Changes:
    """What becomes of each item, one after the other: each sees what was decided of those before it."""
    decided: list[Changes] = []
    for one in items:
        if _is_known(one.item, world.known):
            continue  # another poll was faster
        changes = _decide_one(_drop_false_echo(one, world), world, oncall, now)
        world.remember(changes)
        decided.append(changes)
    return in_order(decided)


def _drop_false_echo(one: ReadItem, world: World) -> ReadItem:
    """What only may go on about a known event is a mention when grouping finds that event, and else none."""
    if not one.echo:
        return one
    ours = world.plan.municipality.code
    member = member_of(0, one.item, one.reading)
    found, _ = find_incident(member, world.live(), drill=one.item.drill)
    if not names_another(one.reading, ours) and belongs(member, found):
        return one
    return ReadItem(replace(one.item, about_us=False), replace(one.reading, hits=()))


def _continues(item: Item, known: Mapping[tuple[str, str], Known]) -> bool:
    before = known.get((item.source, item.revision_of or item.key))
    return before is not None and before.incident is not None


def _is_known(item: Item, known: Mapping[tuple[str, str], Known]) -> bool:
    before = known.get((item.source, item.key))
    if before is None:
        return False
    return before.fingerprint == item.fingerprint or (item.source, _wording_key(item)) in known


def _decide_one(one: ReadItem, world: World, oncall: OnCall, now: datetime) -> Changes:
    item, reading = _as_revision(one.item, world), one.reading
    gates = [is_fresh(item, world, now), is_unseen(item, world), is_mention(reading, world)]
    if gates[2].passed:
        gates += [is_here(item, reading, world), is_no_known_test(item, reading, world, now)]
    seen = Seen(world.take_item_id(), item, reading, tuple(gates), archived=not gates[0].passed)
    if not all(gate.passed for gate in gates):
        return Changes(seen=(seen,))
    member = replace(member_of(seen.id, item, reading), muted_by=world.muting(item, reading))
    return _follow(member, seen, world, oncall, now)


def _follow(member: Member, seen: Seen, world: World, oncall: OnCall, now: datetime) -> Changes:
    """Group the mention, tell what is new about it, and write down at which gates it was let through."""
    wanted = _asked_for(member, world)
    grouped = group(member, world, drill=seen.item.drill, wanted=wanted, now=now)
    changes = grouped.changes
    incident = changes.incidents[-1] if changes.incidents else None
    if incident is not None:
        world.remember(changes)
        changes = changes.and_then(_tell(grouped, world, oncall, now))
    heard = {one.receiver for one in changes.deliveries if one.item == seen.id}
    if member.revision_of is None or grouped.occasion is not None:  # a later wording is no new mention
        changes = changes.and_then(routing.each_mention(grouped.member, world, oncall, now, but=heard))
    gates = (*seen.gates, _grouped(grouped), _told(changes, something_new=grouped.occasion is not None))
    number = incident.id if incident is not None else None
    done = replace(seen, gates=gates, incident=number, member=grouped.member)
    return Changes(seen=(done,)).and_then(changes)


def _tell(grouped: Grouped, world: World, oncall: OnCall, now: datetime) -> Changes:
    incident, occasion = grouped.changes.incidents[-1], grouped.occasion
    if occasion is None:
        return Changes()
    say = routing.inform if occasion.reason in _TO_THOSE_WHO_WERE_TOLD else routing.announce
    return say(incident, occasion, world, oncall, now)


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
    return replace(item, key=_wording_key(item), revision_of=item.revision_of or item.key)


def _wording_key(item: Item) -> str:
    """The key of its own that a later wording has; the same wording again has the same one."""
    return f"{item.key}#{item.fingerprint[:12]}"


# ---- the last gates: what became of it ---------------------------------------------------------------------------
def _grouped(grouped: Grouped) -> Gate:
    if not grouped.changes.incidents:
        return Gate("incident", passed=False, why=grouped.why)
    incident = grouped.changes.incidents[-1]
    why = f"incident {incident.id}: severity {incident.severity}, {incident.state}; {grouped.why}"
    return Gate("incident", passed=True, why=why)


def _told(changes: Changes, *, something_new: bool) -> Gate:
    if changes.deliveries:
        names = ", ".join(dict.fromkeys(f"{one.receiver} ({one.state})" for one in changes.deliveries))
        return Gate("route", passed=True, why=names)
    if not something_new:
        return Gate("route", passed=False, why="adds nothing that is worth telling")
    return Gate("route", passed=False, why="no route wants it at this hour")
