"""Is it the same event? Joins a mention to an incident or opens one, and says what is new about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain.incident import Changes, Incident, LogEntry, Member
from monitor.domain.model import Kind, Reason, Role, State, Status
from monitor.domain.route import Occasion

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.model import Item, Reading
    from monitor.domain.world import World

NEAR = timedelta(hours=24)  # an event without news for longer is another one
OPENS = frozenset({Kind.CRISIS, Kind.OPERATIONAL})


def member_of(item_id: int, item: Item, reading: Reading) -> Member:
    """A mention as grouping sees it."""
    verdict = reading.verdict
    assert verdict is not None  # noqa: S101 - only mentions are grouped, and they are read
    ours = frozenset(hit.locality for hit in reading.hits if hit.locality)
    return Member(
        id=item_id,
        key=item.key,
        source=item.source,
        role=item.role,
        publisher=item.publisher,
        voice=item.voice,
        title=item.title or item.text[:120],
        url=item.url,
        seen_at=item.seen_at,
        published_at=item.published_at,
        kind=verdict.kind,
        topics=verdict.topics,
        severity=verdict.severity,
        state=verdict.state,
        language=reading.language,
        localities=tuple(sorted(ours)),
        sketch=reading.sketch,
        numbers=reading.numbers,
        rare_words=reading.rare_words,
        notice=item.notice.id if item.notice else None,
        revision_of=item.revision_of,
        fingerprint=item.fingerprint,
        watches=tuple(sorted({hit.watch for hit in reading.hits})),
    )


def group(member: Member, world: World, *, drill: bool, wanted: bool, now: datetime) -> tuple[Changes, Occasion | None]:
    """The incident with this mention, and what of it is worth telling; nothing when it is no event.

    ``wanted`` says that a route asks for such mentions although they are no disturbance.
    """
    found = _find(member, world, drill=drill, now=now)
    if found is not None:
        return _join(found, member, now)
    if member.kind not in OPENS and not wanted:
        return Changes(), None
    incident = _open(member, world, drill=drill, now=now)
    entry = LogEntry(incident.id, now, "opened", note=f"{member.publisher}: {member.title}")
    reason = None if member.state is State.RESOLVED else Occasion(Reason.NEW, member, "opened")
    return Changes(incidents=(incident,), log=(entry,)), reason


def _find(member: Member, world: World, *, drill: bool, now: datetime) -> Incident | None:
    candidates = [
        incident
        for incident in world.incidents.values()
        if incident.drill == drill and incident.status is not Status.CLOSED and now - incident.updated_at <= NEAR
    ]
    for incident in candidates:
        if any(_is_revision(member, one) for one in incident.members):
            return incident
    related = [
        incident for incident in candidates if set(incident.topics) & set(member.topics) and incident.kind in OPENS
    ]
    return max(related, key=lambda incident: incident.updated_at, default=None)


def _is_revision(member: Member, other: Member) -> bool:
    same_source = member.source == other.source and member.revision_of in {other.key, other.revision_of or other.key}
    return (member.revision_of is not None and same_source) or (
        member.notice is not None and member.notice == other.notice
    )


def _open(member: Member, world: World, *, drill: bool, now: datetime) -> Incident:
    return Incident(
        id=world.take_incident_id(),
        title=member.title,
        kind=member.kind,
        topics=member.topics,
        severity=member.severity,
        state=member.state,
        status=Status.OPEN,
        opened_at=now,
        updated_at=now,
        first_seen_at=member.seen_at,
        municipality=world.plan.municipality.code,
        drill=drill,
        localities=member.localities,
        members=(member,),
        own_channel_at=member.seen_at if member.role is Role.OWN else None,
    )


def _join(incident: Incident, member: Member, now: datetime) -> tuple[Changes, Occasion | None]:
    joined = incident.joined_by(member)
    voices = len({one.voice for one in joined.members})
    joined = replace(
        joined,
        voices=voices,
        topics=tuple(dict.fromkeys((*incident.topics, *member.topics))),
        localities=tuple(dict.fromkeys((*incident.localities, *member.localities))),
        own_channel_at=incident.own_channel_at or (member.seen_at if member.role is Role.OWN else None),
    )
    entry = LogEntry(incident.id, now, "joined", note=f"{member.publisher}: {member.title}")
    if member.state is State.RESOLVED and incident.is_open and member.role in {Role.OWN, Role.OFFICIAL, Role.PRESS}:
        over = replace(joined, status=Status.RESOLVED, state=State.RESOLVED, resolved_at=now)
        return Changes(incidents=(over,), log=(entry,)), Occasion(Reason.RESOLVED, member, "resolved")
    if member.severity > incident.severity:
        worse = replace(joined, severity=member.severity, kind=member.kind, state=member.state)
        return Changes(incidents=(worse,), log=(entry,)), Occasion(Reason.WORSE, member, f"severity {member.severity}")
    return Changes(incidents=(joined,), log=(entry,)), None
