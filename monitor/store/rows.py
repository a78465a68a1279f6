"""Turns the head's nouns into rows and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from monitor.domain.incident import Delivery, Due, Incident, LogEntry, Member, Seen, Silence
from monitor.domain.model import DeliveryState, Kind, Reason, Role, State, Status, Topic
from monitor.domain.story import Story

if TYPE_CHECKING:
    import sqlalchemy as sa

    from monitor.domain.model import Verdict


def item_row(seen: Seen) -> dict[str, Any]:
    """One item. What a private person wrote that does not mention us is not kept in words."""
    item, reading = seen.item, seen.reading
    mentioned = bool(reading and reading.hits)
    keep = mentioned or item.role is not Role.SOCIAL
    return {
        "id": seen.id,
        "source": item.source,
        "key": item.key,
        "fingerprint": item.fingerprint,
        "url": item.url,
        "title": item.title if keep else "",
        "text": item.text if keep else "",
        "language": (reading.language if reading else item.language) or "und",
        "role": item.role.value,
        "publisher": item.publisher,
        "voice": item.voice,
        "published_at": item.published_at,
        "seen_at": item.seen_at,
        "archived": seen.archived,
        "drill": item.drill,
        "revision_of": item.revision_of,
        "mentioned": mentioned,
        "gates": [{"gate": gate.gate, "passed": gate.passed, "why": gate.why} for gate in seen.gates],
    }


def mention_row(seen: Seen) -> dict[str, Any]:
    """What a mention says; its member is what grouping needs to know again."""
    reading, member = seen.reading, seen.member
    assert reading is not None  # noqa: S101 - a mention was read, or it would be none
    verdict = reading.verdict
    return {
        "item_id": seen.id,
        "seen_at": seen.item.seen_at,
        "watches": sorted({hit.watch for hit in reading.hits}),
        "terms": list(dict.fromkeys(hit.term for hit in reading.hits)),
        "incident_id": seen.incident,
        "member": msgspec.to_builtins(member, str_keys=True) if member else None,
        **_verdict_columns(verdict),
    }


def _verdict_columns(verdict: Verdict | None) -> dict[str, Any]:
    if verdict is None:
        return {
            "kind": Kind.ROUTINE.value,
            "topics": [],
            "severity": 0,
            "state": State.NONE.value,
            "drill": False,
            "confidence": 0.0,
            "because": [],
        }
    return {
        "kind": verdict.kind.value,
        "topics": [topic.value for topic in verdict.topics],
        "severity": verdict.severity,
        "state": verdict.state.value,
        "drill": verdict.drill,
        "confidence": verdict.confidence,
        "because": [
            {"evidence": e.evidence, "start": e.start, "end": e.end, "for": e.speaks_for} for e in verdict.because
        ],
    }


def incident_row(incident: Incident) -> dict[str, Any]:
    """An incident without its members, which stand with their mentions."""
    return {
        "id": incident.id,
        "title": incident.title,
        "kind": incident.kind.value,
        "topics": [topic.value for topic in incident.topics],
        "severity": incident.severity,
        "state": incident.state.value,
        "status": incident.status.value,
        "municipality": incident.municipality,
        "drill": incident.drill,
        "localities": list(incident.localities),
        "opened_at": incident.opened_at,
        "updated_at": incident.updated_at,
        "first_seen_at": incident.first_seen_at,
        "acknowledged_at": incident.acknowledged_at,
        "acknowledged_by": incident.acknowledged_by,
        "resolved_at": incident.resolved_at,
        "closed_at": incident.closed_at,
        "closed_why": incident.closed_why,
        "own_channel_at": incident.own_channel_at,
        "mentions": len(incident.members),
        "publishers": incident.publishers,
        "voices": incident.voices,
        "facts": msgspec.to_builtins(incident.story),
    }


def read_incident(row: sa.RowMapping, members: tuple[Member, ...]) -> Incident:
    """The incident of a row and the members that were found for it."""
    return Incident(
        id=row["id"],
        title=row["title"],
        kind=Kind(row["kind"]),
        topics=tuple(Topic(topic) for topic in row["topics"]),
        severity=row["severity"],
        state=State(row["state"]),
        status=Status(row["status"]),
        opened_at=row["opened_at"],
        updated_at=row["updated_at"],
        first_seen_at=row["first_seen_at"],
        municipality=row["municipality"],
        drill=row["drill"],
        localities=tuple(row["localities"]),
        members=members,
        voices=row["voices"],
        acknowledged_at=row["acknowledged_at"],
        acknowledged_by=row["acknowledged_by"],
        resolved_at=row["resolved_at"],
        closed_at=row["closed_at"],
        closed_why=row["closed_why"],
        own_channel_at=row["own_channel_at"],
        story=msgspec.convert(row["facts"], Story, strict=False),
    )


def read_member(stored: Any) -> Member:
    """A member as it was remembered with its mention."""
    return msgspec.convert(stored, Member, strict=False)


def log_row(entry: LogEntry) -> dict[str, Any]:
    """One line of an incident's log."""
    return {"incident_id": entry.incident, "at": entry.at, "what": entry.what, "by": entry.by, "note": entry.note}


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    """A new delivery."""
    return {
        "key": delivery.key,
        "incident_id": delivery.incident,
        "item_id": delivery.item,
        "receiver": delivery.receiver,
        "person": delivery.person,
        "channel": delivery.channel,
        "slot": delivery.slot,
        "reason": delivery.reason.value,
        "route": delivery.route,
        "why": delivery.why,
        "severity": delivery.severity,
        "drill": delivery.drill,
        "state": delivery.state.value,
        "created_at": delivery.created_at,
        "due_at": delivery.due_at,
        "attempts": delivery.attempts,
        "receipt": delivery.receipt,
        "body": dict(delivery.body),
    }


def read_delivery(row: sa.RowMapping) -> Delivery:
    """The delivery of a row."""
    return Delivery(
        id=row["id"],
        key=row["key"],
        incident=row["incident_id"],
        item=row["item_id"],
        receiver=row["receiver"],
        person=row["person"],
        channel=row["channel"],
        slot=row["slot"],
        reason=Reason(row["reason"]),
        route=row["route"],
        why=row["why"],
        severity=row["severity"],
        drill=row["drill"],
        state=DeliveryState(row["state"]),
        created_at=row["created_at"],
        due_at=row["due_at"],
        attempts=row["attempts"],
        sent_at=row["sent_at"],
        last_error=row["last_error"],
        receipt=row["receipt"],
        postponed_from=row["postponed_from"],
        body=row["body"],
    )


def due_row(due: Due) -> dict[str, Any]:
    """Something that happens later."""
    return {
        "key": due.key,
        "kind": due.kind,
        "due_at": due.due_at,
        "incident_id": due.incident,
        "route": due.route,
        "receiver": due.receiver,
        "step": due.step,
    }


def read_due(row: sa.RowMapping) -> Due:
    """The due thing of a row."""
    return Due(
        key=row["key"],
        kind=row["kind"],
        due_at=row["due_at"],
        incident=row["incident_id"],
        route=row["route"],
        receiver=row["receiver"],
        step=row["step"],
    )


def read_silence(row: sa.RowMapping) -> Silence:
    """The silence of a row."""
    return Silence(
        id=row["id"],
        owner=row["owner"],
        why=row["why"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        query=row["query"],
        topics=frozenset(Topic(topic) for topic in row["topics"]),
        sources=frozenset(row["sources"]),
        incident=row["incident_id"],
        also_official=row["also_official"],
    )
