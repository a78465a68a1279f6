"""What the inbox reads: short pages, newest first, however much is remembered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from monitor.domain.model import DeliveryState, Status
from monitor.store import rows, schema
from monitor.store.archive import incident_view, mention_view
from monitor.store.keys import REMOVED
from monitor.store.silences import holding

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.incident import Delivery, Silence
    from monitor.domain.model import Kind, Topic
    from monitor.store.engine import Database

_OPEN = (Status.OPEN, Status.ACKNOWLEDGED)


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which incidents and mentions a page shows: those that fit everything that is named."""

    status: Status | None = None
    kind: Kind | None = None
    topic: Topic | None = None


def incidents(database: Database, sieve: Sieve, limit: int, since: datetime | None = None) -> list[dict[str, Any]]:
    """Incidents, those that nobody has first, then the most severe, then the newest.

    ``since`` asks for those that are over and were touched after it; without it those that are not over.
    """
    table = schema.incident
    conditions: list[sa.ColumnElement[bool]] = [
        table.c.status.in_(_OPEN) if since is None else ~table.c.status.in_(_OPEN)
    ]
    conditions += [table.c.updated_at >= since] if since else []
    conditions += [table.c.status == sieve.status.value] if sieve.status else []
    conditions += [table.c.kind == sieve.kind.value] if sieve.kind else []
    conditions += _about(table.c.topics, sieve.topic)
    unasked = sa.case((table.c.status == Status.OPEN.value, 0), else_=1)
    order = (table.c.updated_at.desc(),) if since else (unasked, table.c.severity.desc(), table.c.updated_at.desc())
    query = sa.select(table).where(*conditions).order_by(*order, table.c.id.desc()).limit(limit)
    with database.reading() as connection:
        return [incident_view(row) for row in connection.execute(query).mappings()]


def single_mentions(database: Database, sieve: Sieve, limit: int, since: datetime) -> list[dict[str, Any]]:
    """Mentions that belong to no incident, newest first."""
    table = schema.mention
    conditions: list[sa.ColumnElement[bool]] = [
        table.c.seen_at >= since,
        table.c.incident_id.is_(None),
        schema.item.c.archived.is_(False),
    ]
    conditions += [table.c.kind == sieve.kind.value] if sieve.kind else []
    conditions += _about(table.c.topics, sieve.topic)
    return _mentions(database, conditions, limit)


def silences(database: Database, now: datetime) -> list[Silence]:
    """What is kept back now, the one that ends first at the top."""
    return holding(database, now)


def mentions_of(database: Database, incident: int, limit: int) -> list[dict[str, Any]]:
    """The newest mentions of an incident."""
    return _mentions(database, [schema.mention.c.incident_id == incident], limit)


def _mentions(database: Database, conditions: list[sa.ColumnElement[bool]], limit: int) -> list[dict[str, Any]]:
    kept = sa.not_(schema.item.c.key.startswith(REMOVED))
    query = sa.select(schema.item, schema.mention).join_from(schema.mention, schema.item).where(kept, *conditions)
    with database.reading() as connection:
        found = connection.execute(query.order_by(schema.item.c.id.desc()).limit(limit)).mappings()
        return [mention_view(row) for row in found]


def _about(column: sa.Column[Any], topic: Topic | None) -> list[sa.ColumnElement[bool]]:
    return [sa.cast(column, sa.Text).contains(f'"{topic.value}"', autoescape=True)] if topic else []


def ledger(database: Database, limit: int, before: int | None, state: DeliveryState | None) -> list[Delivery]:
    """Deliveries, newest first, those before a number."""
    table = schema.delivery
    conditions: list[sa.ColumnElement[bool]] = [table.c.id < before] if before is not None else []
    conditions += [table.c.state == state.value] if state else []
    query = sa.select(table).where(*conditions).order_by(table.c.id.desc()).limit(limit)
    with database.reading() as connection:
        return [rows.read_delivery(row) for row in connection.execute(query).mappings()]


def failed_since(database: Database, since: datetime) -> int:
    """How many deliveries failed for good since then."""
    table = schema.delivery
    failed = (table.c.state == DeliveryState.FAILED.value, table.c.created_at >= since)
    with database.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table).where(*failed)).scalar_one())


def delivery(database: Database, key: str) -> Delivery | None:
    """The delivery with that key."""
    with database.reading() as connection:
        row = connection.execute(sa.select(schema.delivery).where(schema.delivery.c.key == key)).mappings().first()
    return rows.read_delivery(row) if row is not None else None
