"""Signs of life: that the memory can be written, that nothing waits too long, that the monitor was awake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from monitor.domain.model import DeliveryState, Status
from monitor.store import schema

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.store.engine import Database

SET_BACK = timedelta(seconds=60)  # a clock that stands less before our last sign of life only drifted
ASLEEP_AFTER = timedelta(minutes=5)  # a longer gap between two signs of life was not awake


@dataclass(frozen=True, slots=True)
class Pulse:
    """What a look found."""

    sources: int
    open_incidents: int
    waiting: int
    problems: tuple[str, ...]
    late_polls: int = 0
    late_words: int = 0


def look(database: Database, now: datetime, late_poll: timedelta, late_delivery: timedelta) -> Pulse:
    """Note that we are awake, and say what waits for longer than it may."""
    with database.writing() as connection:
        note_awake(connection, now)
        return feel_within(connection, now, late_poll, late_delivery)


def feel(database: Database, now: datetime, late_poll: timedelta, late_delivery: timedelta) -> Pulse:
    """The same for whoever asks from outside: nothing is noted."""
    with database.reading() as connection:
        return feel_within(connection, now, late_poll, late_delivery)


def last_sign(database: Database) -> datetime | None:
    """When the monitor was last known to be awake; None before it ever was."""
    with database.reading() as connection:
        return last_sign_within(connection)


def last_sign_within(connection: sa.Connection) -> datetime | None:
    """The same inside a transaction."""
    newest = sa.select(schema.awake.c.seen_at).order_by(schema.awake.c.id.desc()).limit(1)
    return connection.execute(newest).scalar()


def feel_within(connection: sa.Connection, now: datetime, late_poll: timedelta, late_delivery: timedelta) -> Pulse:
    """The same inside a transaction."""
    source, delivery, incident = schema.source, schema.delivery, schema.incident
    waiting = delivery.c.state.in_([DeliveryState.PENDING, DeliveryState.HELD])
    overdue = (waiting, delivery.c.due_at < now - late_delivery, delivery.c.attempts == 0)
    unpolled = (source.c.active, source.c.due_at < now - late_poll)
    late_polls = _count(connection, source, *unpolled)
    late_words = _count(connection, delivery, *overdue)
    return Pulse(
        sources=_count(connection, source, source.c.active),
        open_incidents=_count(
            connection,
            incident,
            incident.c.status.in_([Status.OPEN, Status.ACKNOWLEDGED]),
            incident.c.drill.is_(False),
        ),
        waiting=_count(connection, delivery, waiting),
        problems=(
            *((f"{late_polls} sources are not polled in time",) if late_polls else ()),
            *((f"{late_words} deliveries wait without an attempt",) if late_words else ()),
        ),
        late_polls=late_polls,
        late_words=late_words,
    )


def _count(connection: sa.Connection, table: sa.Table, *conditions: sa.ColumnElement[bool]) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table).where(*conditions)).scalar_one())


def note_awake(connection: sa.Connection, now: datetime) -> timedelta | None:
    """Prolong the stretch in which we are awake, or begin a new one after a gap, or when the clock was set back.

    Returns how far the clock stands before our last sign of life, when it does.
    """
    table = schema.awake
    last = connection.execute(sa.select(table).order_by(table.c.id.desc()).limit(1)).mappings().first()
    if last is not None and timedelta() <= now - last["seen_at"] <= ASLEEP_AFTER:
        connection.execute(sa.update(table).where(table.c.id == last["id"]).values(seen_at=now))
        return None
    if last is not None and timedelta() < last["seen_at"] - now < SET_BACK:
        return None
    connection.execute(sa.insert(table).values(began_at=now, seen_at=now, polls=0, items=0))
    return last["seen_at"] - now if last is not None and now < last["seen_at"] else None


def awake_spans(database: Database, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """The stretches between two instants in which the monitor was awake."""
    table = schema.awake
    wanted = sa.select(table.c.began_at, table.c.seen_at).where(table.c.seen_at > since, table.c.began_at < until)
    with database.reading() as connection:
        return [
            (max(began, since), min(seen, until)) for began, seen in connection.execute(wanted.order_by(table.c.id))
        ]
